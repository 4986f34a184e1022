// A passage: its words in their place, the document, what it is evidence for.

import { h, link, segment } from './dom.js';
import { t, label, number } from './words.js';
import { get, hasKey } from './api.js';

function words(p) {
  if (p.exact === undefined)
    return h('p', { class: 'faint' }, p.handling ? t('restricted', { what: p.handling }) : t('notHeld'));
  return h('blockquote', { dir: 'auto' }, h('span', { class: 'faint' }, p.prefix && `…${p.prefix}`),
    h('mark', {}, p.exact), h('span', { class: 'faint' }, p.suffix && `${p.suffix}…`));
}

const name = (item) => (item.subject
  ? [link(`/${item.subject.kind}/${segment(item.subject.key)}`, h('bdi', {}, item.subject.title)), item.field && `: ${t(item.field.slice(1))}`]
  : h('bdi', {}, item.title ?? item.name ?? item.label ?? item.key));

const resting = (supports) => supports.map((s) => h('section', {}, h('h3', {}, `${t(s.kind)} (${number(s.total)})`),
  h('ul', { class: 'plain' }, s.items.map((i) =>
    h('li', {}, i.subject ? name(i) : link(`/${s.kind}/${segment(i.key)}`, name(i))))),
  s.items.length < s.total && h('p', {}, h('a', { href: s.href }, t('allData')))));

export default async function passage({ parts, show }) {
  const path = `/v1/passages/${segment(parts[0])}`;
  const found = await get(path);
  const source = found.refers_to?.find((r) => r.id === found.source);
  const title = found.locator ?? found.segment ?? `${number(found.start)}–${number(found.end)}`;
  show(`${title} – ${source?.title ?? ''}`,
    h('p', { class: 'kind' }, source && link(`/sources/${segment(source.key)}?passage=${segment(found.key)}`, h('bdi', {}, source.title))),
    h('h1', { dir: 'auto' }, title), h('p', { class: 'line' }, h('span', {}, label(found.state)),
      found.link && h('span', {}, link(found.link, t('officialPage')))),
    words(found), found.supports?.length > 0 && [h('h2', {}, t('supports_')), resting(found.supports)], h('p', { class: 'line' }, h('span', {}, h('a', { href: path }, t('json'))),
      hasKey() && h('span', {}, link(`/edit?kind=assertions&passage=${segment(found.key)}`, t('assertWith')))));
}
