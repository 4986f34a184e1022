// Where sources contradict the registry or each other, side by side.

import { h, query, link, segment } from './dom.js';
import { t, label, number } from './words.js';
import { get, hasKey } from './api.js';
import { passages, gradeMark, addLinks } from './evidence.js';

const shown = (value) => (value === undefined || value === null ? '—'
  : typeof value === 'string' ? label(value) : typeof value === 'object' ? Object.values(value).join(' · ') : String(value));

const subject = (s) => link(`/${s.kind}/${segment(s.key)}`, h('bdi', {}, s.title ?? s.name ?? s.key));

function sides(item) {
  const values = new Map();
  for (const a of item.assertions) {
    const value = shown(a.value);
    values.set(value, [...(values.get(value) ?? []), a]);
  }
  return h('div', { class: 'sides' }, [...values].map(([value, list]) => h('div', {},
    h('p', {}, h('strong', { dir: 'auto' }, value)),
    h('ul', { class: 'plain' }, list.map((a) => h('li', {}, gradeMark(a.grade), ' ',
      link(`/sources/${segment(a.passage.source.key)}?passage=${segment(a.passage.key)}`, a.passage.source.title)))))));
}

function conflict(item) {
  const open = item.state === 'unsettled' || item.state === 'disputed';
  const all = h('details', { ontoggle: () => {
    if (!all.open || all.children.length > 1) return;
    all.append(passages(item));
    addLinks(all);
  } }, h('summary', {}, t('allWords')));
  return h('li', { class: 'hit' },
    h('h2', {}, subject(item.subject), ': ', t(item.field.slice(1))),
    h('p', {}, t('here', { what: shown(item.value) }), ' ', gradeMark(item.grade), ' · ',
      h('strong', {}, open ? t('stillOpen') : t('settledNow'))),
    sides(item),
    item.resolution && h('p', { class: 'measure', dir: 'auto' }, item.resolution.reason),
    hasKey() && h('p', {}, h('a', { href: '/edit' + query(item.resolution ? { kind: 'resolutions', id: item.resolution.key }
      : { kind: 'resolutions', 'subject.kind': item.subject.kind, 'subject.id': item.subject.key, field: item.field }) },
    t('settleIt'))), all);
}

export default async function conflicts({ params, show }) {
  const pick = (n) => params.getAll(n);
  const wanted = { kind: pick('kind'), field: pick('field'), state: pick('state'), grade: pick('grade') };
  const select = (name, options) => h('label', {}, t(name === 'state' ? 'state_' : name), ' ', h('select', { name },
    ['', ...options].map((o) => h('option', { value: o, selected: (params.get(name) ?? '') === o }, o ? t(o) : t('all')))));
  const head = [h('h1', {}, t('conflicts')), h('p', { class: 'measure' }, t('conflictsLead')),
    h('form', { action: '/conflicts', class: 'controls' },
      select('state', ['unsettled', 'settled', 'disputed']), select('kind', ['instruments', 'organizations', 'events', 'provisions']),
      h('label', {}, t('member'), ' ', h('input', { name: 'field', value: params.get('field') ?? '', placeholder: '/type' })),
      h('button', { class: 'quiet' }, t('apply')))];
  show(t('conflicts'), head, h('p', { class: 'faint' }, t('loading')));
  const found = await get('/v1/conflicts' + query({ ...wanted, limit: 25, cursor: params.get('cursor') }));
  show(t('conflicts'), head, h('p', { class: 'total', role: 'status' }, t('results', { n: number(found.total) })),
    h('ol', { class: 'hits' }, found.items.map(conflict)),
    found.next && h('p', {}, h('a', { class: 'next', rel: 'next', href: '/conflicts' +
      query({ ...wanted, cursor: found.next }) }, t('next'))));
}
