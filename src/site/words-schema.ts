// The keys of content/<lang>/words.yaml. The shell's words are named here one by one, so a page that asks for a word that
// does not exist is a type error. A figure's words are under `figures.<name>` and belong to the figure.
// {braces} are filled in by `fill` (words.ts).

import { z } from 'astro/zod';

const group = <K extends string>(...keys: K[]) =>
  z.strictObject(
    Object.fromEntries(keys.map((key) => [key, z.string().min(1)])) as Record<K, z.ZodString>,
  );

export type WordTree = { readonly [key: string]: string | WordTree };
const tree: z.ZodType<WordTree> = z.lazy(() =>
  z.record(z.string(), z.union([z.string().min(1), tree])),
);

export const wordsSchema = z.strictObject({
  site: group('name', 'description'),
  home: group('sentence', 'lede', 'book', 'bookLede'),
  header: group('skip', 'home', 'main', 'book', 'openBook', 'closeBook', 'language', 'search'),
  theme: group('label', 'system', 'light', 'dark'),
  search: group(
    'label',
    'placeholder',
    'close',
    'waiting',
    'none',
    'one',
    'some',
    'keys',
    'needsBuild',
    'failed',
  ),
  book: group('label', 'planned', 'visited', 'read'),
  chapter: group(
    'number',
    'minutes',
    'versions',
    'spec',
    'contents',
    'section',
    'previous',
    'next',
    'neighbours',
    'edit',
    'updated',
    'untranslated',
  ),
  code: group('copy', 'copied', 'failed'),
  prose: group(
    'try',
    'sources',
    'question',
    'check',
    'again',
    'choose',
    'right',
    'wrong',
    'answer',
  ),
  footer: group('licence', 'seed', 'source', 'feed'),
  notFound: group('title', 'text', 'home'),
  figures: z.record(z.string(), tree),
});
export type Words = z.infer<typeof wordsSchema>;

/** The dotted names of all words, in order. */
export function wordKeys(words: object, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? wordKeys(value, `${before}${key}.`)
      : [`${before}${key}`],
  );
}

/** What one language has and the other lacks, in plain words; empty when they agree. */
export function wordDifferences(files: Readonly<Record<string, object>>): string[] {
  const keys = Object.entries(files).map(([file, words]) => ({
    file,
    has: new Set(wordKeys(words)),
  }));
  return keys.flatMap((one) =>
    keys.flatMap((other) =>
      [...one.has]
        .filter((key) => !other.has.has(key))
        .map((key) => `${other.file} lacks "${key}", which ${one.file} has.`),
    ),
  );
}
