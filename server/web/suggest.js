// A search box that names records while somebody types.

import { h, fill, segment } from './dom.js';
import { t } from './words.js';
import { get } from './api.js';

let count = 0;

function inputFor(list, value) {
  return h('input', {
    type: 'search', name: 'q', value, autocomplete: 'off', role: 'combobox', dir: 'auto',
    placeholder: t('searchFor'), 'aria-label': t('searchFor'), 'aria-expanded': 'false',
    'aria-controls': list, 'aria-autocomplete': 'list', enterkeyhint: 'search', maxlength: '1000',
  });
}

function option(item, id, selected, open) {
  return h('li', {
    id, role: 'option', 'aria-selected': String(selected), dir: 'auto',
    onmousedown: (e) => { e.preventDefault(); open(item); },
  }, h('span', {}, item.name), ' ', h('small', {}, t(item.kind)),
  item.name !== item.title && h('small', { class: 'whole' }, item.title));
}

export function searchBox(go, value = '', large = false) {
  const id = `found-${++count}`;
  let items = [], at = -1, timer, asked = 0;
  const list = h('ul', { id, role: 'listbox', 'aria-label': t('suggestions'), hidden: true });
  const input = inputFor(id, value);

  function show() {
    fill(list, items.map((item, i) => option(item, `${id}-${i}`, i === at, open)));
    list.hidden = items.length === 0;
    input.setAttribute('aria-expanded', String(items.length > 0));
    if (at >= 0) input.setAttribute('aria-activedescendant', `${id}-${at}`);
    else input.removeAttribute('aria-activedescendant');
  }
  function close() { items = []; at = -1; show(); }
  function open(item) { close(); go(`/${item.kind}/${segment(item.key)}`); }

  async function ask() {
    const mine = ++asked, words = input.value.trim();
    if (words.length < 2) return close();
    try {
      const found = await get(`/v1/suggest?limit=8&q=${segment(words)}`);
      if (mine !== asked || document.activeElement !== input) return;
      items = found.items;
      at = -1;
      show();
    } catch { close(); }
  }
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener('blur', () => { asked++; close(); });
  input.addEventListener('keydown', (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === 'Escape') close();
    if (e.key === 'Enter' && at >= 0) { e.preventDefault(); open(items[at]); }
    if (!step || !items.length) return;
    e.preventDefault();
    clearTimeout(timer); // what is chosen stays
    asked++;
    at = (at + step + items.length + 1) % (items.length + 1);
    if (at === items.length) at = -1;
    show();
  });
  return h('form', {
    role: 'search', action: '/search', class: large ? 'find large' : 'find',
    onsubmit: () => { clearTimeout(timer); asked++; close(); },
  }, h('div', { class: 'box' }, input, list), h('button', {}, t('search')));
}
