// The words of the site as a test looks for them on the page.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type Language = 'en' | 'zh';

type Tree = { readonly [key: string]: string | Tree };

const read = (language: Language) =>
  parse(
    readFileSync(new URL(`../../content/${language}/words.yaml`, import.meta.url), 'utf8'),
  ) as Tree;
const trees: Record<Language, Tree> = { en: read('en'), zh: read('zh') };

/** `word('en', 'figures.kit.failure.tryNow')`. Throws for a word that does not exist. */
export function word(language: Language, name: string, values: Record<string, string> = {}) {
  let found: string | Tree | undefined = trees[language];
  for (const key of name.split('.')) found = typeof found === 'object' ? found[key] : undefined;
  if (typeof found !== 'string') throw new Error(`${language}/words.yaml has no "${name}".`);
  return found.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

/** The same with every value open: a pattern that matches the word whatever is filled in. */
export function wordPattern(language: Language, name: string): RegExp {
  const text = word(language, name);
  const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}
