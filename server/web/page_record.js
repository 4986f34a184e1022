// Any other record: its facts, and why.

import { h, link, query, segment } from './dom.js';
import { t, chineseName } from './words.js';
import { get } from './api.js';
import { factList, addBadges, namesOf, editLink } from './facts.js';

const about = ({ subject, field }, names) => subject &&
  [names.get(subject.id)?.title, field && t(field.slice(1))].filter(Boolean).join(': ');

export const nameOf = (it, names) => about(it, names) ?? chineseName(it.labels ?? it.names) ?? it.title ?? it.name ?? it.heading ?? it.label ??
  it.labels?.[0].text ?? it.key;

// Where what is about it is found.
function found(kind, key) {
  const [filter, words] = { organizations: ['issuer', 'itsTexts'], concepts: ['concept', 'textsOnIt'] }[kind] ?? [];
  return filter && h('span', {}, link(`/search${query({ [filter]: key })}`, t(words)));
}

export default async function record({ parts: [kind, key], show }) {
  const path = `/v1/${segment(kind)}/${segment(key)}`;
  const it = await get(path);
  const names = await namesOf(it);
  const title = nameOf(it, names);
  const { list, rows } = factList(it, names);
  show(title, h('p', { class: 'kind' }, t(kind)), h('h1', { dir: 'auto' }, title), list,
    h('p', { class: 'line' }, found(kind, it.key), h('span', {}, h('a', { href: path }, t('json'))), editLink(kind, it.key)));
  addBadges(rows, await get(`${path}/provenance`), { kind, id: it.key });
}
