import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { wordDifferences, wordKeys, wordsSchema } from './words-schema.ts';

const read = (language: string) =>
  parse(readFileSync(new URL(`../../content/${language}/words.yaml`, import.meta.url), 'utf8'));

describe('words', () => {
  it('are found by dotted names', () => {
    expect(wordKeys({ a: { b: 'x', c: { d: 'y' } }, e: 'z' })).toEqual(['a.b', 'a.c.d', 'e']);
  });

  it('that one language lacks are named with both files', () => {
    expect(
      wordDifferences({ 'en.yaml': { a: 'x', b: 'y' }, 'zh.yaml': { b: 'y', c: 'z' } }),
    ).toEqual(['zh.yaml lacks "a", which en.yaml has.', 'en.yaml lacks "c", which zh.yaml has.']);
  });

  it('of the book are complete and the same in both languages', () => {
    for (const language of ['en', 'zh'])
      expect(wordsSchema.safeParse(read(language)).error).toBeUndefined();
    expect(wordDifferences({ en: read('en'), zh: read('zh') })).toEqual([]);
  });

  it('of the book fill in the same names in both languages', () => {
    const braces = (words: object) =>
      wordKeys(words).map((key) => {
        const word = key
          .split('.')
          .reduce<unknown>((at, k) => (at as Record<string, unknown>)[k], words);
        return `${key} ${[...String(word).matchAll(/\{\w+\}/g)].map(String).sort()}`;
      });
    expect(braces(read('zh')).sort()).toEqual(braces(read('en')).sort());
  });
});
