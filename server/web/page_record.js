// Any other record: its facts, and why.

import { h, link, query, segment } from './dom.js';
import { t, lang } from './words.js';
import { get } from './api.js';
import { factList, addBadges, namesOf, editLink } from './facts.js';

// A concept has a name in each language.
const nameOf = (it) => (it.labels?.find((l) => l.lang === lang) ?? it.labels?.[0])?.text ?? it.key;

// Where what is about it is found.
function found(kind, key) {
  const [filter, words] = { organizations: ['issuer', 'itsTexts'], concepts: ['concept', 'textsOnIt'] }[kind] ?? [];
  return filter && link(`/search${query({ [filter]: key })}`, t(words));
}

export default async function record({ parts: [kind, key], show }) {
  const path = `/v1/${segment(kind)}/${segment(key)}`;
  const it = await get(path);
  const title = it.title ?? it.name ?? it.heading ?? it.label ?? nameOf(it);
  const { list, rows } = factList(it, namesOf(it));
  show(title, h('p', { class: 'kind' }, t(kind)), h('h1', { dir: 'auto' }, title), list,
    h('p', { class: 'line' }, found(kind, it.key), h('a', { href: path }, t('json')), editLink(kind, it.key)));
  addBadges(rows, await get(`${path}/provenance`), { kind, id: it.key });
}
