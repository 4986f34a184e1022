// How words, dates, places and choices are written in the language chosen.

import { table } from './words_table.js';

const chosen = () => {
  try { return localStorage.getItem('lang'); } catch { return null; }
};

export const lang = chosen() ??
  (navigator.languages.find((l) => /^(en|zh)/.test(l)) ?? 'en').slice(0, 2);
const chinese = lang === 'zh';
const { choices } = chinese ? await import('./choices_chinese.js') : { choices: {} };

export function choose(other) {
  try { localStorage.setItem('lang', other); } catch { /* for this page only */ }
  location.reload();
}

export function t(name, values = {}) {
  const words = table[name]?.[chinese ? 1 : 0] ?? table[name]?.[0] ?? label(name);
  return words.replace(/\{(\w+)\}/g, (all, one) => values[one] ?? all);
}

export const has = (name) => name in table;

export const label = (value) =>
  (Object.hasOwn(choices, value) ? choices[value] : String(value).replaceAll('_', ' '));

export const grades = {
  official: ['gradeOfficial', 'stated'], independent: ['gradeIndependent', 'independent'],
  editorial: ['gradeEditorial', 'editorial'], none: ['gradeNone', 'noEvidence'],
};

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July',
  'August', 'September', 'October', 'November', 'December'];

// As precise as it is: 2021, November 2021, 23 November 2021.
export function date(text) {
  const [year, month, day] = String(text ?? '').slice(0, 10).split('-').map(Number);
  if (!year) return String(text ?? '');
  if (chinese) return `${year}年${month ? month + '月' : ''}${day ? day + '日' : ''}`;
  return [day, months[month - 1], year].filter(Boolean).join(' ');
}

const display = (type) => new Intl.DisplayNames([lang], { type, fallback: 'none' });
const [regions, tongues] = [display('region'), display('language')];
const named = (names, code) => {
  try { return names.of(code); } catch { return undefined; }
};

export function place(code) {
  if (code === 'INT') return chinese ? '国际' : 'International';
  const [state, part] = String(code).split('-');
  const name = named(regions, state) ?? state;
  return part ? `${name} (${part})` : name;
}

export const tongue = (code) => named(tongues, code) ?? code;

// What it is called in Chinese, when that is the language chosen; records are
// named in English otherwise.
export const chineseName = (names) => (chinese
  ? names?.find((n) => n.lang?.startsWith('zh') && n.type !== 'as_mentioned')?.text : undefined);

export const number = (n) => new Intl.NumberFormat(lang).format(n);
