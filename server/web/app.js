// Which page an address shows, and going from one to the next. The address bar
// is the state: every link is a real one.

import { h, fill } from './dom.js';
import { t, lang, choose } from './words.js';
import { leave, isLeft, setKey, Problem } from './api.js';
import { searchBox } from './suggest.js';
import { explained } from './problem.js';

const pages = [
  [/^\/$/, './page_start.js'],
  [/^\/search$/, './page_search.js'],
  [/^\/compare$/, './page_compare.js'],
  [/^\/conflicts$/, './page_conflicts.js'],
  [/^\/check$/, './page_check.js'],
  [/^\/coverage$/, './page_coverage.js'],
  [/^\/edit$/, './page_edit.js'],
  [/^\/api$/, './page_api.js'],
  [/^\/jurisdictions\/([^/]+)$/, './page_jurisdiction.js'],
  [/^\/instruments\/([^/]+)$/, './page_instrument.js'],
  [/^\/provisions\/([^/]+)$/, './page_provision.js'],
  [/^\/passages\/([^/]+)$/, './page_passage.js'],
  [/^\/sources\/([^/]+)$/, './page_source.js'],
  [/^\/(\w+)\/([^/]+)$/, './page_record.js'],
];

const sections = [['/search', 'browse'], ['/conflicts', 'conflicts'], ['/check', 'check'], ['/compare', 'compare'],
  ['/coverage', 'coverage'], ['/api', 'api']];

const main = document.getElementById('main');
let turn = 0;

function keyForm() {
  const input = h('input', { type: 'password', autocomplete: 'off', required: true });
  return h('form', { class: 'controls', onsubmit: (e) => {
    e.preventDefault();
    setKey(input.value.trim());
    render(true);
  } }, h('label', {}, t('key_'), ' ', input), h('button', {}, t('apply')));
}

function failure(error) {
  const gone = error instanceof Problem && [404, 410].includes(error.status);
  return [
    h('h1', { tabindex: '-1' }, gone ? t('notThere') : t('failed')),
    h('div', { role: 'alert' }, explained(error)),
    error.status === 401 ? keyForm() : gone ? h('p', {}, h('a', { href: '/' }, t('startPage')))
      : h('p', {}, h('button', { type: 'button', onclick: () => render(true) }, t('again'))),
  ];
}

function entitle(title) {
  document.title = title ? `${title} – instrumentd` : 'instrumentd';
}

async function render(moved) {
  const mine = ++turn;
  const url = new URL(location.href);
  const [pattern, module] = pages.find(([p]) => p.test(url.pathname)) ?? [];
  let shown = false;
  const show = (title, ...nodes) => {
    if (mine !== turn) return;
    fill(main, nodes);
    entitle(title);
    if (moved && !shown) main.focus({ preventScroll: true });
    shown = true;
  };
  mark(url.pathname);
  main.setAttribute('aria-busy', 'true');
  try {
    if (!module) throw new Problem(404, {});
    const page = await import(module);
    if (mine !== turn) return;
    await page.default({
      url, params: url.searchParams, show, go,
      parts: url.pathname.match(pattern).slice(1).map(decodeURIComponent),
    });
  } catch (error) {
    if (isLeft(error) || mine !== turn) return;
    if (/import|module/i.test(error.message) && !(error instanceof Problem)) error.status = 0;
    for (const waiting of main.querySelectorAll('p, pre'))
      if (waiting.textContent === t('loading')) waiting.remove();
    if (shown) main.append(h('div', { class: 'failure' }, failure(error)));
    else show(t('failed'), failure(error));
  } finally {
    if (mine === turn) main.removeAttribute('aria-busy');
  }
}

export function go(address) {
  leave();
  history.pushState({}, '', address);
  window.scrollTo(0, 0);
  render(true);
}

function mark(path) {
  for (const a of document.querySelectorAll('header nav a'))
    if (a.getAttribute('href') === path) a.setAttribute('aria-current', 'page');
    else a.removeAttribute('aria-current');
  const form = document.querySelector('header form'), box = form?.querySelector('input');
  if (form) form.hidden = path === '/';
  if (box) box.value = new URLSearchParams(location.search).get('q') ?? '';
}

const isOurs = (a) => a.origin === location.origin && !a.hasAttribute('download') &&
  !/^\/(v1|web)(\/|$)|\.\w+$/.test(a.pathname);

document.addEventListener('click', (e) => {
  const a = e.target.closest?.('a[href]');
  if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  if (!isOurs(a) || (a.hash && a.pathname === location.pathname && a.search === location.search)) return;
  e.preventDefault();
  go(a.pathname + a.search + a.hash);
});

document.addEventListener('submit', (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== 'get') return;
  e.preventDefault();
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== '') params.append(name, value);
  const text = params.toString();
  go(new URL(form.action).pathname + (text ? '?' + text : ''));
});

window.addEventListener('popstate', () => { leave(); render(true); });

function frame() {
  document.documentElement.lang = lang;
  document.querySelector('.skip').textContent = t('skip');
  fill(document.querySelector('header'),
    h('a', { class: 'name', href: '/' }, 'instrumentd'),
    h('nav', { 'aria-label': t('menu') }, sections.map(([to, name]) => h('a', { href: to }, t(name)))),
    searchBox(go),
    h('button', { type: 'button', class: 'quiet tongue', lang: lang === 'zh' ? 'en' : 'zh',
      onclick: () => choose(lang === 'zh' ? 'en' : 'zh') }, t('other')));
  fill(document.querySelector('footer'), h('p', {}, t('footer'), ' ', h('a', { href: '/v1' }, t('json')), ' · ',
    h('a', { href: '/edit' }, t('editing'))));
}

frame();
render(false);
