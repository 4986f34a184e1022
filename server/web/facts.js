// The members of a record as a list of facts, each with the badge of its
// evidence.

import { h, link, segment } from './dom.js';
import { t, label, date, place, tongue } from './words.js';
import { badge } from './evidence.js';
import { hasKey } from './api.js';

// What is about the record, or shown in a place of its own.
const inner = new Set(['id', 'key', 'rev', 'created_at', 'updated_at', 'refers_to', 'fingerprint',
  'edition', 'start', 'end', 'spans', 'sha256', 'utf16_start', 'utf16_end', 'byte_start', 'byte_end',
  'text', 'texts', 'text_lang', 'text_edition', 'held', 'has_conflict', 'position', 'prefix', 'suffix', 'exact',
  'link', 'anchor', 'supports']);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function scalar(name, value, names) {
  if (typeof value === 'boolean' || typeof value === 'number') return label(value);
  if (/_on$|^on$|^from$|_at$/.test(name)) return h('time', { datetime: value }, date(value));
  if (name === 'jurisdictions' || name === 'jurisdiction')
    return h('a', { href: `/jurisdictions/${segment(value)}` }, place(value));
  if (name === 'languages' || name === 'lang') return tongue(value);
  if (/^https?:/.test(value)) return link(value, value);
  if (names?.has(value)) {
    const r = names.get(value);
    return link(`/${r.kind}/${segment(r.key)}`, h('bdi', {}, r.title));
  }
  if (uuid.test(value)) return names?.kinds?.[name]
    ? link(`/${names.kinds[name]}/${value}`, t(name)) : h('code', {}, value.slice(0, 8));
  return h('bdi', {}, ['type', 'force', 'existence', 'nature', 'role', 'level', 'status', 'applies', 'state',
    'basis', 'review', 'confidence', 'rank', 'outcome', 'agreement'].includes(name) ? label(value) : value);
}

// Who comes first, then in which part and when.
const FIRST = ['organization', 'name', 'role', 'on'];
const inOrder = (value) => Object.entries(value).sort(([a], [b]) =>
  (FIRST.indexOf(a) + 1 || 9) - (FIRST.indexOf(b) + 1 || 9));

function item(name, value, names) {
  if (value === null || typeof value !== 'object') return scalar(name, value, names);
  if ('text' in value)
    return h('span', { lang: value.lang, dir: 'auto' }, value.text, value.type && ' ',
      value.type && h('small', {}, [label(value.type), value.lang && tongue(value.lang)].filter(Boolean).join(t('and'))));
  if ('scheme' in value)
    return h('span', {}, h('small', {}, String(value.scheme).toUpperCase()), ' ',
      /^https?:/.test(value.value) ? link(value.value, value.value) : h('bdi', {}, value.value));
  return h('span', {}, inOrder(value).map(([n, v], i) => [i > 0 && ' · ',
    Array.isArray(v) ? v.map((x) => item(n, x, names)) : item(n, v, names)]));
}

function value(name, v, names) {
  if (!Array.isArray(v)) return item(name, v, names);
  if (v.every((x) => typeof x === 'string'))
    return h('span', {}, v.map((x, i) => [i > 0 && t('and'), scalar(name, x, names)]));
  return h('ul', { class: 'plain' }, v.map((x) => h('li', {}, item(name, x, names))));
}

// rows: by member, for badges that come later.
export function factList(record, names, order = Object.keys(record)) {
  const rows = new Map();
  const list = h('dl', { class: 'facts' }, order
    .filter((name) => name in record && !inner.has(name))
    .map((name) => {
      const dd = h('dd', {}, value(name, record[name], names));
      rows.set('/' + name, dd);
      return h('div', { class: 'fact' }, h('dt', {}, t(name)), dd);
    }));
  return { list, rows };
}

export function addBadges(rows, provenance, subject) {
  for (const info of provenance.fields) {
    const dd = rows.get(info.field);
    if (dd) dd.append(' ', badge({ ...info, subject }, t(info.field.slice(1)), () => dd));
  }
}

export function namesOf(record) {
  const names = new Map((record.refers_to ?? []).map((r) => [r.id, r]));
  names.kinds = { instrument: 'instruments', source: 'sources', passage: 'passages', organization: 'organizations',
    publisher: 'organizations', parent: 'organizations', concept: 'concepts', scheme: 'schemes', by: 'instruments' };
  return names;
}

export const editLink = (kind, key) => hasKey() &&
  h('a', { href: `/edit?kind=${kind}&id=${segment(key)}` }, t('editThis'));
