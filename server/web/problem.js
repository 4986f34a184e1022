// What went wrong: in the language chosen, then as the server says it.

import { h } from './dom.js';
import { t, has } from './words.js';
import { hasKey } from './api.js';

const general = () => ({ 0: 'offline', 401: hasKey() ? 'wrongKey' : 'needsKey' });

// What a mistake beside a box is, where there are words for it.
export const mistake = (detail) => (detail === 'is required' ? t('isRequired') : detail);

// `mistakes`: those that are not shown beside what is wrong.
export function explained(error, mistakes = error.body?.errors ?? []) {
  const own = general()[error.status];
  const name = own ?? `problem_${error.status}`;
  const detail = own ? '' : error.message;
  return [
    has(name) && h('p', {}, t(name)),
    detail && h('p', { lang: 'en', dir: 'auto' }, detail),
    mistakes.length > 0 && h('ul', { lang: 'en' }, mistakes.map((m) => h('li', { dir: 'auto' },
      h('code', {}, m.pointer ?? m.parameter ?? ''), ' ', mistake(m.detail)))),
  ];
}
