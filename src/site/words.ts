// The words of shell and figures, per language, from content/<lang>/words.yaml.

import { getCollection } from 'astro:content';
import { isLanguage, type Language, languages, originalLanguage } from './languages.ts';
import { type Words, wordDifferences } from './words-schema.ts';

let loaded: Promise<Record<Language, Words>> | undefined;

/** All words of one language. */
export async function wordsOf(language: Language): Promise<Words> {
  // In development a words file may have changed since the last page.
  if (!loaded || import.meta.env.DEV) loaded = load();
  return (await loaded)[language];
}

/**
 * The words of one figure: `figures.<name>` of words.yaml. The figure names their shape; that the languages agree is
 * checked when they are loaded.
 */
export async function figureWords<T extends object>(language: Language, name: string): Promise<T> {
  const words = (await wordsOf(language)).figures[name];
  if (!words)
    throw new Error(
      `content/${language}/words.yaml has no "figures.${name}". Expected the words of the figure components/${name}, found nothing. Read: components/README.md.`,
    );
  return words as unknown as T;
}

/**
 * The language of the text around a component. On a page that is not translated yet the shell speaks the reader's language
 * and the chapter its own; a figure speaks as the chapter does. In a component: `textLanguage(Astro)`.
 */
export function textLanguage(astro: {
  locals: App.Locals;
  currentLocale: string | undefined;
}): Language {
  if (astro.locals.textLanguage) return astro.locals.textLanguage;
  return isLanguage(astro.currentLocale) ? astro.currentLocale : originalLanguage;
}

/** `fill('{n} minutes', { n: 6 })`. A name without a value is a mistake of ours. */
export function fill(word: string, values: Readonly<Record<string, string | number>>): string {
  return word.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`"${word}" wants a value for {${name}}.`);
    return String(value);
  });
}

async function load(): Promise<Record<Language, Words>> {
  const entries = await getCollection('words');
  const found = Object.fromEntries(entries.map(({ id, data }) => [id.split('/')[0], data]));
  const files = Object.fromEntries(
    languages.map((language) => [`content/${language}/words.yaml`, found[language] ?? {}]),
  );
  const differences = wordDifferences(files);
  if (differences.length > 0)
    throw new Error(
      `${differences.join('\n')}\nExpected the same keys in every language. Read: src/site/words-schema.ts.`,
    );
  return found as Record<Language, Words>;
}
