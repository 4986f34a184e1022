// How much has evidence: by kind, by member, by place.

import { h, fill, query, segment, svg } from './dom.js';
import { t, number, place } from './words.js';
import { get } from './api.js';

const GRADES = ['official', 'independent', 'editorial', 'none'];
const names = { official: 'gradeOfficial', independent: 'gradeIndependent', editorial: 'gradeEditorial', none: 'gradeNone' };

function bar(grades) {
  const all = GRADES.reduce((n, g) => n + grades[g], 0) || 1;
  let x = 0;
  return svg('svg', { class: 'share', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    GRADES.map((g) => {
      const width = 100 * grades[g] / all;
      x += width;
      return svg('rect', { class: g, x: x - width, y: 0, width, height: 8 });
    }));
}

function row(heading, grades, to) {
  return h('tr', {}, h('th', { scope: 'row' }, heading), h('td', { class: 'wide' }, bar(grades)),
    GRADES.map((g) => h('td', { class: 'n' }, grades[g] > 0 && to(g)
      ? h('a', { href: to(g) }, number(grades[g])) : number(grades[g]))));
}

function table(caption, head, rows, isShown) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', { class: 'shares' }, h('caption', { class: isShown ? '' : 'unseen' }, caption),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, head), h('th', { scope: 'col' }, t('share')),
        GRADES.map((g) => h('th', { scope: 'col', class: 'n' }, t(names[g]))))),
      h('tbody', {}, rows)));
}

const fieldRow = (kind, { field, grades }) => row(t(field.slice(1)), grades, (grade) => kind === 'instruments' &&
  '/search' + query({ 'evidence.field': field, 'evidence.grade': grade }));

const TYPE = { 'evidence.field': '/type' };

// The evidence for the type of texts, place by place: every text has one.
async function byPlace() {
  const { facets } = await get('/v1/search' + query({ kind: 'instruments', ...TYPE, facet: 'jurisdictions', facet_by: 'grade', limit: 1 }));
  return facets.jurisdictions.map(({ value: code, by }) => row(
    h('a', { href: `/jurisdictions/${segment(code)}` }, place(code)),
    Object.fromEntries(GRADES.map((g) => [g, by.find((b) => b.value === g)?.count ?? 0])),
    (grade) => '/search' + query({ jurisdictions: code, ...TYPE, 'evidence.grade': grade })));
}

export default async function coverage({ show }) {
  const body = h('div', {}, h('p', { class: 'faint' }, t('loading')));
  show(t('coverage'), h('h1', {}, t('coverage')), h('p', { class: 'measure' }, t('coverageLead')), body);
  const [found, places] = await Promise.all([get('/v1/coverage'), byPlace()]);
  fill(body, h('p', { class: 'line' }, GRADES.map((g) => h('span', { class: `key ${g}` }, `${t(names[g])}: ${number(found.grades[g])}`))),
    found.kinds.map((k) => h('details', { open: k.kind === 'instruments' || undefined },
      h('summary', {}, `${t(k.kind)} `, h('small', {}, number(GRADES.reduce((n, g) => n + k.grades[g], 0)))),
      table(t(k.kind), t('member'), k.fields.filter((f) => GRADES.some((g) => f.grades[g])).map((f) => fieldRow(k.kind, f))))),
    table(t('typeByPlace'), t('jurisdiction'), places, true));
}
