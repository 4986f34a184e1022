// With a key, words of a source become a passage: selected with the pointer, or
// typed, which a keyboard is enough for.

import { h, fill, query } from './dom.js';
import { t } from './words.js';

const AROUND = 32; // characters before and after: the same may stand elsewhere

// Where the selection begins and ends, without blanks at its edges.
function selected(words) {
  const range = getSelection().getRangeAt(0), before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  const chosen = range.toString();
  const start = before.toString().length + chosen.length - chosen.trimStart().length;
  return [start, start + chosen.trim().length];
}

function select(words, start, end) {
  const range = document.createRange(), nodes = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  for (let at = 0; at < end && nodes.nextNode();) {
    const node = nodes.currentNode, next = at + node.length;
    if (start >= at && start < next) range.setStart(node, start - at);
    range.setEnd(node, Math.min(node.length, end - at));
    at = next;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: 'center' });
}

// Words as they may stand in lines, in small letters or large.
const pattern = (typed) => new RegExp(typed.trim().split(/\s+/)
  .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s+'), 'giu');

function place(text, typed, from) {
  const looked = pattern(typed);
  looked.lastIndex = from;
  const found = typed.trim() && looked.exec(text);
  return found && [found.index, looked.lastIndex];
}

// From the first words to the last; asked again, the next of the same.
function finder(words, chosen) {
  const first = h('input', { required: true, dir: 'auto' }), last = h('input', { dir: 'auto' });
  const said = h('output', {});
  let after = 0;
  const find = (e) => {
    e.preventDefault();
    const text = words.textContent;
    const begin = place(text, first.value, after) ?? place(text, first.value, 0);
    const end = begin && last.value.trim() ? place(text, last.value, begin[1]) : begin;
    if (!end) return fill(said, t('wordsNotHere'));
    after = begin[1];
    select(words, begin[0], end[1]);
    fill(said, t('quote', { what: text.slice(begin[0], end[1]) }));
    chosen();
  };
  const anew = () => { after = 0; };
  first.addEventListener('input', anew);
  return h('details', {}, h('summary', {}, t('byTyping')), h('form', { class: 'controls', onsubmit: find },
    h('label', {}, t('firstWords'), ' ', first), h('label', {}, t('lastWords'), ' ', last),
    h('button', { class: 'quiet' }, t('selectThem'))), said);
}

export function passageMaker(source, words, go) {
  const make = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => {
    const text = words.textContent, [start, end] = selected(words);
    go('/edit' + query({ kind: 'passages', source: source.key, exact: text.slice(start, end),
      prefix: text.slice(Math.max(0, start - AROUND), start), suffix: text.slice(end, end + AROUND) }));
  } }, t('makePassage'));
  const look = () => {
    const chosen = getSelection();
    make.hidden = chosen.isCollapsed || !words.contains(chosen.getRangeAt(0).commonAncestorContainer);
  };
  words.addEventListener('pointerup', look);
  return h('div', {}, finder(words, look), make);
}
