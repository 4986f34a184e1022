// The start: what this is, a search box, what there is by place and year.

import { h, query, link, segment } from './dom.js';
import { t, label, date, place, number } from './words.js';
import { get } from './api.js';
import { searchBox } from './suggest.js';

const YEARS = 10, PLACES = 14;
const TEXTS = { nature: 'text' }, BINDS = { ...TEXTS, in_force: true, force: 'hard' };

const counts = (filters, facet) =>
  get('/v1/search' + query({ kind: 'instruments', ...filters, facet, limit: 1 }));

// How many texts of a place are of each year.
const yearsOf = ({ value: code, count, by }) =>
  ({ code, count, years: new Map(by.map((y) => [Number(y.value), y.count])) });

function cell(n, most, code, year) {
  const shade = n === 0 ? 0 : Math.min(5, 1 + Math.floor(4 * Math.sqrt(n / most)));
  return h('td', { class: `heat-${shade}` }, n > 0 && h('a', {
    href: `/search${query({ ...TEXTS, jurisdictions: code, year })}`, 'aria-label': `${place(code)}, ${year}: ${n}` }, number(n)));
}

function grid(places, rest) {
  const last = new Date().getFullYear();
  const years = Array.from({ length: YEARS }, (_, i) => last - YEARS + 1 + i);
  const most = Math.max(1, ...places.flatMap((p) => years.map((y) => p.years.get(y) ?? 0)));
  const row = ({ code, count, years: of }) => h('tr', {},
    h('th', { scope: 'row' }, h('a', { href: `/jurisdictions/${segment(code)}` }, place(code))),
    years.map((year) => cell(of.get(year) ?? 0, most, code, year)),
    h('td', { class: 'sum' }, h('a', { href: `/search${query({ ...TEXTS, jurisdictions: code })}` }, number(count))));
  const body = h('tbody', {}, places.map(row));
  const more = rest.length > 0 && h('button', { type: 'button', class: 'quiet', onclick: () => {
    more.remove();
    body.append(...rest.map(row));
  } }, `${t('more')} (${rest.length})`);
  return h('section', {},
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('grid') },
      h('table', { class: 'heat' }, h('caption', {}, t('grid')),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('jurisdiction')),
          years.map((y) => h('th', { scope: 'col' }, y)),
          h('th', { scope: 'col' }, t('sum')))), body)),
    more, h('p', { class: 'faint' }, t('gridNote')));
}

// The share of dates and types whose evidence is official words.
async function officialShare() {
  const fields = (await get('/v1/coverage')).kinds.find((k) => k.kind === 'instruments').fields
    .filter((f) => /_on$|^\/type$/.test(f.field));
  const sum = (of) => fields.reduce((n, f) => n + of(f.grades), 0);
  return new Intl.NumberFormat('en', { style: 'percent' }).format(
    sum((g) => g.official) / Math.max(1, sum((g) => g.official + g.independent + g.editorial + g.none)));
}

const list = (heading, items) => h('section', {}, h('h2', {}, heading), h('ul', { class: 'plain' }, items));

function ways() {
  return h('p', { class: 'ways' },
    h('a', { href: `/search${query(BINDS)}` }, t('bindsNow')),
    h('a', { href: '/search?sort=-date' }, t('newest')),
    h('a', { href: '/v1/instruments?type=treaty&type=convention&format=csv', download: 'treaties.csv' }, t('treatiesCsv')));
}

export default async function start({ show, go }) {
  const figure = (to, words) => h('li', {}, h('a', { href: to }, h('strong', {}, '…'), ' ', words));
  const put = (item, words) => { item.querySelector('strong').textContent = words; };
  const texts = figure(`/search${query(TEXTS)}`, t('texts')), binding = figure(`/search${query(BINDS)}`, t('bindToday')),
    share = figure('/coverage', t('official'));
  const figures = h('div', { class: 'later' }), changes = h('div', { class: 'columns' });
  show('', h('h1', { class: 'lead' }, t('tagline')), searchBox(go, '', true), ways(),
    h('ul', { class: 'numbers' }, texts, binding, share), figures, changes, h('p', { class: 'measure' }, t('covered')));
  const [all, recent] = await Promise.all([counts({ ...TEXTS, facet_by: 'year' }, ['jurisdictions', 'type']),
    get('/v1/instruments?sort=-updated_at&limit=6&fields=title,updated_at')]);
  put(texts, number(all.total));
  changes.append(
    list(t('changed'), recent.items.map((r) => h('li', {},
      link(`/instruments/${segment(r.key)}`, r.title), ' ', h('small', {}, date(r.updated_at))))),
    list(t('type'), all.facets.type.slice(0, 8).map(({ value, count }) => h('li', {},
      h('a', { href: `/search${query({ ...TEXTS, type: value })}` }, label(value)), ' ', h('small', {}, number(count))))));
  const places = all.facets.jurisdictions.map(yearsOf);
  figures.append(grid(places.slice(0, PLACES), places.slice(PLACES)));
  const [bind, official] = await Promise.all([counts(BINDS, 'none'), officialShare()]);
  put(binding, number(bind.total));
  put(share, official);
}
