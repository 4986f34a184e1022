// The parts of a text as a tree that opens and closes.

import { h, query, link, segment } from './dom.js';
import { t, label } from './words.js';
import { get } from './api.js';

export const treeOf = async (path, days) =>
  (await get(`${path}/provisions${query({ fields: 'label,heading,level,path,applies', ...days })}`)).items;

function nested(items) {
  const roots = [], open = [];
  for (const item of items) {
    const node = { item, parts: [] };
    open.length = item.depth;
    (open[item.depth - 1]?.parts ?? roots).push(node);
    open[item.depth] = node;
  }
  return roots;
}

const holds = (node, key) => node.item.key === key || node.parts.some((p) => holds(p, key));

const dot = (applies) => applies && applies !== 'unknown' &&
  h('span', { class: `dot ${applies}`, title: label(applies) }, h('span', { class: 'unseen' }, ` (${label(applies)})`));

// What is many and alike, as recitals are, is folded into one.
function folded(roots) {
  const out = [];
  for (const node of roots) {
    const last = out.at(-1);
    if (node.item.level === 'recital' && last?.recitals) last.parts.push(node);
    else if (node.item.level === 'recital') out.push({ recitals: true, item: {}, parts: [node] });
    else out.push(node);
  }
  return out.map((n) => (n.recitals && n.parts.length < 4 ? n.parts : n)).flat();
}

function toggle(node, list, current) {
  const fill = () => { if (!list.firstChild) list.append(...node.parts.map((p) => branch(p, current))); };
  const set = (open) => {
    if (open) fill();
    list.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  };
  const name = node.recitals ? t('recitals', { n: node.parts.length }) : node.item.label ?? node.item.path;
  const button = h('button', { type: 'button', class: 'toggle', 'aria-label': t('partsOf', { what: name }),
    onclick: () => set(list.hidden) });
  set(Boolean(current) && holds(node, current));
  return button;
}

function branch(node, current) {
  const { item } = node;
  const name = node.recitals ? h('span', {}, t('recitals', { n: node.parts.length }))
    : link(`/provisions/${segment(item.key)}`, h('span', { class: 'number' }, item.label ?? item.path), ' ',
      h('bdi', {}, item.heading ?? ''));
  if (current && item.key === current) name.setAttribute('aria-current', 'page');
  const own = h('span', { class: 'own' }, name, dot(item.applies));
  const division = ['part', 'title', 'chapter', 'section', 'annex'].includes(item.level);
  if (!node.parts.length) return h('li', {}, own);
  const list = h('ul', { hidden: true });
  return h('li', { class: division ? 'division' : '' }, toggle(node, list, current), own, list);
}

export function tree(items, current) {
  return h('ul', { class: 'tree' }, folded(nested(items)).map((n) => branch(n, current)));
}

export async function textTab({ path, params }, put) {
  const items = await treeOf(path, { on: params.get('on'), law_as_of: params.get('law_as_of') });
  put(items.length ? [h('p', { class: 'faint' }, t('treeKey')), tree(items)] : h('p', {}, t('noParts')));
}
