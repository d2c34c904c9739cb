// The texts agree with each other: the course with its files, one language with the other.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { languages } from '#site/languages.ts';
import { chapterSchema, courseSchema, glossarySchema } from '#site/schemas.ts';

const content = fileURLToPath(new URL('../../content/', import.meta.url));
const read = (file: string) => readFileSync(join(content, file), 'utf8');
const course = courseSchema.parse(parse(read('course.yaml')));
const chapters = readdirSync(content, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.mdx'))
  .map((file) => {
    const text = read(file);
    const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
    return { file, id: file.replace(/^\w+\/|\.mdx$/g, ''), head: parse(head) as unknown, body };
  });
const bodyOf = (file: string) => chapters.find((chapter) => chapter.file === file)?.body ?? '';

describe('the course', () => {
  const stops = course.parts.flatMap((part) =>
    part.chapters.map(({ id, planned }) => ({ id: `${part.id}/${id}`, planned })),
  );

  test('lists every chapter once', () => {
    const ids = stops.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(chapters.filter(({ id }) => !ids.includes(id)).map(({ file }) => file)).toEqual([]);
  });

  test('calls exactly those chapters planned that are not written', () => {
    for (const { id, planned } of stops)
      expect(existsSync(join(content, `en/${id}.mdx`)), id).toBe(planned === undefined);
  });

  test('begins with the three chapters of its first part', () => {
    expect(stops.slice(0, 3).every(({ planned }) => planned === undefined)).toBe(true);
  });
});

describe.each(chapters)('$file', ({ file, head, body }) => {
  test('has the head of a chapter', () => {
    expect(chapterSchema.safeParse(head).error?.issues).toBeUndefined();
  });

  test('explains only words that its glossary has', () => {
    const glossary = parse(read(`${file.slice(0, 2)}/glossary.yaml`)) as Record<string, unknown>;
    const terms = [...body.matchAll(/<Term id="([^"]+)"/g)].map(([, id = '']) => id);
    expect(terms.filter((id) => glossary[id] === undefined)).toEqual([]);
  });

  test('has one thing to try, a question with one right answer, and its sources', () => {
    expect(body.match(/<Try>/g)).toHaveLength(1);
    const questions = [...body.matchAll(/<Question>([\s\S]*?)<\/Question>/g)];
    expect(questions.length).toBeGreaterThan(0);
    for (const [question] of questions) expect(question.match(/<Option correct>/g)).toHaveLength(1);
    expect(body.match(/<Sources>/g)).toHaveLength(1);
  });
});

describe('translations', () => {
  test.each(chapters.filter(({ file }) => !file.startsWith('en/')))(
    '$file has the same blocks and figures as the English chapter',
    ({ file, id, body }) => {
      expect(blocks(body), file).toEqual(blocks(bodyOf(`en/${id}.mdx`)));
    },
  );
});

describe('words', () => {
  const trees = languages.map((language) => flat(parse(read(`${language}/words.yaml`))));
  const [first = new Map<string, string>(), ...others] = trees;

  test('exist in every language', () => {
    expect(first.size).toBeGreaterThan(100);
    for (const other of others) expect([...other.keys()].sort()).toEqual([...first.keys()].sort());
  });

  test('are filled in with the same values in every language', () => {
    const differing = others.flatMap((other) =>
      [...first].filter(([key, text]) => values(text) !== values(other.get(key) ?? '')),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  test('are all said', () => {
    const empty = trees.flatMap((tree) => [...tree].filter(([, text]) => text.trim() === ''));
    expect(empty).toEqual([]);
  });

  /** A singular may leave its number out: "one chapter". */
  const values = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort().join(' ');
});

describe('glossaries', () => {
  const all = languages.map((language) =>
    glossarySchema.parse(parse(read(`${language}/glossary.yaml`))),
  );

  test('explain the same words in every language', () => {
    const [first = {}, ...others] = all;
    for (const other of others)
      expect(Object.keys(other).sort()).toEqual(Object.keys(first).sort());
  });
});

function flat(tree: object, before = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...flat(value, `${before}${key}.`)]
        : [[`${before}${key}`, String(value)] as const],
    ),
  );
}

/** Blocks and figures in their order; words inside a sentence may move. */
function blocks(body: string): string[] {
  return [...body.matchAll(/^<(\w+)[^>]*>|^```(\w*)|^(##+) /gm)].map(
    ([, tag, code, heading]) => tag ?? heading ?? `code ${code}`,
  );
}
