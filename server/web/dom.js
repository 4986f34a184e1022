// Elements from names, properties and children. Data only ever becomes text
// and attributes: nothing here reads HTML.

const SVG = 'http://www.w3.org/2000/svg';

function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'value' || name === 'checked') element[name] = value;
  else element.setAttribute(name, value === true ? '' : value);
}

function build(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  put(element, ...children);
  return element;
}

export function put(element, ...children) {
  for (const child of children.flat(Infinity))
    if (child !== undefined && child !== null && child !== false)
      element.append(child);
  return element;
}

export const h = (tag, props, ...children) =>
  build(document.createElement(tag), props, children);

export const svg = (tag, props, ...children) =>
  build(document.createElementNS(SVG, tag), props, children);

export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

// Links lead to http and https, or to pages of ours, and nowhere else.
export function link(href, ...children) {
  const safe = /^(https?:\/\/|\/(?!\/)|#|\?)/i.test(href ?? '');
  const outside = /^https?:/i.test(href ?? '');
  return h('a', { href: safe ? href : undefined, rel: outside ? 'noreferrer' : undefined },
    ...children);
}

// Parts of a text, those in ranges of code points marked.
export function marked(text, ranges) {
  const points = Array.from(text ?? '');
  const parts = [];
  let at = 0;
  for (const [start, end] of ranges ?? []) {
    parts.push(points.slice(at, start).join(''),
      h('mark', {}, points.slice(start, end).join('')));
    at = end;
  }
  parts.push(points.slice(at).join(''));
  return parts;
}

export function query(params) {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    for (const one of [value].flat())
      if (one !== undefined && one !== null && one !== '') out.append(name, one);
  const text = out.toString();
  return text ? '?' + text : '';
}

export const segment = encodeURIComponent;

export function table(caption, heads, rows) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', {}, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, rows.map((row) =>
        h('tr', {}, row.map((cell) => h('td', {}, cell)))))));
}

export function copyButton(words, done, text) {
  const button = h('button', { type: 'button', class: 'quiet', onclick: async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      button.textContent = done;
    } catch {
      button.after(h('output', { class: 'copied' }, typeof text === 'function' ? text() : text));
    }
    setTimeout(() => { button.textContent = words; }, 2000);
  } }, words);
  return button;
}
