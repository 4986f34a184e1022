// The contract to read: operations with their parameters, to be tried in place.

import { h, fill, query, segment, copyButton } from './dom.js';
import { t, lang } from './words.js';
import { get, getAnswer } from './api.js';

const { reference } = lang === 'zh' ? await import('./reference_chinese.js') : { reference: {} };

// The contract speaks English.
const told = (words) => h('span', { lang: words in reference ? lang : 'en' }, reference[words] ?? words);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const examples = { id: 'eu-ai-act', q: 'generative', limit: '3', kind: 'instruments', field: '/type' };

const resolve = (contract, item) => (item.$ref
  ? item.$ref.slice(2).split('/').reduce((at, name) => at[name.replace('~1', '/')], contract) : item);

function operations(contract) {
  const groups = new Map();
  for (const [path, item] of Object.entries(contract.paths))
    for (const method of METHODS)
      if (item[method]) {
        const op = item[method], tag = op.tags?.[0] ?? 'registry';
        const parameters = [...(item.parameters ?? []), ...(op.parameters ?? [])].map((p) => resolve(contract, p));
        groups.set(tag, [...(groups.get(tag) ?? []), { path, method, op, parameters }]);
      }
  return groups;
}

function address(o, form) {
  const given = new FormData(form);
  const path = o.path.replace(/\{(\w+)\}/g, (all, name) => segment(given.get(`path ${name}`) || name));
  return path + query(Object.fromEntries(o.parameters.filter((p) => p.in === 'query').map((p) => [p.name, given.get(`query ${p.name}`)])));
}

function trial(o) {
  const out = h('div', { 'aria-live': 'polite' });
  const field = (p) => h('label', {}, h('span', {}, h('code', {}, p.name), p.required && ' *'),
    h('input', { name: `${p.in} ${p.name}`, value: p.in === 'path' || p.required ? p.example ?? examples[p.name] ?? '' : '' }));
  const main = o.parameters.filter((p) => p.in === 'path' || (p.in === 'query' && (p.required || ['q', 'limit', 'fields', 'on', 'field'].includes(p.name))));
  const rest = o.parameters.filter((p) => p.in === 'query' && !main.includes(p));
  const form = h('form', { class: 'trial', onsubmit: async (e) => {
    e.preventDefault();
    const to = address(o, form), line = `curl '${location.origin}${to}'`;
    fill(out, h('p', {}, t('loading')));
    let status, words;
    try {
      const { body, response } = await getAnswer(to, 'application/json, */*;q=0.1');
      status = response.status;
      words = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
    } catch (error) {
      status = error.status || t('offline');
      words = JSON.stringify(error.body ?? {}, null, 2);
    }
    fill(out, h('p', {}, h('code', {}, line), ' ', copyButton(t('copy'), t('copied'), line)),
      h('p', { role: 'status' }, `HTTP ${status}`), h('pre', { tabindex: '0' }, words.slice(0, 20000)));
  } }, main.map(field), rest.length > 0 && h('details', {}, h('summary', {}, t('moreParameters', { n: rest.length })), rest.map(field)),
  h('p', {}, h('button', {}, t('run'))), out);
  return form;
}

function parameterTable(o) {
  return o.parameters.length > 0 && h('details', {}, h('summary', {}, t('parameters', { n: o.parameters.length })),
    h('dl', { class: 'facts' }, o.parameters.map((p) => h('div', { class: 'fact' },
      h('dt', {}, h('code', {}, p.name), ' ', h('small', {}, p.in)), h('dd', {}, p.description && told(p.description))))));
}

function operation(o) {
  const box = h('details', { class: 'operation', ontoggle: () => {
    if (!box.open || box.children.length > 1) return;
    box.append(...[o.op.description !== o.op.summary && h('p', { class: 'measure' }, told(o.op.description)), parameterTable(o),
      h('p', { class: 'faint' }, `${t('answers')}: ${Object.keys(o.op.responses).join(', ')}`),
      o.method === 'get' ? trial(o) : h('p', { class: 'faint' }, t('writesNeedKey'))].filter(Boolean));
  } }, h('summary', {}, h('code', {}, `${o.method.toUpperCase()} ${o.path}`), ' ', told(o.op.summary)));
  return box;
}

export default async function api({ show }) {
  show(t('api'), h('h1', {}, t('apiTitle')), h('p', { class: 'faint' }, t('loading')));
  const contract = await get('/openapi.json');
  show(t('api'), h('h1', {}, t('apiTitle')),
    h('p', { class: 'measure' }, t('apiLead'), ' ', h('a', { href: '/openapi.yaml' }, 'openapi.yaml'), ' · ', h('a', { href: '/openapi.json' }, 'openapi.json')),
    [...operations(contract)].map(([tag, list]) => h('section', {}, h('h2', {}, t(tag)), list.map(operation))));
}
