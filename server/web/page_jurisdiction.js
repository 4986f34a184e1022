// What one jurisdiction has laid down, on one line of time; what binds today.

import { h, query, link, segment } from './dom.js';
import { t, label, date, place, number } from './words.js';
import { get } from './api.js';

const FIELDS = 'title,type,force,status,in_force,adopted_on,published_on,in_force_on';
const MOST = 600;

async function all(code) {
  const items = [];
  for (let cursor; cursor !== null && items.length < MOST;) {
    const page = await get('/v1/instruments' + query({ jurisdictions: code, fields: FIELDS, limit: 200, cursor }));
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

const when = (item) => item.adopted_on ?? item.published_on ?? item.in_force_on ?? '';

const row = (item) => h('li', {},
  h('span', { class: 'when' }, date(when(item))), ' ',
  h('span', {}, link(`/instruments/${segment(item.key)}`, h('bdi', {}, item.title)), ' ',
    h('small', {}, [label(item.type), label(item.force), label(item.status)].join(t('and')))));

export default async function jurisdiction({ parts: [code], show }) {
  const name = place(code);
  const items = (await all(code)).sort((a, b) => (when(a) < when(b) ? 1 : -1));
  const binds = items.filter((i) => i.in_force && i.force === 'hard');
  const years = new Map();
  for (const item of items) {
    const year = when(item).slice(0, 4) || t('noDate');
    years.set(year, [...(years.get(year) ?? []), item]);
  }
  show(name, h('p', { class: 'kind' }, t('jurisdiction')), h('h1', {}, name),
    h('p', {}, h('a', { href: '/search' + query({ jurisdictions: code }) }, t('results', { n: number(items.length) })), ' · ',
      h('a', { href: '/search' + query({ jurisdictions: code, in_force: true, force: 'hard' }) },
        t('bindsHere', { n: number(binds.length) }))),
    items.length === 0 && h('p', {}, t('nothing')),
    binds.length > 0 && h('section', {}, h('h2', {}, t('bindsNow')), h('ul', { class: 'years plain' }, binds.map(row))),
    h('section', {}, h('h2', {}, t('timeline')), [...years].map(([year, list]) =>
      h('div', { class: 'year' }, h('h3', {}, year), h('ul', { class: 'years plain' }, list.map(row))))));
}
