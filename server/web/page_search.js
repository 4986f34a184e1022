// Search with words, browse without: filters at the left, what fits at the
// right, and the same as a file.

import { h, fill, query, link, segment, marked, copyButton } from './dom.js';
import { t, label, date, place, number, lang, chineseName } from './words.js';
import { get } from './api.js';
import { topicNames, bodyNames, named } from './topics.js';
import { filters, chips, changed, sidebar, valueLabel } from './facets.js';

const LIMIT = 20;
const FACETS = ['type', 'force', 'status', 'jurisdictions', 'issuer', 'year', 'topic', 'nature', 'languages', 'kind'];

const pick = (params, names) =>
  Object.fromEntries(names.filter((n) => params.has(n)).map((n) => [n, params.getAll(n)]));

const days = (params) => pick(params, ['on', 'law_as_of']);

// With words, what they stand in, by text; without, the newest texts.
function address(params) {
  const q = params.get('q');
  return '/v1/search' + query({ ...q ? { q, group: 'instrument' } : { kind: 'instruments' },
    limit: LIMIT, facet: FACETS, fields: lang === 'zh' ? 'summary,titles' : 'summary', ...pick(params, filters), ...days(params),
    cursor: params.get('cursor'), sort: params.get('sort') ?? (q ? '' : '-date') });
}

const facts = (item, bodies) => [
  item.type && label(item.type), item.force && label(item.force), item.status && label(item.status),
  item.jurisdictions?.map(place).join(t('and')), item.issuers?.map((i) => bodies.get(i) ?? i).join(t('and')),
  item.date && date(item.date),
].filter(Boolean);

const bestOf = (b) => link(`/${b.kind}/${segment(b.key)}`,
  h('bdi', {}, [b.label, b.title].filter(Boolean).join(': ') || b.key));

const beginning = (words) => words && h('p', { class: 'snippet', dir: 'auto' }, words.length > 240 ? `${words.slice(0, 240).replace(/\s\S*$/, '')} …` : words);

function hit(item, bodies) {
  const kind = item.kind ?? 'instruments';
  const name = chineseName(item.titles) ?? item.title ?? item.path ?? item.key;
  return h('li', { class: 'hit' },
    h('h2', {}, link(`/${kind}/${segment(item.key)}`, h('bdi', {}, name))),
    h('p', { class: 'line' }, kind !== 'instruments' && h('span', {}, t(kind)),
      facts(item, bodies).map((f) => h('span', {}, f))),
    item.ranges?.length > 0 && h('p', { class: 'snippet', dir: 'auto' }, marked(item.snippet, item.ranges)),
    item.best?.[0]?.kind === 'provisions' && h('p', { class: 'part' }, bestOf(item.best[0])),
    item.best?.length > 0 && h('details', {}, h('summary', {}, t('moreHits', { n: number(item.hits ?? item.best.length) })),
      h('ul', { class: 'plain' }, item.best.map((b) => h('li', {},
        bestOf(b), ' ', h('small', {}, t(b.kind)),
        b.snippet && b.snippet !== b.title && h('p', { class: 'snippet', dir: 'auto' }, marked(b.snippet, b.ranges)))))),
    !item.ranges?.length && beginning(item.summary ?? item.snippet));
}

// Whole records, all of them; with words, or of another kind, what was found,
// as far as one answer goes.
function exports(params, found, total) {
  const same = { ...pick(params, ['q', 'sort', ...filters]), ...days(params) };
  const as = (format) => (params.get('q') || params.has('kind')
    ? '/v1/search' + query({ ...same, group: 'instrument', facet: 'none', limit: 200, format })
    : '/v1/instruments' + query({ ...same, facet: 'none', format }));
  return h('details', { class: 'exports' }, h('summary', {}, t('exportAs')),
    h('ul', {}, ['csv', 'bibtex', 'ris', 'ndjson', 'markdown', 'atom'].map((format) =>
      h('li', {}, h('a', { href: as(format), download: `instruments.${format}` }, format.toUpperCase()))),
    h('li', {}, copyButton(t('copyCurl'), t('copied'), () => `curl '${location.origin}${found}'`)),
    h('li', {}, copyButton(t('citeSearch'), t('copied'), () => citation(params, total)))));
}

function controls(params) {
  const q = params.get('q');
  const words = { ...q ? { relevance: 'relevance' } : {}, '-date': 'newestFirst', date: 'oldestFirst' };
  const sort = params.get('sort') ?? (q ? 'relevance' : '-date');
  const day = (name, text) => h('label', {}, t(text), ' ',
    h('input', { type: 'date', name, value: params.get(name) ?? '' }));
  const kept = [...params].filter(([n]) => !['sort', 'on', 'law_as_of', 'cursor'].includes(n));
  return h('form', { action: '/search', class: 'controls' },
    kept.map(([name, value]) => h('input', { type: 'hidden', name, value })),
    h('label', {}, t('sort'), ' ', h('select', { name: 'sort' },
      Object.entries(words).map(([o, name]) => h('option', { value: o, selected: o === sort }, t(name))))),
    day('on', 'asOf'), day('law_as_of', 'lawAsOf'), h('button', { class: 'quiet' }, t('apply')));
}

const chosenFilters = (params) => filters.flatMap((n) => params.getAll(n).map((v) => [n, v]));

// What was asked for, in words.
const asked = (params) => [params.get('q') && t('quote', { what: params.get('q') }),
  ...chosenFilters(params).map(([n, v]) => valueLabel(n, v))].filter(Boolean).join(t('and'));

const citation = (params, n) => t('searchCited', { what: asked(params) || t('all'), n: number(n),
  when: date(new Date().toISOString()), where: location.href });

function empty(params) {
  const chosen = chosenFilters(params), what = asked(params);
  return h('div', {}, h('h2', {}, t('nothing')), h('p', { dir: 'auto' }, t('nothingFor', { what })),
    chosen.length > 0 && [h('p', {}, t('tryWithout')), h('ul', {}, chosen.map(([n, v]) =>
      h('li', {}, h('a', { href: changed(params, n, v, false) }, valueLabel(n, v)))))]);
}

function notes(found) {
  const also = (found.expanded ?? []).flatMap((e) => e.or);
  return [found.corrected && h('p', {}, t('corrected', { what: found.corrected })),
    found.relaxed?.left_out.length > 0 && h('p', {}, t('relaxed', { what: found.relaxed.left_out.join(t('and')) })),
    also.length > 0 && h('p', { class: 'faint' }, t('also', { what: also.join(t('and')) }))];
}

export default async function search({ params, show }) {
  const side = h('div', { class: 'side' }), list = h('div', { class: 'list', 'aria-live': 'polite' });
  const title = params.get('q') || t('browse');
  const total = h('p', { class: 'total', role: 'status' }, t('loading'));
  const to = address(params);
  const chosen = h('div', {});
  fill(chosen, chips(params));
  show(title, h('h1', { dir: 'auto' }, title), chosen,
    h('div', { class: 'split' }, side, h('div', {}, h('div', { class: 'bar' }, total, controls(params)), list)));
  const [found, topics, bodies] = await Promise.all([get(to), topicNames(), bodyNames()]);
  fill(total, found.total === 1 ? t('oneResult') : t('results', { n: number(found.total) }));
  fill(list, notes(found), found.total === 0 ? empty(params) : h('ol', { class: 'hits' }, found.items.map((i) => hit(i, bodies))),
    found.next && h('p', {}, h('a', { class: 'next', rel: 'next', href: '/search' +
      query({ ...Object.fromEntries([...new Set(params.keys())].map((k) => [k, params.getAll(k)])), cursor: found.next }) }, t('next'))),
    found.total > 0 && exports(params, to, found.total));
  const facets = { ...found.facets, topic: named(found.facets.topic, topics), issuer: named(found.facets.issuer, bodies) };
  const labels = new Map(Object.entries(facets).flatMap(([name, values]) =>
    values.filter((v) => v.label).map((v) => [`${name} ${v.value}`, v.label])));
  fill(chosen, chips(params, labels));
  fill(side, sidebar(params, facets));
}
