// Which words of two texts differ.

import { h } from './dom.js';

const MOST = 4000; // words of each text
const tokens = (text) => text.match(/\p{Script=Han}|[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];

// The longest common run of words, by the usual table.
function lengths(a, b) {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
  return rows;
}

export function wordDiff(before, after) {
  const a = tokens(before).slice(0, MOST), b = tokens(after).slice(0, MOST);
  const rows = lengths(a, b), out = [];
  let i = 0, j = 0;
  const add = (tag, word) => {
    if (out.at(-1)?.tag === tag) out.at(-1).words += word;
    else out.push({ tag, words: word });
  };
  while (i < a.length || j < b.length)
    if (i < a.length && j < b.length && a[i] === b[j]) { add('span', a[i++]); j++; }
    else if (j >= b.length || (i < a.length && rows[i + 1][j] >= rows[i][j + 1])) add('del', a[i++]);
    else add('ins', b[j++]);
  return out.map(({ tag, words }) => h(tag, {}, words));
}

// The same of what the server compared already.
export const shownDiff = (parts) => parts.map(({ op, text }) =>
  h({ insert: 'ins', delete: 'del' }[op] ?? 'span', {}, text));
