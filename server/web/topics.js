// What topics, bodies and related texts are called in the language chosen; in English as the
// counts and references say.

import { query } from './dom.js';
import { lang, chineseName } from './words.js';
import { get } from './api.js';

const address = {
  topics: '/v1/concepts?scheme=topics&fields=labels&limit=200',
  bodies: `/v1/organizations?names.lang=${lang}&fields=name,names&limit=200`,
};
const known = {};

// By key; bodies by their usual names, too, as lists have nothing else.
async function load(what) {
  const names = new Map();
  for (const { key, name, labels, names: all } of (await get(address[what])).items) {
    const own = (labels ?? all).find((l) => l.lang === lang)?.text;
    names.set(key, own);
    if (name) names.set(name, own);
  }
  return names;
}

// None if they do not come, which is tried again.
function namesOf(what) {
  if (lang === 'en') return new Map();
  known[what] ??= load(what).catch(() => { known[what] = undefined; return new Map(); });
  return known[what];
}

export const topicNames = () => namesOf('topics');
export const bodyNames = () => namesOf('bodies');

export const named = (counts, names) => counts.map((c) => ({ ...c, label: names.get(c.value) ?? c.label }));

// Relations, with what the other text is called.
export async function withNames(relations) {
  if (lang === 'en' || !relations.length) return relations;
  const ids = [...new Set(relations.map((r) => r.other.id))].slice(0, 200);
  const { items } = await get('/v1/instruments' + query({ 'titles.lang': lang, fields: 'titles', limit: 200, 'id.in': ids.join(',') }));
  const names = new Map(items.map((i) => [i.id, chineseName(i.titles)]));
  return relations.map((r) => ({ ...r, other: { ...r.other, title: names.get(r.other.id) ?? r.other.title } }));
}
