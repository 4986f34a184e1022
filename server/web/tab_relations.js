// How a text stands to others: a picture of the most, and a list of all.

import { h, svg, link, segment } from './dom.js';
import { t, label, number, chineseName } from './words.js';
import { get, getAll } from './api.js';
import { withNames } from './topics.js';
import { moreButton } from './problem.js';

const SIDE = 14, WIDTH = 960, ROW = 34;

function neighbours(items) {
  const found = new Map();
  for (const item of items) {
    const id = `${item.direction} ${item.other.key}`;
    if (!found.has(id)) found.set(id, { ...item, labels: new Map() });
    const labels = found.get(id).labels;
    labels.set(item.label, (labels.get(item.label) ?? 0) + 1);
  }
  const weight = (n) => [...n.labels.values()].reduce((a, b) => a + b, 0);
  const all = [...found.values()].sort((a, b) => weight(b) - weight(a));
  return { from: all.filter((n) => n.direction === 'from').slice(0, SIDE),
    to: all.filter((n) => n.direction !== 'from').slice(0, SIDE), all: all.length };
}

const cut = (text, n) => {
  const points = [...text];
  const wide = points.filter((c) => c > '\u2e7f').length;
  const most = wide > points.length / 2 ? n / 2 : n;
  return points.length > most ? points.slice(0, most - 1).join('') + '…' : text;
};

function edge(n, i, count, height, right) {
  const y = (i + 0.5) * height / count;
  const name = [...n.labels].map(([l, k]) => label(l) + (k > 1 ? ` ×${k}` : '')).join(t('and'));
  const x = right ? WIDTH - 290 : 290, middle = WIDTH / 2 + (right ? 80 : -80);
  const to = right ? x - 6 : middle, from = right ? middle : x + 6;
  const bend = (from + to) / 2;
  const [y1, y2] = right ? [height / 2, y] : [y, height / 2];
  return svg('g', {},
    svg('path', { class: 'edge', d: `M${from} ${y1}C${bend} ${y1} ${bend} ${y2} ${to} ${y2}`, 'marker-end': 'url(#arrow)' }),
    svg('a', { href: `/instruments/${segment(n.other.key)}` },
      svg('title', {}, `${n.other.title} (${name})`),
      svg('text', { x, y: y - 2, 'text-anchor': right ? 'start' : 'end', class: 'node' }, cut(n.other.title, 40)),
      svg('text', { x, y: y + 12, 'text-anchor': right ? 'start' : 'end', class: 'kind' }, cut(name, 46))));
}

function picture(record, sides) {
  const height = Math.max(3, sides.from.length, sides.to.length) * ROW;
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'graph', role: 'group', 'aria-label': t('graph') },
    svg('defs', {}, svg('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      svg('path', { d: 'M0 0 8 4 0 8z', class: 'tip' }))),
    sides.to.map((n, i) => edge(n, i, sides.to.length, height, false)),
    sides.from.map((n, i) => edge(n, i, sides.from.length, height, true)),
    svg('rect', { x: WIDTH / 2 - 80, y: height / 2 - 18, width: 160, height: 36, class: 'self' }),
    svg('text', { x: WIDTH / 2, y: height / 2 + 5, 'text-anchor': 'middle', class: 'node' }, cut(chineseName(record.titles) ?? record.title, 22)));
}

const part = (p) => link(`/provisions/${segment(p.key)}`, h('bdi', {}, p.label ?? p.path));

export function relationItem(item) {
  return h('li', {}, link(`/instruments/${segment(item.other.key)}`, h('bdi', {}, item.other.title)),
    item.other_provision && [', ', part(item.other_provision)],
    item.own_provision && [' — ', part(item.own_provision)],
    item.other_provision && item.own_provision && [' · ',
      link(`/compare?a=${segment(item.own_provision.key)}&b=${segment(item.other_provision.key)}`, t('sideBySide'))],
    item.passages?.map((id, i) => [' ', link(`/passages/${segment(id)}`, `[${i + 1}]`)]),
    (item.rationale || item.note) && h('p', { class: 'snippet', dir: 'auto' }, item.rationale ?? item.note),
    item.limits && h('p', { class: 'faint' }, t('limitsAre', { what: item.limits })),
    (item.review || item.confidence) && h('p', {}, h('small', {}, [item.review && label(item.review),
      item.confidence && t('confidenceIs', { what: label(item.confidence) })].filter(Boolean).join(t('and')))));
}

export function relationList(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.label, [...(groups.get(item.label) ?? []), item]);
  return [...groups].map(([name, list]) => {
    const long = list.length > 12;
    return h('section', {}, h('h2', {}, `${label(name)} (${number(list.length)})`),
      h('ul', { class: 'plain related' }, list.slice(0, 12).map(relationItem)),
      long && h('details', {}, h('summary', {}, t('more')), h('ul', { class: 'plain related' }, list.slice(12).map(relationItem))));
  });
}

async function drawn({ record }, found, more) {
  const { total } = found, items = await withNames(found.items);
  const sides = neighbours(items);
  return [h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('graph') }, picture(record, sides)),
    h('p', { class: 'faint' }, t('graphKey', { shown: sides.from.length + sides.to.length, n: number(sides.all) })),
    items.length < total && h('div', { class: 'notice' }, t('someRelations', { shown: number(items.length), n: number(total) }), more),
    relationList(items)];
}

// As many as come at once; the others when somebody wants them.
export async function relations(context, put) {
  const list = `${context.path}/relations`, first = await get(`${list}?limit=200`);
  if (!first.items.length) return put(h('p', {}, t('noRelations')));
  const more = moreButton(t('allRelations'), async () => put(await drawn(context, await getAll(list))));
  put(await drawn(context, first, more));
}
