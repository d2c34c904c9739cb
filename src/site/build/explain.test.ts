import { expect, it } from 'vitest';
import { chapterSchema } from '../schemas.ts';
import { explain } from './explain.ts';

it('names the file, the field, what was expected, what was found and where to read', () => {
  const data = { title: 'A', lede: 'B', minutes: 'five', versions: '5', spec: [3.1] };
  const { error } = chapterSchema.safeParse(data);
  const words = explain('content/en/start/a.mdx', error?.issues ?? [], data, 'CONTRIBUTING.md');
  expect(words).toContain('content/en/start/a.mdx');
  expect(words).toMatch(/minutes: .*number.*; found "five"/);
  expect(words).toContain('spec.0: expected a string in quotes, such as "3.1"; found 3.1');
  expect(words).toContain('Read: CONTRIBUTING.md.');
});

it('says "nothing" for a field that is not there', () => {
  const { error } = chapterSchema.safeParse({ lede: 'B' });
  expect(explain('f', error?.issues ?? [], { lede: 'B' }, 'r')).toMatch(/title: .*; found nothing/);
});
