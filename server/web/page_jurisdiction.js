// What one jurisdiction has laid down, on one line of time; what binds today.

import { h, fill, query, link, segment } from './dom.js';
import { t, label, date, place, number, lang, chineseName } from './words.js';
import { get } from './api.js';
import { moreButton } from './problem.js';

const found = (filters, cursor) => get('/v1/search' + query({ kind: 'instruments', ...filters, sort: '-date', facet: 'none',
  limit: 200, fields: lang === 'zh' ? 'titles' : '', cursor }));

// A list as far as it comes at once; the others when somebody wants them.
function list(first, filters, draw) {
  const items = [...first.items], body = h('div', {}, draw(items));
  let { next } = first;
  const more = next && moreButton(t('more'), async () => {
    const page = await found(filters, next);
    items.push(...page.items);
    fill(body, draw(items));
    next = page.next;
    if (!next) more.remove();
  });
  return [body, more];
}

const row = (item) => h('li', {},
  h('span', { class: 'when' }, date(item.date)), ' ',
  h('span', {}, link(`/instruments/${segment(item.key)}`, h('bdi', {}, chineseName(item.titles) ?? item.title)), ' ',
    h('small', {}, [label(item.type), label(item.force), label(item.status)].join(t('and')))));

const plain = (items) => h('ul', { class: 'years plain' }, items.map(row));

function byYear(items) {
  const years = new Map();
  for (const item of items) {
    const year = item.date?.slice(0, 4) ?? t('noDate');
    years.set(year, [...(years.get(year) ?? []), item]);
  }
  return [...years].map(([year, own]) => h('div', { class: 'year' }, h('h3', {}, year), plain(own)));
}

export default async function jurisdiction({ parts: [code], show }) {
  const name = place(code), all = { jurisdictions: code }, binding = { ...all, in_force: true, force: 'hard' };
  const body = h('div', { class: 'tab' }, h('p', { class: 'faint' }, t('loading')));
  show(name, h('p', { class: 'kind' }, t('jurisdiction')), h('h1', {}, name), body);
  const [binds, texts] = await Promise.all([found(binding), found(all)]);
  fill(body, h('p', {}, h('a', { href: '/search' + query(all) }, t('results', { n: number(texts.total) })), ' · ',
    h('a', { href: '/search' + query(binding) }, t('bindsHere', { n: number(binds.total) }))),
  texts.total === 0 && h('p', {}, t('nothing')),
  binds.total > 0 && h('section', {}, h('h2', {}, t('bindsNow')), list(binds, binding, plain)),
  texts.total > 0 && h('section', {}, h('h2', {}, t('timeline')), list(texts, all, byYear)));
}
