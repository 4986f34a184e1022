// What was changed in a record, newest first, and how to cite it.

import { h, copyButton, segment } from './dom.js';
import { t, date, number } from './words.js';
import { get, getText } from './api.js';
import { passages, gradeMark, addLinks } from './evidence.js';
import { value, addBodies } from './values.js';

const written = (v) => JSON.stringify(v);

// Of a list what the other has not.
const lone = (v, other) => (Array.isArray(v) && Array.isArray(other)
  ? v.filter((x) => !other.some((y) => written(x) === written(y))) : v);

function side(tag, name, v, other) {
  const own = lone(v, other);
  return own !== undefined && own.length !== 0 && h(tag, {}, value(name, own));
}

function changes(before, after) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after ?? {})])]
    .filter((n) => !['rev', 'updated_at', 'created_at', 'id', 'key'].includes(n));
  return names.filter((n) => written(before[n]) !== written(after?.[n]))
    .map((n) => h('div', { class: 'fact' }, h('dt', {}, t(n)),
      h('dd', { dir: 'auto' }, side('del', n, before[n], after?.[n]), ' ', side('ins', n, after?.[n], before[n]))));
}

export async function history({ path }, put) {
  const found = await get(`${path}/history?limit=50`);
  const items = found.items.slice().sort((a, b) => a.record?.rev - b.record?.rev);
  const list = h('ol', { class: 'history', reversed: true }, items.map((item, i) => {
    const before = items[i - 1]?.record;
    return h('li', {}, h('h2', {}, t('revision', { n: item.record?.rev ?? '' }), ' ', h('small', {}, date(item.at))),
      before ? h('dl', { class: 'facts' }, changes(before, item.record)) : h('p', {}, t('firstWritten')),
      h('p', {}, h('small', {}, t('nthChange', { n: number(item.seq) }), ' ', h('code', {}, `${item.hash.slice(0, 16)}…`))));
  }).reverse());
  put(list);
  await addBodies(list);
}

export async function cite({ record, path }, put) {
  const styles = ['bibtex', 'ris', 'csl', 'markdown'];
  const types = { bibtex: 'application/x-bibtex', ris: 'application/x-research-info-systems',
    csl: 'application/vnd.citationstyles.csl+json', markdown: 'text/markdown' };
  const here = `${location.origin}/instruments/${segment(record.key)}`;
  const boxes = styles.map((s) => h('pre', { tabindex: '0', 'aria-label': s }, t('loading')));
  put(h('p', {}, t('addressOf'), ' ', h('code', {}, here), ' ', copyButton(t('copy'), t('copied'), here)),
    styles.map((s, i) => h('section', {}, h('h2', {}, s === 'csl' ? 'CSL JSON' : s === 'ris' ? 'RIS' : s === 'bibtex' ? 'BibTeX' : 'Markdown'),
      boxes[i], h('p', {}, copyButton(t('copy'), t('copied'), () => boxes[i].textContent)))));
  await Promise.all(styles.map(async (s, i) => { boxes[i].textContent = await getText(path, types[s]); }));
}

const order = { conflicts: 0, official: 1, independent: 2, editorial: 3, none: 4 };

// All members with their evidence, open from the start: for print.
export async function evidence({ path }, put) {
  const found = await get(`${path}/provenance`);
  const rank = (f) => order[f.conflict ? 'conflicts' : f.grade] ?? 9;
  const fields = found.fields.filter((f) => f.assertions.length).sort((a, b) => rank(a) - rank(b));
  const bare = found.fields.filter((f) => !f.assertions.length).map((f) => t(f.field.slice(1)));
  const list = h('div', {}, fields.map((f) => h('section', {}, h('h2', {}, t(f.field.slice(1)), ' ', gradeMark(f.grade),
    f.conflict && [' ', h('small', {}, t(f.resolution?.outcome === 'settled' ? 'settledShort' : 'disputed'))]),
  f.value !== undefined && h('div', { dir: 'auto' }, value(f.field.slice(1), f.value)), passages(f))));
  put(list, bare.length > 0 && h('p', { class: 'faint' }, t('restOnNothing', { what: bare.join(t('and')) })));
  addLinks(list);
}
