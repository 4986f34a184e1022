// What went wrong: in the language chosen, then as the server says it.

import { h } from './dom.js';
import { t, has } from './words.js';

const general = { 0: 'offline', 401: 'needsKey' };

// `mistakes`: those that are not shown beside what is wrong.
export function explained(error, mistakes = error.body?.errors ?? []) {
  const name = general[error.status] ?? `problem_${error.status}`;
  const detail = general[error.status] ? '' : error.message;
  return [
    has(name) && h('p', {}, t(name)),
    detail && h('p', { lang: 'en', dir: 'auto' }, detail),
    mistakes.length > 0 && h('ul', { lang: 'en' }, mistakes.map((m) => h('li', { dir: 'auto' },
      h('code', {}, m.pointer ?? m.parameter ?? ''), ' ', m.detail))),
  ];
}
