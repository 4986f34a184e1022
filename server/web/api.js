// All that is asked of the server goes through here. What a page asked for is
// dropped when the page is left; the browser keeps answers by their ETag.

import { lang } from './words.js';

let leaving = new AbortController();
let key = '';

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? '');
    this.status = status;
    this.body = body ?? {};
  }
}

// What the server says, in Chinese; it comes when the server has said something.
export let sentences = [];
export async function loadSentences() {
  try {
    if (lang === 'zh') ({ sentences } = await import('./sentences_chinese.js'));
  } catch { /* then it is shown as the server says it */ }
}

export function leave() {
  leaving.abort();
  leaving = new AbortController();
}

export const isLeft = (error) => error.name === 'AbortError';

// The key lives as long as the tab: it is written nowhere.
export const setKey = (secret) => { key = secret; };
export const hasKey = () => key !== '';

async function read(response, accept) {
  const text = await response.text();
  const json = (response.headers.get('Content-Type') ?? '').includes('json');
  let body = text;
  if (json && (accept.includes('json') || !response.ok))
    try { body = JSON.parse(text); } catch { body = { detail: text }; }
  if (response.ok) return body;
  await loadSentences();
  throw new Problem(response.status, typeof body === 'object' ? body : { detail: text });
}

async function ask(path, options, accept) {
  const headers = { Accept: accept, ...options.headers };
  if (key) headers.Authorization = `Bearer ${key}`;
  let response;
  try {
    response = await fetch(path, { signal: leaving.signal, ...options, headers });
  } catch (error) {
    if (isLeft(error)) throw error;
    throw new Problem(0, {});
  }
  return { body: await read(response, accept), response };
}

export const get = async (path) => (await ask(path, {}, 'application/json')).body;

// All pages of a list as one, up to MANY items.
const MANY = 2000;
export async function getAll(path) {
  const items = [];
  let page = {};
  do {
    const more = [path.includes('?') ? '&' : '?', 'limit=200', page.next ? `&cursor=${page.next}` : ''];
    page = await get(path + more.join(''));
    items.push(...page.items);
  } while (page.next && items.length < MANY);
  return { ...page, items };
}

export const getText = async (path, type = 'text/plain') =>
  (await ask(path, {}, type)).body;
export const getAnswer = (path, type = 'application/json') => ask(path, {}, type);

export const send = async (method, path, body, headers = {}) =>
  ask(path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      ...headers,
    },
  }, 'application/json');
