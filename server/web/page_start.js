// The start: what this is, a search box, what there is by place and year.

import { h, query, link, segment } from './dom.js';
import { t, label, date, place, number } from './words.js';
import { get, rows } from './api.js';
import { searchBox } from './suggest.js';

const YEARS = 10, PLACES = 14;

function counted(texts, of) {
  const counts = new Map();
  for (const text of texts)
    for (const value of of(text)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

const placesOf = (text) => text.jurisdictions.split('; ').filter(Boolean);

function cell(n, most, to, what) {
  const shade = n === 0 ? 0 : Math.min(5, 1 + Math.floor(4 * Math.sqrt(n / most)));
  return h('td', { class: `heat-${shade}` },
    n > 0 && h('a', { href: to, 'aria-label': `${what}: ${n}` }, number(n)));
}

function grid(texts, places) {
  const last = new Date().getFullYear(), first = last - YEARS + 1;
  const years = Array.from({ length: YEARS }, (_, i) => first + i);
  const at = new Map();
  let most = 1;
  for (const text of texts) {
    const year = Number(text.adopted_on.slice(0, 4));
    if (!year) continue;
    for (const p of placesOf(text)) {
      const key = `${p} ${Math.max(year, first - 1)}`;
      at.set(key, (at.get(key) ?? 0) + 1);
      if (year >= first) most = Math.max(most, at.get(key));
    }
  }
  const row = ([code, n]) => h('tr', {},
    h('th', { scope: 'row' }, h('a', { href: `/jurisdictions/${segment(code)}` }, place(code))),
    cell(at.get(`${code} ${first - 1}`) ?? 0, most,
      `/search${query({ jurisdictions: code, 'adopted_on.lte': first - 1 })}`,
      `${place(code)}, ${t('beforeYear', { year: first - 1 })}`),
    years.map((year) => cell(at.get(`${code} ${year}`) ?? 0, most,
      `/search${query({ jurisdictions: code, adopted_on: year })}`, `${place(code)}, ${year}`)),
    h('td', { class: 'sum' }, h('a', { href: `/search${query({ jurisdictions: code })}` }, number(n))));
  const body = h('tbody', {}, places.slice(0, PLACES).map(row));
  const rest = places.slice(PLACES);
  const more = rest.length > 0 && h('button', { type: 'button', class: 'quiet', onclick: () => {
    body.append(...rest.map(row));
    more.remove();
  } }, `${t('more')} (${rest.length})`);
  return h('section', {},
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('grid') },
      h('table', { class: 'heat' }, h('caption', {}, t('grid')),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('jurisdiction')),
          h('th', { scope: 'col' }, t('beforeYear', { year: first - 1 })),
          years.map((y) => h('th', { scope: 'col' }, y)),
          h('th', { scope: 'col' }, t('sum')))), body)),
    more, h('p', { class: 'faint' }, t('gridNote')));
}

const list = (heading, items) => h('section', {}, h('h2', {}, heading), h('ul', { class: 'plain' }, items));

export default async function start({ show, go }) {
  const numbers = h('ul', { class: 'numbers', 'aria-busy': 'true' },
    Array.from({ length: 3 }, () => h('li', {}, h('strong', {}, '…'))));
  const figures = h('div', { class: 'later' });
  const changes = h('div', { class: 'columns' });
  show('', h('h1', { class: 'lead' }, t('tagline')), searchBox(go, '', true),
    h('p', { class: 'ways' },
      h('a', { href: '/search?in_force=true&force=hard&nature=text' }, t('bindsNow')),
      h('a', { href: '/search?sort=-date' }, t('newest')),
      h('a', { href: '/v1/instruments?type=treaty&type=convention&format=csv', download: 'treaties.csv' }, t('treatiesCsv'))),
    numbers, figures, changes, h('p', { class: 'measure' }, t('covered')));
  const [texts, recent] = await Promise.all([
    rows('/v1/instruments?format=csv&fields=jurisdictions,type,adopted_on'),
    get('/v1/instruments?sort=-updated_at&limit=6&fields=title,updated_at')]);
  const places = counted(texts, placesOf), types = counted(texts, (x) => [x.type]);
  const share = h('li', {}, h('a', { href: '/coverage' }, h('strong', {}, '…'), ' ', t('official')));
  numbers.replaceChildren(
    h('li', {}, h('a', { href: '/search' }, h('strong', {}, number(texts.length)), ' ', t('texts'))),
    h('li', {}, h('strong', {}, number(places.length)), ' ', t('inPlaces')), share);
  numbers.removeAttribute('aria-busy');
  figures.append(grid(texts, places));
  changes.append(
    list(t('changed'), recent.items.map((r) => h('li', {},
      link(`/instruments/${segment(r.key)}`, r.title), ' ', h('small', {}, date(r.updated_at))))),
    list(t('type'), types.slice(0, 8).map(([value, n]) => h('li', {},
      h('a', { href: `/search${query({ type: value })}` }, label(value)), ' ', h('small', {}, number(n))))));
  const all = await get('/v1/coverage');
  const fields = all.kinds.find((k) => k.kind === 'instruments').fields
    .filter((f) => /_on$|^\/type$/.test(f.field));
  const sum = (of) => fields.reduce((n, f) => n + of(f.grades), 0);
  share.querySelector('strong').textContent = new Intl.NumberFormat('en', { style: 'percent' }).format(
    sum((g) => g.official) / Math.max(1, sum((g) => g.official + g.independent + g.editorial + g.none)));
}
