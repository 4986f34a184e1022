// The dated steps of a text on one axis: its own above, the application of its
// parts below. What was replaced stays, faint. A table says the same.

import { h, svg, link, segment, query, table } from './dom.js';
import { t, label, date } from './words.js';
import { getAll } from './api.js';

const WIDTH = 960, MARGIN = 24, ROW = 22, MOST = 12, DIVISIONS = 6;

// One date, step and origin: one mark, however many parts it is of.
function grouped(items) {
  const groups = new Map();
  for (const item of items) {
    const id = [item.on, item.step, item.provision ? 'part' : 'own', item.from, item.by?.key, item.current].join(' ');
    if (!groups.has(id)) groups.set(id, { ...item, parts: [], sources: new Map() });
    const group = groups.get(id);
    if (item.provision) group.parts.push(item.provision);
    for (const p of item.passages) group.sources.set(p.key, p);
  }
  return [...groups.values()].sort((a, b) => (a.on < b.on ? -1 : 1));
}

const day = (text) => {
  const [y, m = 1, d = 1] = text.split('-').map(Number);
  return y + (m - 1) / 12 + (d - 1) / 365;
};

// Words are put in the first row where they do not run into others.
function place(groups, x) {
  const ends = [];
  return groups.map((group) => {
    const words = name(group);
    const width = [...words].reduce((n, c) => n + (c > '\u2e7f' ? 13 : 7), 12);
    const left = Math.min(x(group.on), WIDTH - width);
    let row = ends.findIndex((end) => end < left);
    if (row < 0) row = ends.length;
    ends[row] = left + width;
    return { group, words, left, row };
  });
}

const short = (group) => group.parts.length === 1 ? group.parts[0].label ?? group.parts[0].path
  : t('parts', { n: group.parts.length });

const name = (group) => group.parts.length
  ? `${date(group.on)}: ${short(group)}` : `${label(group.step)} ${date(group.on)}`;

const standing = (group) => group.current !== false;

function picture(groups) {
  const own = groups.filter((g) => !g.parts.length);
  const parts = groups.filter((g) => g.parts.length)
    .sort((a, b) => b.parts.length - a.parts.length).slice(0, MOST).sort((a, b) => (a.on < b.on ? -1 : 1));
  const from = Math.floor(Math.min(...groups.map((g) => day(g.on))));
  const to = Math.ceil(Math.max(...groups.map((g) => day(g.on))) + 0.2);
  const x = (on) => MARGIN + (day(on) - from) / (to - from) * (WIDTH - 2 * MARGIN);
  const above = place(own, x), below = place(parts, x);
  const axis = (Math.max(-1, ...above.map((a) => a.row)) + 1) * ROW + 24;
  const height = axis + (Math.max(-1, ...below.map((b) => b.row)) + 1) * ROW + 40;
  const step = Math.max(1, Math.ceil((to - from) / 14));
  const lineOf = (row, up) => (up ? axis - 20 - row * ROW : axis + 40 + row * ROW);
  const stem = ({ group, row }, up) =>
    svg('path', { d: `M${x(group.on)} ${axis}V${lineOf(row, up) + (up ? 4 : -6)}`, class: 'stem' });
  const mark = ({ group, words, left, row }, up) => {
    const y = lineOf(row, up);
    return svg('g', { class: standing(group) ? '' : 'past' },
      svg(up ? 'rect' : 'circle', up ? { x: x(group.on) - 4, y: axis - 4, width: 8, height: 8 }
        : { cx: x(group.on), cy: axis, r: 4 }),
      svg('text', { x: left + 5, y }, words));
  };
  const ticks = [];
  for (let year = from; year <= to; year += step)
    ticks.push(svg('path', { d: `M${x(`${year}`)} ${axis}v6`, class: 'axis' }),
      svg('text', { x: x(`${year}`), y: axis + 20, class: 'year' }, year));
  const today = day(new Date().toISOString().slice(0, 10));
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'time', role: 'img', 'aria-label': t('timelinePicture') },
    svg('path', { d: `M0 ${axis}H${WIDTH}`, class: 'axis' }), ticks,
    today > from && today < to && svg('path', {
      d: `M${MARGIN + (today - from) / (to - from) * (WIDTH - 2 * MARGIN)} 0V${height}`, class: 'today' }),
    below.map((b) => stem(b, false)), above.map((a) => stem(a, true)),
    below.map((b) => mark(b, false)), above.map((a) => mark(a, true)));
}

const partLinks = (parts, name) => parts.map((p, i) => [i > 0 && t('and'), link(`/provisions/${segment(p.key)}`, name(p))]);

const numbers = new Intl.Collator('en', { numeric: true });

// Chapters and sections are named by what they are about; all parts on request,
// Article 28 before Article 100.
function partList(all) {
  const parts = [...all].sort((a, b) => numbers.compare(a.path, b.path));
  const number = (p) => p.label ?? p.path;
  const divisions = parts.filter((p) => p.heading && /(^|\/)(prt|ttl|chp|sct)_[^/]+$/.test(p.path));
  return [divisions.length > 0 && h('div', {}, partLinks(divisions.slice(0, DIVISIONS), (p) => p.heading)),
    parts.length <= 3 ? partLinks(parts.filter((p) => !divisions.includes(p)), number)
      : h('details', {}, h('summary', {}, t('parts', { n: parts.length })), partLinks(parts, number))];
}

function sourceList(sources) {
  const all = [...sources.values()];
  return all.slice(0, 3).map((p, i) => [i > 0 && ' ', link(`/passages/${segment(p.key)}`, `[${i + 1}]`)])
    .concat(all.length > 3 ? [` +${all.length - 3}`] : []);
}

export async function timeline({ path, params }, put) {
  const found = await getAll(`${path}/timeline${query({ law_as_of: params.get('law_as_of') })}`);
  const groups = grouped(found.items);
  if (!groups.length) return put(h('p', {}, t('noDates')));
  put(
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('timeline') }, picture(groups)),
    h('p', { class: 'faint' }, t('timelineKey')),
    table(t('steps'), [t('day'), t('step'), t('ofWhat'), t('laidDown'), t('sources')],
      groups.map((g) => [h('span', { class: standing(g) ? 'day' : 'day faint' }, date(g.on)),
        [label(g.step), !standing(g) && h('small', {}, ` ${t('laidAnew')}`)],
        g.parts.length ? partList(g.parts) : t('wholeText'),
        [g.from && date(g.from), g.by && [' ', link(`/instruments/${segment(g.by.key)}`, g.by.key)]],
        sourceList(g.sources)])));
}
