// The members of a record as a list of facts, each with the badge of its
// evidence.

import { h, segment } from './dom.js';
import { t } from './words.js';
import { badge } from './evidence.js';
import { hasKey } from './api.js';
import { value } from './values.js';
import { bodyNames } from './topics.js';

// What is about the record, or shown in a place of its own.
const inner = new Set(['id', 'key', 'rev', 'created_at', 'updated_at', 'refers_to', 'fingerprint',
  'edition', 'start', 'end', 'spans', 'sha256', 'utf16_start', 'utf16_end', 'byte_start', 'byte_end',
  'text', 'texts', 'text_lang', 'text_edition', 'held', 'has_conflict', 'position', 'prefix', 'suffix', 'exact',
  'link', 'anchor', 'supports']);

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

// What the record refers to, by id; bodies in the language chosen.
export async function namesOf(record) {
  const bodies = await bodyNames();
  return new Map((record.refers_to ?? []).map((r) =>
    [r.id, { ...r, title: (r.kind === 'organizations' && bodies.get(r.key)) || r.title }]));
}

export const editLink = (kind, key) => hasKey() &&
  h('a', { href: `/edit?kind=${kind}&id=${segment(key)}` }, t('editThis'));
