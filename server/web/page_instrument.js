// A text: what it is on the chosen day, and the ways to look at it.

import { h, fill, query, link, segment } from './dom.js';
import { t, label, date, place, chineseName } from './words.js';
import { get } from './api.js';
import { factList, addBadges, namesOf, editLink } from './facts.js';
import { topicNames, named } from './topics.js';

const ORDER = ['summary', 'type', 'nature', 'force', 'existence', 'status', 'jurisdictions', 'parties', 'proposed_on', 'adopted_on',
  'signed_on', 'published_on', 'in_force_on', 'applies_on', 'superseded_on', 'repealed_on', 'withdrawn_on',
  'lapsed_on', 'vetoed_on', 'note', 'titles', 'identifiers', 'urls', 'languages'];

async function addTopics(list, key) {
  const [{ facets }, names] = await Promise.all([
    get('/v1/search' + query({ kind: 'instruments', key, facet: 'topic', limit: 1 })), topicNames()]);
  if (facets.topic.length)
    list.append(h('div', { class: 'fact' }, h('dt', {}, t('topics')), h('dd', {}, named(facets.topic, names).map((c, i) =>
      [i > 0 && t('and'), link(`/search${query({ topic: c.value })}`, c.label)]))));
}

async function facts({ record, names, path }, put) {
  const { list, rows } = factList(record, names, ORDER);
  put(list);
  addBadges(rows, await get(`${path}/provenance`), { kind: 'instruments', id: record.key });
  await addTopics(list, record.key);
}

// Each comes with what draws it, and nothing comes for the others.
const tabs = {
  facts: async () => facts,
  timeline: async () => (await import('./tab_timeline.js')).timeline,
  text: async () => (await import('./tree.js')).textTab,
  relations: async () => (await import('./tab_relations.js')).relations,
  evidence: async () => (await import('./tab_history.js')).evidence,
  history: async () => (await import('./tab_history.js')).history,
  cite: async () => (await import('./tab_history.js')).cite,
};

function days(params) {
  return { on: params.get('on'), law_as_of: params.get('law_as_of') };
}

function headings(record) {
  const first = (record.titles ?? []).find((x) => x.type === 'official' || x.type === 'original');
  const name = chineseName(record.titles) ?? record.title;
  const others = [{ text: record.title, lang: 'en' }, first].filter((x) => x && x.text !== name);
  return [h('h1', { dir: 'auto' }, name),
    others.map((x) => h('p', { class: 'original', lang: x.lang, dir: 'auto' }, x.text))];
}

function header(record, names, params) {
  const issuers = (record.parties ?? []).filter((p) => ['issuer', 'adopter'].includes(p.role) && names.has(p.organization))
    .map((p) => names.get(p.organization).title);
  const parts = [label(record.type), `${t('force')}: ${label(record.force)}`,
    h('strong', {}, `${t('status')}: ${label(record.status)}`),
    record.jurisdictions?.map(place).join(t('and')), issuers.join(t('and'))].filter(Boolean);
  return [
    headings(record),
    h('p', { class: 'line' }, parts.map((p) => h('span', {}, p)),
      h('span', {}, link(`/compare${query({ a: record.key })}`, t('compareThis'))), editLink('instruments', record.key),
      params.get('on') && h('span', {}, `${t('asOf')} ${date(params.get('on'))}`)),
    record.urls?.length > 0 && h('p', { class: 'line' }, [...new Map(record.urls.map((u) => [new URL(u.url).host, u.url]))]
      .map(([host, to]) => h('span', {}, link(to, host)))),
  ];
}

function tabList(current, params) {
  const keep = days(params);
  return h('nav', { class: 'tabs', 'aria-label': t('views') }, Object.keys(tabs).map((name) =>
    h('a', { href: query({ ...keep, tab: name === 'facts' ? '' : name }) || '?',
      'aria-current': name === current && 'page' }, t(name))));
}

export default async function instrument({ parts, params, show }) {
  const path = `/v1/instruments/${segment(parts[0])}`;
  const tab = params.get('tab') in tabs ? params.get('tab') : 'facts';
  const [record, draw] = await Promise.all([get(path + query(days(params))), tabs[tab]()]);
  const names = await namesOf(record);
  const body = h('div', { class: `tab ${tab}` }, h('p', { class: 'faint' }, t('loading')));
  show(record.title, header(record, names, params), tabList(tab, params), body);
  await draw({ record, names, path, params }, (...nodes) => fill(body, nodes));
}
