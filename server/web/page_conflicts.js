// Where sources contradict the registry or each other, side by side.

import { h, query, link, segment } from './dom.js';
import { t, number } from './words.js';
import { value, addBodies } from './values.js';
import { get, hasKey } from './api.js';
import { passages, gradeMark, addLinks } from './evidence.js';

const subject = (s) => link(`/${s.kind}/${segment(s.key)}`, h('bdi', {}, s.title ?? s.name ?? s.key));

function sides(item) {
  const sayings = new Map();
  for (const a of item.assertions) {
    const said = JSON.stringify(a.value);
    sayings.set(said, [...(sayings.get(said) ?? []), a]);
  }
  return h('div', { class: 'sides' }, [...sayings.values()].map((list) => h('div', {},
    h('div', {}, h('strong', { dir: 'auto' }, value(item.field.slice(1), list[0].value))),
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
    h('div', {}, t('here', { what: '' }), item.value === undefined ? '—' : value(item.field.slice(1), item.value), ' ', gradeMark(item.grade), ' · ',
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
  const list = h('ol', { class: 'hits' }, found.items.map(conflict));
  show(t('conflicts'), head, h('p', { class: 'total', role: 'status' }, t('results', { n: number(found.total) })),
    list,
    found.next && h('p', {}, h('a', { class: 'next', rel: 'next', href: '/conflicts' +
      query({ ...wanted, cursor: found.next }) }, t('next'))));
  await addBodies(list);
}
