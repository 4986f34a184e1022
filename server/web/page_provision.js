// A part of a text: its place among the others at the left, its words in the
// middle, a second language beside them, what corresponds to it below.

import { h, fill, query, link, segment, copyButton } from './dom.js';
import { t, label, date, tongue } from './words.js';
import { get, getAll } from './api.js';
import { badge } from './evidence.js';
import { tree, treeOf } from './tree.js';
import { relationList } from './tab_relations.js';
import { withNames } from './topics.js';
import { editLink } from './facts.js';

function paragraphs(text, first) {
  return text.split(/\n{2,}/).map((words, i) => {
    const id = `p${i + 1}`;
    return first ? h('p', { id }, words, ' ',
      h('a', { class: 'anchor', href: `#${id}`, 'aria-label': t('addressOfParagraph', { n: i + 1 }) }, '¶')) : h('p', {}, words);
  });
}

function words(found) {
  const texts = found.texts ?? (found.text ? [{ lang: found.text_lang, text: found.text }] : []);
  if (!texts.some((x) => x.text))
    return h('p', { class: 'faint' }, found.handling ? t('restricted', { what: found.handling }) : t('notHeld'));
  return h('div', { class: texts.length > 1 ? 'beside' : '' }, texts.map((x, i) =>
    h('div', { class: 'words', lang: x.lang, dir: 'auto' },
      texts.length > 1 && h('p', { class: 'faint' }, tongue(x.lang)),
      x.text ? paragraphs(x.text, i === 0) : h('p', { class: 'faint' }, x.handling ? t('restricted', { what: x.handling }) : t('notHeldIn')))));
}

function languages(found, params) {
  const all = [...new Set([found.lang, ...(found.spans ?? []).map((s) => s.lang)].filter(Boolean))];
  const base = found.text_lang ?? all[0];
  const rest = all.filter((l) => l !== base);
  return rest.length > 0 && h('p', { class: 'line' }, t('beside'), ' ', [...rest, ''].map((l) =>
    h('a', { href: query({ on: params.get('on'), align: l && `${base},${l}` }) || '?',
      'aria-current': (params.get('align') ?? '') === (l && `${base},${l}`) && 'true' }, l ? tongue(l) : t('noneBeside'))));
}

function application(found) {
  return found.application?.length > 0 && h('dl', { class: 'facts' },
    h('div', { class: 'fact' }, h('dt', {}, t('applies_on')),
      h('dd', { id: 'application' }, h('ul', { class: 'plain' }, found.application.map((a) =>
        h('li', {}, date(a.on), a.note && ` — ${a.note}`, a.from && h('small', {}, ` (${t('laidDown')} ${date(a.from)})`)))))));
}

function neighbours(items, key) {
  const at = items.findIndex((i) => i.key === key);
  const same = items.map((i, n) => [i, n]).filter(([i]) => i.level === items[at]?.level);
  const own = same.findIndex(([, n]) => n === at);
  const to = (pair, rel, sign) => pair && h('a', { rel, href: `/provisions/${segment(pair[0].key)}` },
    `${sign[0]}${pair[0].label ?? pair[0].path}${sign[1]}`);
  return [to(same[own - 1], 'prev', ['← ', '']), to(same[own + 1], 'next', ['', ' →'])];
}

export default async function provision({ parts, params, show }) {
  const path = `/v1/provisions/${segment(parts[0])}`;
  const days = { on: params.get('on'), law_as_of: params.get('law_as_of') };
  const found = await get(path + query({ align: params.get('align'), ...days }));
  const whole = found.refers_to?.find((r) => r.id === found.instrument);
  const title = [found.label ?? found.path, found.heading].filter(Boolean).join(': ');
  const side = h('nav', { class: 'side parts', 'aria-label': t('parts_') });
  const related = h('div', {}), steps = h('p', { class: 'steps' }), row = h('div', {});
  const here = `${location.origin}/provisions/${segment(found.key)}`;
  show(`${title} – ${whole?.title ?? ''}`,
    h('p', { class: 'kind' }, whole && link(`/instruments/${segment(whole.key)}`, h('bdi', {}, whole.title))),
    h('h1', { dir: 'auto' }, title),
    h('p', { class: 'line' }, h('span', {}, `${t('appliesToday')}: ${label(found.applies)}`),
      found.url && h('span', {}, link(found.url, t('officialPage_'))), editLink('provisions', found.key),
      h('span', {}, copyButton(t('copyCitation'), t('copied'), `${whole?.title ?? ''}, ${found.label ?? found.path}, ${here}`))),
    row, languages(found, params),
    h('div', { class: 'split reader' }, side, h('div', {}, application(found), words(found), steps, related)));
  const [items, relations, why] = await Promise.all([
    treeOf(`/v1/instruments/${segment(whole?.key ?? found.instrument)}`, days), getAll(`${path}/relations`), get(`${path}/provenance`)]);
  fill(side, tree(items, found.key));
  const own = side.querySelector('[aria-current]');
  if (own) side.scrollTop = own.getBoundingClientRect().top - side.getBoundingClientRect().top - 80;
  fill(steps, neighbours(items, found.key));
  fill(row, why.fields.filter((f) => f.assertions.length).map((f) =>
    [h('span', {}, t(f.field.slice(1)), ' ', badge({ ...f, subject: { kind: 'provisions', id: found.key } }, t(f.field.slice(1)), () => row)), ' ']));
  fill(related, relations.items.length > 0 && h('p', { class: 'kind' }, t('correspondences')),
    relationList(await withNames(relations.items)));
}
