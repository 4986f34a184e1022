// A value as it is shown: dates, places and choices in words, what is referred
// to as a link.

import { h, link, segment } from './dom.js';
import { t, label, date, place, tongue, chineseName } from './words.js';
import { get, isLeft } from './api.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const kinds = { instrument: 'instruments', source: 'sources', passage: 'passages', organization: 'organizations',
  publisher: 'organizations', parent: 'organizations', concept: 'concepts', scheme: 'schemes', by: 'instruments' };

// What has no name of its own is called what it is.
function reference(name, id, known) {
  if (known) return link(`/${known.kind}/${segment(known.key)}`, h('bdi', {}, uuid.test(known.title) ? t(name) : known.title));
  if (!kinds[name]) return h('code', {}, id.slice(0, 8));
  const unnamed = link(`/${kinds[name]}/${id}`, t(name));
  if (kinds[name] === 'organizations') unnamed.dataset.body = id;
  return unnamed;
}

function scalar(name, value, names) {
  if (typeof value === 'boolean' || typeof value === 'number') return label(value);
  if (/_on$|^on$|^from$|_at$/.test(name)) return h('time', { datetime: value }, date(value));
  if (name === 'jurisdictions' || name === 'jurisdiction')
    return h('a', { href: `/jurisdictions/${segment(value)}` }, place(value));
  if (name === 'languages' || name === 'lang') return tongue(value);
  if (/^https?:/.test(value)) return link(value, value);
  if (uuid.test(value)) return reference(name, value, names?.get(value));
  if (name === 'kind') return t(value);
  if (name === 'field') return t(value.slice(1));
  return h('bdi', {}, ['type', 'force', 'existence', 'nature', 'role', 'level', 'status', 'applies', 'state',
    'basis', 'review', 'confidence', 'rank', 'outcome', 'agreement'].includes(name) ? label(value) : value);
}

// Who comes first, then in which part and when.
const FIRST = ['organization', 'name', 'role', 'on'];
const inOrder = (value) => Object.entries(value).filter(([n]) => n !== 'segments').sort(([a], [b]) =>
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

export function value(name, v, names) {
  if (!Array.isArray(v)) return item(name, v, names);
  if (v.every((x) => typeof x === 'string'))
    return h('span', {}, v.map((x, i) => [i > 0 && t('and'), scalar(name, x, names)]));
  return h('ul', { class: 'plain' }, v.map((x) => h('li', {}, item(name, x, names))));
}

// Bodies of whom only the id came, when their names are there.
export async function addBodies(root) {
  const links = [...root.querySelectorAll('[data-body]')];
  const ids = [...new Set(links.map((a) => a.dataset.body))].slice(0, 200);
  if (!ids.length) return;
  try {
    const found = await get(`/v1/organizations?fields=name,names&limit=200&id.in=${ids.join(',')}`);
    const names = new Map(found.items.map((o) => [o.id, chineseName(o.names) ?? o.name]));
    for (const a of links) a.textContent = names.get(a.dataset.body) ?? a.textContent;
  } catch (error) {
    if (!isLeft(error)) return;
  }
}
