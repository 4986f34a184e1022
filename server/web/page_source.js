// A document: what may be done with it, and its text with the passages marked
// that are evidence for anything.

import { h, fill, query, link, segment } from './dom.js';
import { t, label, date, number } from './words.js';
import { get, getAll, getAnswer, hasKey } from './api.js';
import { factList, namesOf } from './facts.js';

const SPAN = 6000; // code points of the text at a time

// Passages may lie in each other: the text is cut where any begins or ends.
function cut(text, from, passages, chosen) {
  const points = Array.from(text), end = from + points.length;
  const inside = passages.filter((p) => p.end > from && p.start < end);
  const edges = [...new Set([from, end, ...inside.flatMap((p) => [p.start, p.end])])]
    .filter((e) => e >= from && e <= end).sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, i) => {
    const words = points.slice(start - from, edges[i + 1] - from).join('');
    const here = inside.filter((p) => p.start <= start && p.end > start);
    if (!here.length) return words;
    const own = here.sort((a, b) => (a.end - a.start) - (b.end - b.start))[0];
    return h('a', { class: here.some((p) => p.key === chosen) ? 'span chosen' : 'span', href: `/passages/${segment(own.key)}` },
      h('mark', {}, words));
  });
}

function pager(start, total, wanted) {
  if (total <= SPAN && start === 0) return null;
  const to = (at, words, rel) => at >= 0 && at < total &&
    h('a', { rel, href: query({ ...wanted, start: at, end: Math.min(at + SPAN, total) }) }, words);
  return h('p', { class: 'steps' }, start > 0 && to(Math.max(0, start - SPAN), t('earlierText'), 'prev'), ' ',
    h('span', { class: 'faint' }, t('ofText', { n: Math.round(100 * start / Math.max(1, total)) })), ' ',
    to(start + SPAN, t('laterText'), 'next'));
}

// Where passages lie in the whole text, as a row of bars that are links.
function density(passages, size, wanted) {
  const bins = Array(40).fill(0), each = Math.ceil(size / bins.length);
  for (const p of passages) bins[Math.min(bins.length - 1, Math.floor(p.start / each))]++;
  const most = Math.max(1, ...bins);
  return h('nav', { class: 'density', 'aria-label': t('density') }, bins.map((n, i) =>
    h('a', { class: `heat-${n ? Math.min(5, 1 + Math.floor(4 * n / most)) : 0}`,
      href: query({ ...wanted, start: i * each, end: Math.min(size, i * each + SPAN) }),
      'aria-label': t('passagesHere', { n, at: Math.round(i * 2.5) }) })));
}

async function text(source, params, passages, go) {
  const edition = params.get('edition') ?? source.editions?.[0]?.sha256;
  const mine = passages.filter((p) => !edition || p.edition === edition);
  const chosen = passages.find((p) => [p.key, p.id].includes(params.get('passage')));
  const size = Math.max(0, ...mine.map((p) => p.end), source.editions?.find((e) => e.sha256 === edition)?.size ?? 0);
  const lead = Number(params.get('start') ?? chosen?.start ?? 0);
  const start = Math.max(0, params.has('end') || !chosen ? lead - (params.has('end') ? 300 : 0) : lead - 600);
  const { body: span } = await getAnswer(`/v1/sources/${segment(source.key)}/text` +
    query({ edition: chosen?.edition ?? edition, start, end: Math.min(start + SPAN, size || SPAN) }), 'application/json');
  const wanted = { edition: params.get('edition') };
  const stands = params.has('end') ? [{ key: '', start: Number(params.get('start')), end: Number(params.get('end')) }] : [];
  const parts = stands[0] && stands[0].end - stands[0].start < SPAN
    ? cut(span.exact, span.start, stands, '') : cut(span.exact, span.start, mine, chosen?.key);
  const words = h('div', { class: 'words', lang: source.languages?.[0], dir: 'auto' }, parts);
  return [density(mine, size, wanted), pager(start, size, wanted), hasKey() && (await import('./passage_maker.js')).passageMaker(source, words, go),
    words, pager(start, size, wanted)];
}

const passageList = (passages) => h('ul', { class: 'plain' }, passages.slice(0, 200).map((p) => h('li', {},
  link(`/passages/${segment(p.key)}`, p.locator ?? p.segment ?? `${number(p.start)}–${number(p.end)}`), ' ',
  h('small', {}, label(p.state)), p.exact && h('p', { class: 'snippet', dir: 'auto' }, p.exact.slice(0, 200)))));

export default async function source({ parts, params, show, go }) {
  const path = `/v1/sources/${segment(parts[0])}`;
  const found = await get(path);
  const { list } = factList(found, await namesOf(found), ['rights', 'handling', 'role', 'authors', 'publisher', 'published_on',
    'languages', 'url', 'instrument', 'editions']);
  const body = h('div', {}, h('p', { class: 'faint' }, t('loading')));
  show(found.title, h('p', { class: 'kind' }, t('sources')), h('h1', { dir: 'auto' }, found.title),
    h('p', { class: 'line' }, h('span', {}, label(found.role)), found.published_on && h('span', {}, date(found.published_on))),
    found.handling && h('p', { class: 'notice' }, t('restricted', { what: found.handling })),
    h('details', {}, h('summary', {}, t('about')), list), body);
  const { items: passages } = await getAll(`/v1/passages?source=${segment(found.key)}&fields=start,end,edition,locator,segment,state${found.handling ? '' : ',exact'}`);
  try {
    fill(body, h('h2', {}, t('text')), h('p', { class: 'faint' }, t('marksKey')), await text(found, params, passages, go));
    body.querySelector('.chosen')?.scrollIntoView({ block: 'center' });
  } catch (error) {
    if (![401, 403, 404, 409, 410, 416, 422].includes(error.status)) throw error;
    fill(body, h('h2', {}, t('passages')), h('p', { class: 'faint' }, t('notHeld')), passageList(passages));
  }
}
