// Making and changing records, with a key that lives as long as the tab.

import { h, fill, query, link, segment } from './dom.js';
import { t } from './words.js';
import { get, getAnswer, send, setKey, hasKey } from './api.js';
import { explained } from './problem.js';
import { recordForm, mergePatch, same } from './form.js';
import { value, addBodies } from './values.js';
import { namesOf } from './facts.js';
import { nameOf } from './page_record.js';

function askForKey(show, then) {
  const input = h('input', { type: 'password', name: 'key', autocomplete: 'off', required: true });
  show(t('editing'), h('h1', {}, t('editing')), h('p', { class: 'measure' }, t('keyLead')),
    h('form', { class: 'controls', onsubmit: (e) => {
      e.preventDefault();
      setKey(input.value.trim());
      then();
    } }, h('label', {}, t('key_'), ' ', input), h('button', {}, t('apply'))));
}

function chooser(kinds) {
  return [h('h1', {}, t('editing')), h('p', {}, t('newOf')), h('ul', { class: 'plain' }, kinds.map((kind) =>
    h('li', {}, link(`/edit?kind=${kind}`, t(kind)))))];
}

// "subject.kind=instruments" in the address fills that member of a new record.
function given(params) {
  const record = {};
  for (const [name, value] of params) {
    if (['kind', 'id'].includes(name)) continue;
    const path = name.split('.');
    const at = path.slice(0, -1).reduce((o, n) => (o[n] ??= {}), record);
    at[path.at(-1)] = value;
  }
  return record;
}

// Somebody else was faster: what is there now and what was typed, side by side.
function versions(fields, theirs, mine, before) {
  const shown = (name, v) => h('td', { dir: 'auto' }, v === undefined ? '—' : value(name, v));
  const names = fields.map((f) => f.name).filter((n) => !same(theirs[n], mine[n]));
  return h('table', { class: 'versus' }, h('caption', {}, t('bothVersions')),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('member')), h('th', { scope: 'col' }, t('thereNow')), h('th', { scope: 'col' }, t('yours')))),
    h('tbody', {}, names.map((n) => h('tr', { class: same(theirs[n], before[n]) ? '' : 'differs' },
      h('th', { scope: 'row' }, t(n)), shown(n, theirs[n]), shown(n, mine[n])))));
}

async function load(path) {
  const { body, response } = await getAnswer(path);
  return { record: body, tag: response.headers.get('ETag') };
}

// The form of a record, and what became of saving it.
function editor({ kind, id, path, schema, record, tag, go }) {
  const form = recordForm(schema, record);
  const said = h('div', { role: 'alert', tabindex: '-1' });
  const button = h('button', {}, t('save'));

  async function conflict(mine) {
    const now = await load(path);
    fill(said, h('p', {}, t('changedMeanwhile')), versions(form.fields, now.record, mine, record),
      h('p', {}, h('button', { type: 'button', onclick: () => { tag = now.tag; save(); } }, t('saveMine')), ' ',
        h('button', { type: 'button', class: 'quiet', onclick: () => go(`/edit${query({ kind, id })}`) }, t('takeTheirs'))));
    said.focus({ preventScroll: true });
    said.scrollIntoView();
    addBodies(said);
  }

  async function save() {
    const mine = form.read();
    button.disabled = true;
    fill(said);
    form.blame([]);
    try {
      const { body } = id
        ? await send('PATCH', path, mergePatch(form.fields, record, mine), { 'If-Match': tag })
        : await send('POST', path, mine);
      go(`/${kind}/${segment(body.key)}`);
    } catch (error) {
      if (error.status === 412) return await conflict(mine);
      const rest = form.blame(error.body?.errors ?? []);
      fill(said, h('div', { class: 'failure' }, explained(error, rest), h('p', {}, t('kept'))));
    } finally {
      button.disabled = false;
    }
  }
  return h('form', { class: 'record', onsubmit: (e) => { e.preventDefault(); save(); } }, form.nodes, said, h('p', {}, button));
}

export default async function edit({ params, show, go }) {
  const kind = params.get('kind'), id = params.get('id');
  if (!hasKey()) return askForKey(show, () => go(location.pathname + location.search));
  const kinds = Object.keys((await get('/v1')).collections);
  if (!kinds.includes(kind)) return show(t('editing'), chooser(kinds));
  const path = `/v1/${kind}${id ? `/${segment(id)}` : ''}`;
  const [schema, { record, tag }] = await Promise.all([get(`/v1/schema/${kind}`), id ? load(path) : { record: given(params) }]);
  const title = id ? t('change', { what: nameOf(record, await namesOf(record)) }) : t('newOne', { what: t(kind) });
  show(title, h('p', { class: 'kind' }, t(kind)), h('h1', { dir: 'auto' }, title),
    editor({ kind, id, path, schema, record, tag, go }));
}
