// A form made from what /v1/schema/KIND says of a record.

import { h } from './dom.js';
import { t, label, lang } from './words.js';
import { said, tongueOf } from './problem.js';

const { help } = lang === 'zh' ? await import('./help_chinese.js') : { help: {} };

// Words of a source are as they stand there: line ends and blanks count.
const WORDS = ['exact', 'prefix', 'suffix'];
const LONG = ['summary', 'note', 'rationale', 'limits', 'reason', 'reasoning', 'description', 'definition', ...WORDS];

// What is found from the words, or seldom typed.
const RARE = ['key', 'edition', 'start', 'end', 'sha256', 'fingerprint', 'spans', 'segment', 'position'];

const empty = (value) => value === undefined || value === '';

function choice(options, value, required) {
  return h('select', {}, !required && h('option', { value: '' }, '—'),
    options.map((o) => h('option', { value: o, selected: String(value) === o }, label(o))));
}

function json(text) {
  try { return JSON.parse(text); } catch { return text; }
}

// One value: what is typed in, and how it is read back.
function scalar(field, value) {
  const { type } = field;
  if (type === 'choice') {
    const node = choice(field.choices, value, field.required && value !== undefined);
    return { node, read: () => node.value || undefined };
  }
  if (type === 'boolean') {
    const node = choice(['true', 'false'], value, false);
    return { node, read: () => (node.value ? node.value === 'true' : undefined) };
  }
  const long = LONG.includes(field.name) || type === 'json';
  const shown = value === undefined ? '' : type === 'json' && typeof value !== 'string' ? JSON.stringify(value) : String(value);
  const node = h(long ? 'textarea' : 'input', { value: shown, dir: 'auto', rows: long ? 3 : undefined,
    inputmode: type === 'integer' ? 'numeric' : undefined,
    placeholder: { date: '2024-06-13', language: 'en', url: 'https://' }[type] ?? (type === 'reference' && field.target ? `${t(field.target)}: ${t('key')}` : undefined) });
  const first = node.value;
  const read = () => {
    if (node.value === first) return value;
    const text = WORDS.includes(field.name) ? node.value : node.value.trim();
    if (text === '') return undefined;
    if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
    return type === 'json' ? json(text) : text;
  };
  return { node, read };
}

// A passage is made by its words, which later are read from its source.
const writable = (isNew) => (f) => !f.read_only || (isNew && WORDS.includes(f.name));

function members(fields, value, pointer, isNew = false) {
  const parts = fields.filter(writable(isNew)).map((f) => [f.name, control(f, value?.[f.name], `${pointer}/${f.name}`)]);
  const read = () => {
    const out = Object.fromEntries(parts.map(([n, p]) => [n, p.read()]).filter(([, v]) => !empty(v)));
    return Object.keys(out).length ? out : undefined;
  };
  const nodesOf = (rare) => parts.filter(([n]) => RARE.includes(n) === rare).map(([, p]) => p.node);
  return { nodes: nodesOf(false), rare: nodesOf(true), read };
}

function objects(field, values, pointer) {
  const items = new Set(), list = h('div', {});
  const add = (value) => {
    const one = members(field.fields, value, `${pointer}/${items.size}`);
    const node = h('fieldset', {}, h('legend', {}, t(field.name)), one.nodes, one.rare,
      h('button', { type: 'button', class: 'quiet', onclick: () => { items.delete(one); node.remove(); } }, t('takeOut')));
    items.add(one);
    list.append(node);
  };
  for (const value of values ?? []) add(value);
  const more = h('button', { type: 'button', class: 'quiet', onclick: () => add() }, t('oneMore', { what: t(field.name) }));
  const read = () => {
    const out = [...items].map((i) => i.read()).filter((v) => v !== undefined);
    return out.length ? out : undefined;
  };
  return { node: h('div', { class: 'member', 'data-pointer': pointer }, h('p', { class: 'name' }, t(field.name)), list, more), read };
}

function lines(field, values, pointer) {
  const node = h('textarea', { rows: 2, dir: 'auto', value: (values ?? []).join('\n') });
  const first = node.value;
  const read = () => {
    if (node.value === first) return values;
    const out = node.value.split('\n').map((l) => l.trim()).filter(Boolean);
    return out.length ? out : undefined;
  };
  return { node: h('label', { class: 'member', 'data-pointer': pointer }, h('span', { class: 'name' }, t(field.name), ' ',
    h('small', {}, t('oneALine'))), node), read };
}

function control(field, value, pointer) {
  if (field.type === 'object' && field.list) return objects(field, value, pointer);
  if (field.type === 'object') {
    const one = members(field.fields, value, pointer);
    return { node: h('fieldset', { class: 'member', 'data-pointer': pointer }, h('legend', {}, t(field.name)), one.nodes, one.rare), read: one.read };
  }
  if (field.list) return lines(field, value, pointer);
  const { node, read } = scalar(field, value);
  return { read, node: h('label', { class: 'member', 'data-pointer': pointer },
    h('span', { class: 'name' }, t(field.name), field.required && ' *'), node, h('small', { class: 'doc', lang: field.doc in help ? lang : 'en' }, help[field.doc] ?? field.doc)) };
}

// read() gives the record as it is in the form; blame() shows mistakes where
// they were made, and gives back those that belong nowhere.
export function recordForm(schema, record) {
  const isNew = !record.id;
  const fields = schema.fields.filter(writable(isNew)).filter((f) => isNew || f.name !== 'key');
  const { nodes: usual, rare, read } = members(fields, record, '', isNew);
  const nodes = [...usual, ...rare.length ? [h('details', {}, h('summary', {}, t('rarely')), rare)] : []];
  const blame = (mistakes) => {
    for (const old of document.querySelectorAll('.member > .mistake')) old.remove();
    const rest = mistakes.filter((m) => {
      const own = nodes.flatMap((n) => [n, ...n.querySelectorAll('[data-pointer]')])
        .filter((n) => n.dataset.pointer && `${m.pointer}/`.startsWith(`${n.dataset.pointer}/`)).pop();
      own?.append(h('strong', { class: 'mistake bad', lang: tongueOf(m.detail) }, said(m.detail)));
      if (own?.closest('details')) own.closest('details').open = true;
      return !own;
    });
    nodes.map((n) => (n.matches('.member:has(> .mistake)') ? n : n.querySelector('.member:has(> .mistake)')))
      .find(Boolean)?.querySelector('input, select, textarea')?.focus();
    return rest;
  };
  return { nodes, fields, read: () => read() ?? {}, blame };
}

// In whichever order their members stand.
const inOrder = (name, v) => (v && typeof v === 'object' && !Array.isArray(v)
  ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v);

export const same = (a, b) => JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);

// What a merge patch must say to make one of the other.
export function mergePatch(fields, before, after) {
  const out = {};
  for (const { name } of fields)
    if (!same(before[name], after[name])) out[name] = after[name] ?? null;
  return out;
}
