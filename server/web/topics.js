// What topics are called in the language chosen; in English as the counts say.

import { lang } from './words.js';
import { get } from './api.js';

let known;

const load = async () => new Map((await get('/v1/concepts?scheme=topics&fields=labels&limit=200')).items
  .map((c) => [c.key, c.labels.find((l) => l.lang === lang)?.text]));

// Their names by key; none if they do not come, which is tried again.
export function topicNames() {
  if (lang === 'en') return new Map();
  known ??= load().catch(() => { known = undefined; return new Map(); });
  return known;
}

export const named = (counts, names) => counts.map((c) => ({ ...c, label: names.get(c.value) ?? c.label }));
