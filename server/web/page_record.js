// Any other record: its facts, and why.

import { h, segment } from './dom.js';
import { t } from './words.js';
import { get } from './api.js';
import { factList, addBadges, namesOf, editLink } from './facts.js';

export default async function record({ parts: [kind, key], show }) {
  const path = `/v1/${segment(kind)}/${segment(key)}`;
  const found = await get(path);
  const title = found.title ?? found.name ?? found.heading ?? found.label ?? found.key;
  const { list, rows } = factList(found, namesOf(found));
  show(title, h('p', { class: 'kind' }, t(kind)), h('h1', { dir: 'auto' }, title), list,
    h('p', { class: 'line' }, h('a', { href: path }, t('json')), editLink(kind, found.key)));
  addBadges(rows, await get(`${path}/provenance`), { kind, id: found.key });
}
