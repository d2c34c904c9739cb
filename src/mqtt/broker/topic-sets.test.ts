import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topicMatches } from '#mqtt/topic';
import { covers, overlaps } from './topic-sets.ts';

const level = fc.constantFrom('a', 'b', '', '$x');
const names = fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => levels.join('/'));
const filters = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 3 }), fc.boolean())
  .map(([levels, hash]) => [...levels, ...(hash || levels.length === 0 ? ['#'] : [])].join('/'))
  .filter((filter) => filter !== '');

/** All topic names of up to four levels of these letters. The empty one is none, but `+` and `/#` meet there. */
const everyName: string[] = (() => {
  let known = ['a', 'b', '', '$x', 'c'];
  const all = [...known];
  for (let depth = 1; depth < 4; depth += 1) {
    known = known.flatMap((name) => ['a', 'b', '', '$x', 'c'].map((next) => `${name}/${next}`));
    all.push(...known);
  }
  return all;
})();

describe('filters as sets of topics', () => {
  test('overlap exactly when some topic matches both', () => {
    fc.assert(
      fc.property(filters, filters, (a, b) => {
        const common = everyName.some((name) => topicMatches(a, name) && topicMatches(b, name));
        expect(overlaps(a, b)).toBe(common);
      }),
      { numRuns: 200 },
    );
  });

  test('cover only filters whose topics they all match', () => {
    fc.assert(
      fc.property(filters, filters, (outer, inner) => {
        const all = everyName.every(
          (name) => !topicMatches(inner, name) || topicMatches(outer, name),
        );
        expect(covers(outer, inner) && !all).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('treat a topic name as matching does', () => {
    fc.assert(
      fc.property(filters, names, (filter, name) => {
        if (name === '') return;
        expect(covers(filter, name)).toBe(topicMatches(filter, name));
        expect(overlaps(filter, name)).toBe(topicMatches(filter, name));
      }),
    );
  });

  test.each([
    ['a/#', 'a', true],
    ['a/#', 'a/+/b', true],
    ['a/+', 'a/#', false],
    ['#', '$SYS/#', false],
    ['$SYS/#', '$SYS/broker/+', true],
  ])('%s covers %s: %s', (outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected);
  });
});
