// How much has evidence: by kind, by member.

import { h, query, svg } from './dom.js';
import { t, number } from './words.js';
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

function row(kind, field) {
  const to = (grade) => kind === 'instruments'
    ? '/search' + query({ 'evidence.field': field.field, 'evidence.grade': grade }) : undefined;
  return h('tr', {}, h('th', { scope: 'row' }, t(field.field.slice(1))), h('td', { class: 'wide' }, bar(field.grades)),
    GRADES.map((g) => h('td', { class: 'n' }, field.grades[g] > 0 && to(g)
      ? h('a', { href: to(g) }, number(field.grades[g])) : number(field.grades[g]))));
}

export default async function coverage({ show }) {
  const found = await get('/v1/coverage');
  show(t('coverage'), h('h1', {}, t('coverage')), h('p', { class: 'measure' }, t('coverageLead')),
    h('p', { class: 'line' }, GRADES.map((g) => h('span', { class: `key ${g}` }, `${t(names[g])}: ${number(found.grades[g])}`))),
    found.kinds.map((k, i) => h('details', { open: k.kind === 'instruments' || undefined },
      h('summary', {}, `${t(k.kind)} `, h('small', {}, number(GRADES.reduce((n, g) => n + k.grades[g], 0)))),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t(k.kind) },
        h('table', { class: 'shares' }, h('caption', { class: 'unseen' }, t(k.kind)),
          h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('member')), h('th', { scope: 'col' }, t('share')),
            GRADES.map((g) => h('th', { scope: 'col', class: 'n' }, t(names[g]))))),
          h('tbody', {}, k.fields.filter((f) => GRADES.some((g) => f.grades[g])).map((f) => row(k.kind, f))))))));
}
