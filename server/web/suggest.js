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

// What is offered below a box, and which of it is chosen.
class Suggestions {
  items = [];
  at = -1;
  asked = 0;

  constructor(input, list, go) {
    Object.assign(this, { input, list, go });
  }

  show() {
    const { list, input, items, at } = this;
    fill(list, items.map((item, i) => option(item, `${list.id}-${i}`, i === at, (one) => this.open(one))));
    list.hidden = items.length === 0;
    input.setAttribute('aria-expanded', String(items.length > 0));
    if (at >= 0) input.setAttribute('aria-activedescendant', `${list.id}-${at}`);
    else input.removeAttribute('aria-activedescendant');
  }

  put(items) {
    this.items = items;
    this.at = -1;
    this.show();
  }

  // No answer that is still awaited is shown.
  end() {
    clearTimeout(this.timer);
    this.asked++;
  }

  close() {
    this.end();
    this.put([]);
  }

  open(item) {
    this.close();
    this.go(`/${item.kind}/${segment(item.key)}`);
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 120);
  }

  async ask() {
    const mine = ++this.asked, words = this.input.value.trim();
    if (words.length < 2) return this.put([]);
    try {
      const found = await get(`/v1/suggest?limit=8&q=${segment(words)}`);
      if (mine === this.asked && document.activeElement === this.input) this.put(found.items);
    } catch { this.put([]); }
  }

  // What is chosen stays.
  move(step) {
    const n = this.items.length + 1;
    this.end();
    this.at = (this.at + step + n) % n;
    if (this.at === this.items.length) this.at = -1;
    this.show();
  }

  key(e) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === 'Escape') this.close();
    if (e.key === 'Enter' && this.at >= 0) { e.preventDefault(); this.open(this.items[this.at]); }
    if (step && this.items.length) { e.preventDefault(); this.move(step); }
  }
}

export function searchBox(go, value = '', large = false) {
  const id = `found-${++count}`, input = inputFor(id, value);
  const list = h('ul', { id, role: 'listbox', 'aria-label': t('suggestions'), hidden: true });
  const offered = new Suggestions(input, list, go);
  input.addEventListener('input', () => offered.askSoon());
  input.addEventListener('blur', () => offered.close());
  input.addEventListener('keydown', (e) => offered.key(e));
  return h('form', {
    role: 'search', action: '/search', class: large ? 'find large' : 'find', onsubmit: () => offered.close(),
  }, h('div', { class: 'box' }, input, list), h('button', {}, t('search')));
}
