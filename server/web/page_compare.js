// Two texts, or two parts of texts, in columns; what differs is marked.

import { h, fill, link, query, segment } from './dom.js';
import { t, label, date, place, tongue, chineseName } from './words.js';
import { get, Problem } from './api.js';
import { wordDiff } from './diff.js';

const MEMBERS = ['type', 'nature', 'force', 'existence', 'status', 'jurisdictions', 'proposed_on', 'adopted_on',
  'signed_on', 'published_on', 'in_force_on', 'applies_on', 'repealed_on', 'languages', 'summary'];

const codes = { jurisdictions: place, languages: tongue };

const shown = (name, value) => value === undefined ? '—'
  : Array.isArray(value) ? value.map(codes[name] ?? label).join(t('and'))
    : /_on$/.test(name) ? date(value) : name === 'summary' ? value : label(value);

async function called(kinds, key) {
  for (const kind of kinds) {
    try {
      return { kind, record: await get(`/v1/${kind}/${segment(key)}`) };
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }
  return null;
}

// By key, or else what somebody who types this most likely means.
async function find(words) {
  const kinds = words.includes('.') ? ['provisions', 'instruments'] : ['instruments', 'provisions'];
  const exact = /^[a-z0-9._-]+$/.test(words) && await called(kinds, words);
  if (exact) return exact;
  const { items } = await get('/v1/suggest' + query({ q: words, limit: 8 }));
  const likely = items.find((i) => kinds.includes(i.kind));
  if (!likely) throw new Problem(404, { detail: t('nothingCalled', { what: words }) });
  return called([likely.kind], likely.key);
}

const whole = (record) => record.refers_to?.find((r) => r.id === record.instrument)?.title;
const nameOf = ({ record }) => chineseName(record.titles) ?? record.title ?? [whole(record), record.label ?? record.path].filter(Boolean).join(', ');

function facts(a, b) {
  const names = MEMBERS.filter((n) => a.record[n] !== undefined || b.record[n] !== undefined);
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('compare') },
    h('table', { class: 'versus' }, h('caption', {}, t('compare')),
      h('thead', {}, h('tr', {}, h('td', {}), [a, b].map((x) =>
        h('th', { scope: 'col' }, link(`/${x.kind}/${segment(x.record.key)}`, h('bdi', {}, nameOf(x))))))),
      h('tbody', {}, names.map((n) => {
        const [left, right] = [shown(n, a.record[n]), shown(n, b.record[n])];
        return h('tr', { class: left === right ? 'same' : 'differs' }, h('th', { scope: 'row' }, t(n),
          left !== right && h('small', {}, ` ${t('differs')}`)), h('td', { dir: 'auto' }, left), h('td', { dir: 'auto' }, right));
      }))));
}

function texts(a, b) {
  const box = h('div', { class: 'beside' });
  const two = [a, b].map((x) => h('section', {},
    h('h2', {}, link(`/provisions/${segment(x.record.key)}`, h('bdi', {}, nameOf(x)))),
    x.record.heading && h('p', {}, x.record.heading),
    h('div', { class: 'words', lang: x.record.text_lang, dir: 'auto' }, x.record.text ?? t('notHeld'))));
  const differ = a.record.text && b.record.text && h('button', { type: 'button', class: 'quiet', onclick: () => {
    fill(box, h('div', { class: 'words', dir: 'auto' }, wordDiff(a.record.text, b.record.text)));
    differ.remove();
  } }, t('wordsThatDiffer'));
  fill(box, two);
  return [differ, box];
}

export default async function compare({ params, show }) {
  const [a, b] = [params.get('a') ?? '', params.get('b') ?? ''];
  const field = (name, value, text) => h('label', {}, text, h('input', { name, value, required: true, placeholder: 'eu-ai-act' }));
  const head = [h('h1', {}, t('compare')), h('form', { action: '/compare', class: 'controls' },
    field('a', a, t('firstKey')), field('b', b, t('secondKey')), h('button', {}, t('compare')))];
  show(t('compare'), head, (!a || !b) && h('p', { class: 'faint' }, t('compareHelp'), ' ',
    h('a', { href: '/compare?a=eu-ai-act&b=kr-ai-framework-act' }, t('example'))));
  if (!a || !b) return;
  const [first, second] = await Promise.all([find(a), find(b)]);
  const parts = first.kind === 'provisions' && second.kind === 'provisions';
  show(`${nameOf(first)} / ${nameOf(second)}`, head, parts ? texts(first, second) : facts(first, second));
}
