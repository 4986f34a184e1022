// Are these quotes really there? A text is pasted; what stands in quotation
// marks in it, or each of its lines, is looked for.

import { h, fill, link, segment } from './dom.js';
import { t, number } from './words.js';
import { send, loadSentences } from './api.js';
import { shownDiff } from './diff.js';
import { explained, said, tongueOf } from './problem.js';

const QUOTED = /“([^”]{8,})”|"([^"]{8,})"|„([^“”]{8,})[“”]|«([^»]{8,})»|「([^」]{4,})」|『([^』]{4,})』/gu;
const MOST = 200;

export function quotesOf(text) {
  const found = [...text.matchAll(QUOTED)].map((m) => m.slice(1).find((x) => x !== undefined).trim());
  const all = found.length ? found : text.split(/\n+/).map((l) => l.trim()).filter((l) => l.length > 3);
  return [...new Set(all)].slice(0, MOST);
}

const source = (place) => link(`/sources/${segment(place.source.key)}?start=${place.start}&end=${place.end}`, place.source.title);

const good = ['exact', 'normalised', 'ambiguous'];

// Where each is: the words around it tell one from another.
const AT_ONCE = 10;

const where = (place, quote) => h('li', {}, source(place), place.prefix !== undefined &&
  h('p', { class: 'snippet', dir: 'auto' }, `…${place.prefix}`, h('mark', {}, quote), `${place.suffix}…`));

function severally(places, more) {
  const documents = new Set(places.map((p) => p.source.key)).size;
  if (more) return t('inMore', { n: number(places.length) });
  return documents === places.length ? t('inDocuments', { n: number(documents) }) : t('inPlaces', { n: number(places.length) });
}

function found({ places, more, source: one, ...item }, quote) {
  const all = places ?? (one ? [{ ...item, source: one }] : []);
  return all.length > 0 && [places && h('p', {}, severally(places, more)),
    h('ul', { class: 'plain' }, all.slice(0, AT_ONCE).map((p) => where(p, quote))),
    all.length > AT_ONCE && h('details', {}, h('summary', {}, t('more')),
      h('ul', { class: 'plain' }, all.slice(AT_ONCE).map((p) => where(p, quote))))];
}

function verdict(item, quote) {
  const there = good.includes(item.result);
  return [
    h('p', {}, h('strong', { class: there ? 'good' : 'bad' }, t(`result_${item.result}`)),
      item.reason && h('small', { lang: tongueOf(item.reason) }, ` (${said(item.reason)})`)),
    found(item, quote),
    !there && item.nearest?.slice(0, 1).map((n) => h('div', {},
      h('p', {}, t('nearest', { n: number(Math.round(n.similarity * 100)) }), ' ', source(n)),
      h('blockquote', { dir: 'auto' }, shownDiff(n.diff ?? [{ op: 'equal', text: n.exact }])))),
  ];
}

export default async function check({ show }) {
  const text = h('textarea', { id: 'text', name: 'text', rows: 10, dir: 'auto', required: true, 'aria-describedby': 'how' });
  const only = h('input', { name: 'instrument', placeholder: 'eu-ai-act', 'aria-describedby': 'how' });
  const out = h('div', { role: 'region', 'aria-live': 'polite', 'aria-label': t('report') });
  const button = h('button', {}, t('check'));
  const run = async (e) => {
    e.preventDefault();
    const quotes = quotesOf(text.value);
    if (!quotes.length) return fill(out, h('p', {}, t('noQuotes')));
    button.disabled = true;
    fill(out, h('p', {}, t('loading')));
    try {
      const instrument = only.value.trim() || undefined;
      const [{ body }] = await Promise.all([
        send('POST', '/v1/verify', { quotes: quotes.map((exact) => ({ exact, instrument })) }), loadSentences()]);
      const bad = body.items.filter((i) => !good.includes(i.result)).length;
      fill(out, h('h2', {}, t('report')), h('p', { role: 'status' }, t('checked', { n: quotes.length, bad })),
        h('ol', { class: 'hits' }, body.items.map((item, i) =>
          h('li', { class: 'hit' }, h('blockquote', { dir: 'auto' }, quotes[i]), verdict(item, quotes[i])))),
        h('p', {}, h('button', { type: 'button', class: 'quiet', onclick: () => window.print() }, t('print'))));
    } catch (error) {
      fill(out, h('div', { role: 'alert', class: 'failure' }, explained(error), h('p', {}, t('kept'))));
    } finally {
      button.disabled = false;
    }
  };
  show(t('check'), h('h1', {}, t('check')), h('p', { class: 'measure', id: 'how' }, t('checkLead')),
    h('form', { onsubmit: run, class: 'stack' },
      h('label', { for: 'text' }, t('yourText')), text,
      h('label', {}, t('onlyIn'), ' ', only), h('p', {}, button)), out);
}
