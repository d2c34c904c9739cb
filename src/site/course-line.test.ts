import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bookLine, courseProblems, neighbours } from './course-line.ts';
import { type Course, courseSchema } from './schemas.ts';

const course: Course = {
  parts: [
    {
      id: 'start',
      title: { en: 'Start here', zh: '从这里开始' },
      chapters: [{ id: 'a' }, { id: 'b', planned: { en: 'B to come', zh: '乙' } }, { id: 'c' }],
    },
  ],
};
const titles = new Map([
  ['en/start/a', 'A'],
  ['zh/start/a', '甲'],
  ['en/start/c', 'C'],
]);

describe('the line of the book', () => {
  it('numbers every stop and takes titles from chapters, then from the plan', () => {
    const [part] = bookLine(course, titles, 'zh');
    expect(
      part?.stops.map(({ number, title, textLanguage }) => [number, title, textLanguage]),
    ).toEqual([
      [1, '甲', 'zh'],
      [2, '乙', undefined],
      [3, 'C', 'en'],
    ]);
  });

  it('leads from one written chapter to the next', () => {
    const line = bookLine(course, titles, 'en');
    expect(neighbours(line, 'start/a').next?.id).toBe('start/c');
    expect(neighbours(line, 'start/a').previous).toBeUndefined();
    expect(neighbours(line, 'start/c').next).toBeUndefined();
  });

  it('names what is planned after the last written chapter, and only there', () => {
    const [part] = bookLine(course, titles, 'en');
    const begun = part ? [{ ...part, stops: part.stops.slice(0, 2) }] : [];
    expect(neighbours(begun, 'start/a').planned?.title).toBe('B to come');
    const whole = bookLine(course, titles, 'en');
    expect(neighbours(whole, 'start/a').planned).toBeUndefined();
    expect(neighbours(whole, 'start/c').planned).toBeUndefined();
  });

  it('stops the build where a chapter is neither written nor planned', () => {
    expect(() => bookLine(course, new Map(), 'en')).toThrow(
      /lists "a" in part "start".*content\/en\/start\/a\.mdx.*found neither/,
    );
  });

  it('names chapters that the course does not know, and written ones that it calls planned', () => {
    const more = new Map([...titles, ['en/start/x', 'X'], ['en/start/b', 'B']]);
    expect(courseProblems(course, titles)).toEqual([]);
    expect(courseProblems(course, more)).toEqual([
      expect.stringContaining('content/en/start/x.mdx is not in the course'),
      expect.stringContaining('Remove the line "planned" of "b"'),
    ]);
  });
});

describe('content/course.yaml', () => {
  const content = new URL('../../content/', import.meta.url);
  const real = courseSchema.parse(parse(readFileSync(new URL('course.yaml', content), 'utf8')));

  it('has the 44 chapters in 9 parts, none twice', () => {
    const ids = real.parts.flatMap((part) => part.chapters.map(({ id }) => id));
    expect(real.parts).toHaveLength(9);
    expect(new Set(ids).size).toBe(44);
    expect(ids).toHaveLength(44);
  });

  it('agrees with the chapters that exist', () => {
    const files = readdirSync(content, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.mdx'))
      .map((file) => file.replaceAll('\\', '/').replace(/\.mdx$/, ''));
    const found = new Map(files.map((file) => [file, file]));
    expect(courseProblems(real, found)).toEqual([]);
    expect(() => bookLine(real, found, 'en')).not.toThrow();
  });
});
