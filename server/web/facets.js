// Filters beside results: what there is of each value, more, and away again.

import { h, query } from './dom.js';
import { t, label, place, tongue, number, date, grades } from './words.js';

const SHOWN = 6;

export const filters = ['kind', 'type', 'force', 'status', 'in_force', 'nature', 'jurisdictions', 'issuer',
  'year', 'adopted_on', 'adopted_on.lte', 'adopted_on.gte', 'concept', 'topic', 'languages', 'source', 'evidence.field', 'evidence.grade'];

export function valueLabel(name, value, given) {
  if (given) return given;
  if (name === 'jurisdictions') return place(value);
  if (name === 'languages') return tongue(value);
  if (name === 'kind') return t(value);
  if (name === 'evidence.field') return t(value.slice(1));
  if (name === 'evidence.grade') return t('basedOn', { what: t((grades[value] ?? grades.none)[0]) });
  if (name.startsWith('adopted_on')) {
    const sign = { lte: '≤ ', gte: '≥ ' }[name.split('.')[1]] ?? '';
    return `${t('adopted_on')} ${sign}${date(value)}`;
  }
  return name === 'in_force' ? `${t('in_force')}: ${label(value)}` : label(value);
}

// The address with a filter more, or less; always from the first page.
export function changed(params, name, value, on) {
  const next = new URLSearchParams(params);
  const values = next.getAll(name).filter((v) => v !== value);
  next.delete(name);
  next.delete('cursor');
  for (const v of on ? [...values, value] : values) next.append(name, v);
  return '/search' + query(Object.fromEntries([...new Set(next.keys())].map((k) => [k, next.getAll(k)])));
}

export function chips(params, labels) {
  const chosen = filters.flatMap((name) => params.getAll(name).map((value) => [name, value]));
  if (!chosen.length) return null;
  const keep = new URLSearchParams();
  if (params.get('q')) keep.set('q', params.get('q'));
  return h('ul', { class: 'chips', 'aria-label': t('filters') },
    chosen.map(([name, value]) => {
      const words = valueLabel(name, value, labels?.get(`${name} ${value}`));
      return h('li', {}, h('a', { href: changed(params, name, value, false),
        'aria-label': t('remove', { what: words }) }, words, h('span', { 'aria-hidden': 'true' }, ' ×')));
    }),
    chosen.length > 1 && h('li', {}, h('a', { class: 'clear', href: '/search' + (keep.size ? `?${keep}` : '') }, t('clear'))));
}

const heading = (name) => t(name === 'jurisdictions' ? 'jurisdiction' : name);

function group(params, name, counts) {
  const chosen = params.getAll(name);
  const item = ({ value, label: given, count }) => {
    const on = chosen.includes(String(value));
    return h('li', {}, h('a', {
      href: changed(params, name, String(value), !on), 'aria-current': on && 'true', rel: 'nofollow',
    }, valueLabel(name, value, given)), ' ', h('small', {}, number(count)));
  };
  const list = h('ul', { class: 'plain' }, counts.slice(0, SHOWN).map(item));
  const more = counts.length > SHOWN && h('button', { type: 'button', class: 'quiet', onclick: () => {
    list.append(...counts.slice(SHOWN).map(item));
    more.remove();
  } }, t('more'));
  return h('div', { class: 'facet' }, h('h2', {}, heading(name)), list, more);
}

export function sidebar(params, facets) {
  const open = window.matchMedia('(min-width: 56rem)').matches;
  return h('details', { class: 'filters', open },
    h('summary', {}, t('filters')),
    Object.entries(facets).filter(([, counts]) => counts.length > 0)
      .map(([name, counts]) => group(params, name, counts)));
}
