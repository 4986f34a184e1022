// What went wrong: in the language chosen, then as the server says it.

import { h, fill } from './dom.js';
import { t, has, lang } from './words.js';
import { hasKey, isLeft, sentences } from './api.js';

const general = () => ({ 0: 'offline', 401: hasKey() ? 'wrongKey' : 'needsKey' });

const known = (detail) => sentences.find(([pattern]) => pattern.test(detail));

// What the server says, in the language chosen where there are words for it.
export function said(detail) {
  const [pattern, words] = known(detail) ?? [];
  if (!words) return detail;
  const groups = detail.match(pattern);
  return words.replace(/\{(\d)\}/g, (all, n) => groups[n] ?? '');
}

export const tongueOf = (detail) => (known(detail) ? lang : 'en');

// `mistakes`: those that are not shown beside what is wrong.
export function explained(error, mistakes = error.body?.errors ?? []) {
  const own = general()[error.status];
  const name = own ?? `problem_${error.status}`;
  const detail = own ? '' : error.message;
  return [
    has(name) && h('p', {}, t(name)),
    detail && h('p', { lang: tongueOf(detail), dir: 'auto' }, said(detail)),
    mistakes.length > 0 && h('ul', {}, mistakes.map((m) => h('li', { lang: tongueOf(m.detail), dir: 'auto' },
      h('code', {}, m.pointer ?? m.parameter ?? ''), ' ', said(m.detail)))),
  ];
}

// A button that loads more; what goes wrong is said after it, and it can be
// pressed again.
export function moreButton(words, load) {
  const wrong = h('div', { role: 'alert' });
  const more = h('button', { type: 'button', class: 'quiet', onclick: async () => {
    more.disabled = true;
    fill(wrong);
    try {
      await load();
    } catch (error) {
      if (!isLeft(error)) fill(wrong, h('div', { class: 'failure' }, explained(error)));
    }
    more.disabled = false;
  } }, words);
  return h('div', {}, more, wrong);
}
