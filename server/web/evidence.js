// A value, a badge of its grade, and, when the badge is pressed, the passages:
// who says so, in which words, who says otherwise, how that was settled.

import { h, svg, link, segment, query } from './dom.js';
import { t, date, grades } from './words.js';
import { get, isLeft, hasKey } from './api.js';
import { value, addBodies } from './values.js';

const shapes = {
  official: () => svg('rect', { x: 2, y: 2, width: 8, height: 8 }),
  independent: () => svg('circle', { cx: 6, cy: 6, r: 4.5 }),
  editorial: () => svg('circle', { cx: 6, cy: 6, r: 3.8, class: 'hollow' }),
  none: () => svg('path', { d: 'M2 6h8', class: 'hollow' }),
  disputed: () => svg('path', { d: 'M6 1 11.5 11H.5z' }),
};

const mark = (name) =>
  svg('svg', { viewBox: '0 0 12 12', class: `mark ${name}`, 'aria-hidden': 'true' }, shapes[name]());

export function gradeMark(grade) {
  const [short, long] = grades[grade] ?? grades.none;
  return h('span', { class: 'grade', title: t(long) }, mark(grade in grades ? grade : 'none'), ' ', t(short));
}

export const isOpen = (info) => info.conflict && info.resolution?.outcome !== 'settled';

function words(passage) {
  if (passage.exact) return h('blockquote', { dir: 'auto' }, passage.exact);
  return h('p', { class: 'faint' }, passage.handling
    ? t('restricted', { what: passage.handling }) : t('notHeld'));
}

function saying(one, field, differs) {
  const p = one.passage;
  const where = p.locator ?? p.segment;
  return h('li', { class: one.agreement, 'data-passage': p.id },
    h('p', { class: 'who' }, gradeMark(one.grade), ' ',
      link(`/sources/${segment(p.source.key)}?passage=${segment(p.key)}`, p.source.title),
      where && `, ${where}`, ' — ',
      h('strong', {}, t(one.agreement === 'conflicts' ? 'conflicts_' : one.agreement))),
    differs && h('div', {}, t('says', { what: '' }), value(field.slice(1), one.value)),
    words(p),
    one.speaker && h('p', { class: 'faint' }, t('saidBy', { who: one.speaker })),
    one.note && h('p', { class: 'faint' }, one.note));
}

function resolution(r) {
  return r && h('div', { class: 'resolution' },
    h('p', {}, h('strong', {}, t(r.outcome === 'settled' ? 'howSettled' : 'stillOpen')), ' ',
      h('span', { class: 'faint' }, t('byWhom', { who: r.by ?? '', when: date(r.on) }))),
    h('p', {}, r.reason));
}

// The addresses of the words, and names, come when somebody looks: they are not in what
// tells of all members at once.
export async function addLinks(list) {
  addBodies(list);
  const items = [...list.querySelectorAll('[data-passage]')];
  const ids = [...new Set(items.map((i) => i.dataset.passage))].slice(0, 200);
  if (!ids.length) return;
  try {
    const found = await get(`/v1/passages?fields=link&limit=200&id.in=${ids.join(',')}`);
    const links = new Map(found.items.map((p) => [p.id, p.link]));
    for (const item of items) {
      const to = links.get(item.dataset.passage);
      if (to) item.append(h('p', {}, link(to, t('officialPage'))));
    }
  } catch (error) {
    if (!isLeft(error)) return;
  }
}

export function passages(info) {
  const own = info.assertions.filter((a) => a.agreement !== 'conflicts')
    .sort((a, b) => Boolean(b.passage.exact) - Boolean(a.passage.exact));
  const against = info.assertions.filter((a) => a.agreement === 'conflicts');
  const list = h('ol', { class: 'passages' },
    own.map((a) => saying(a, info.field, a.agreement !== 'supports')),
    against.map((a) => saying(a, info.field, true)));
  if (!info.assertions.length) return h('div', {}, h('p', {}, t('nobodySays')), resolution(info.resolution));
  return h('div', {}, list, resolution(info.resolution));
}

// With a key: to add what another passage says, and to settle a conflict.
function writing({ subject, field, conflict, resolution: r }) {
  const to = (kind, words) => h('a', { href: '/edit' + query(r && kind === 'resolutions' ? { kind, id: r.key }
    : { kind, 'subject.kind': subject.kind, 'subject.id': subject.id, field }) }, t(words));
  return hasKey() && subject && h('p', { class: 'line' }, to('assertions', 'assertIt'), conflict && to('resolutions', 'settleIt'));
}

let count = 0;

// The button; what it opens is put behind `row`.
export function badge(info, what, row) {
  const grade = info.grade in grades ? info.grade : 'none';
  const disputed = isOpen(info);
  const id = `why-${++count}`;
  const words = [t(grades[grade][1]), info.conflict && t(disputed ? 'disputed' : 'settledShort')]
    .filter(Boolean).join('; ');
  let panel = null;
  const close = () => {
    panel?.remove();
    panel = null;
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  };
  const open = () => {
    panel = h('section', { class: 'why', id, tabindex: '-1', 'aria-label': t('whyFor', { what }),
      onkeydown: (e) => { if (e.key === 'Escape') close(); } },
    passages(info), writing(info), h('button', { type: 'button', class: 'quiet', onclick: close }, t('close')));
    row().append(panel);
    addLinks(panel);
    button.setAttribute('aria-expanded', 'true');
    panel.focus({ preventScroll: true });
  };
  const button = h('button', {
    type: 'button', class: `badge ${grade}`, title: words,
    'aria-label': `${t(disputed ? 'disputedShort' : grades[grade][0])}: ${t('whyFor', { what })} ${words}`,
    'aria-expanded': 'false', 'aria-controls': id,
    onclick: () => (panel ? close() : open()),
  }, mark(grade), info.conflict && mark('disputed'),
  h('span', { class: 'short' }, t(disputed ? 'disputedShort' : grades[grade][0])));
  return button;
}
