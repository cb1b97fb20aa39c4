// The texts of the portal by their names, so that a story can be told in each of its languages.

import { readFileSync, readdirSync } from 'node:fs';

const FOLDER = new URL('../../../portal/texts/', import.meta.url);

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a pattern of Fluent can come to, as a regular expression: anything for a variable, each variant of a choice. */
function expression(pattern) {
  const variants = [...pattern.matchAll(/^\s*\*?\[[^\]]+\] *(.*)$/gm)].map(([, text]) => text);
  const begin = pattern.search(/\{[^{}]*->/);
  const wholes = begin < 0 ? [pattern] : variants.map((text) => pattern.slice(0, begin) + text + pattern.slice(pattern.lastIndexOf('}') + 1));
  return wholes
    .map((text) => text.trim().split(/\{ *"([^"]*)" *\}|(\{[^}]*\})/)
      .map((part = '') => (part.startsWith('{') ? '.*?' : escape(part))).join(''))
    .map((text) => text.replace(/\s+/g, '\\s+'))
    .join('|');
}

function read(language) {
  const folder = new URL(`${language}/`, FOLDER);
  const texts = new Map();
  for (const name of readdirSync(folder)) {
    const entries = readFileSync(new URL(name, folder), 'utf8').split(/^(?=[a-z][\w-]* =)/m);
    for (const entry of entries) {
      const [, key, pattern] = /^([a-z][\w-]*) =\s*(.*)$/s.exec(entry) ?? [];
      if (key) texts.set(key, pattern.split('\n').filter((line) => !line.startsWith('#')).join('\n').trimEnd());
    }
  }
  return texts;
}

const languages = new Map();

/** The text of that name in a language: what matches the whole of it, or the begin of what holds it. */
export function text(language, name, { begins = false } = {}) {
  if (!languages.has(language)) languages.set(language, read(language));
  const pattern = languages.get(language).get(name);
  if (pattern === undefined) throw new Error(`the portal has no text ${name} in ${language}`);
  return new RegExp(`^\\s*(?:${expression(pattern)})${begins ? '' : '\\s*$'}`);
}
