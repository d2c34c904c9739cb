import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SubscriptionTree, TopicTree, topicMatches } from './topic.ts';

// Few letters, many collisions.
const level = fc.constantFrom('', 'a', 'b', '$x');
const name = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((text) => text !== '');
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, hash]) => (hash ? [...levels, '#'] : levels).join('/'))
  .filter((text) => text !== '');

describe('SubscriptionTree', () => {
  test('replaces the value of the same filter and key, and says so', () => {
    const tree = new SubscriptionTree<number>();
    expect(tree.add('a/#', 'me', 1)).toBeUndefined();
    expect(tree.add('a/#', 'me', 2)).toBe(1);
    expect(tree.size).toBe(1);
    expect(tree.match('a')).toEqual([2]);
  });

  test('gives a key once for each of its filters that match', () => {
    const tree = new SubscriptionTree<string>();
    for (const topicFilter of ['a/+', 'a/#', '#', 'b/#']) tree.add(topicFilter, 'me', topicFilter);
    expect(tree.match('a/b').sort()).toEqual(['#', 'a/#', 'a/+']);
  });

  test('removes exactly one subscription', () => {
    const tree = new SubscriptionTree<number>();
    tree.add('a/b', 'me', 1);
    tree.add('a/b', 'you', 2);
    tree.add('a/b/c', 'me', 3);
    expect(tree.remove('a/b', 'nobody')).toBeUndefined();
    expect(tree.remove('a/+', 'me')).toBeUndefined();
    expect(tree.remove('a', 'me')).toBeUndefined();
    expect(tree.remove('a/b', 'me')).toBe(1);
    expect(tree.remove('a/b', 'me')).toBeUndefined();
    expect(tree.match('a/b')).toEqual([2]);
    expect(tree.match('a/b/c')).toEqual([3]);
    expect(tree.size).toBe(2);
  });

  test('keeps values that are undefined', () => {
    const tree = new SubscriptionTree<undefined>();
    tree.add('a', 'me', undefined);
    tree.add('a', 'me', undefined);
    expect(tree.size).toBe(1);
    expect(tree.match('a')).toEqual([undefined]);
  });

  test('agrees with topicMatches after any adding and removing', () => {
    const step = fc.record({ filter, key: fc.constantFrom('k', 'l'), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), name, (steps, topic) => {
        const tree = new SubscriptionTree<string>();
        const model = new Map<string, string>();
        for (const { filter, key, add } of steps) {
          const id = `${key} ${filter}`;
          if (add) {
            expect(tree.add(filter, key, id)).toBe(model.has(id) ? id : undefined);
            model.set(id, filter);
          } else {
            expect(tree.remove(filter, key)).toBe(model.has(id) ? id : undefined);
            model.delete(id);
          }
        }
        const expected = [...model]
          .filter(([, text]) => topicMatches(text, topic))
          .map(([id]) => id);
        expect(tree.match(topic).sort()).toEqual(expected.sort());
        expect(tree.size).toBe(model.size);
      }),
      { numRuns: 1000 },
    );
  });

  test('bears topics of 65,535 levels', () => {
    const tree = new SubscriptionTree<string>();
    const deep = '/'.repeat(65_534);
    tree.add(`${deep}#`, 'me', 'deep');
    tree.add('+/'.repeat(32_000).concat('#'), 'me', 'plus');
    expect(tree.match(deep).sort()).toEqual(['deep', 'plus']);
    expect(tree.remove(`${deep}#`, 'me')).toBe('deep');
    expect(tree.match(deep)).toEqual(['plus']);
  });

  test('forgets the branches that lead nowhere any more', () => {
    const tree = new SubscriptionTree<number>();
    for (const topicFilter of ['a/b/c', 'a/b/#', 'a/+/c']) {
      tree.add(topicFilter, 'me', 1);
      tree.remove(topicFilter, 'me');
    }
    expect(lookups(() => tree.match('a/b/c'))).toBe(0);
  });

  test('does the same work however many subscriptions do not match', () => {
    const few = new SubscriptionTree<number>();
    const many = new SubscriptionTree<number>();
    for (const tree of [few, many]) {
      tree.add('home/+/temp', 'me', 1);
      tree.add('home/#', 'me', 2);
    }
    for (let index = 0; index < 20_000; index++) many.add(`other/${index}/+`, 'them', index);
    // Steps are counted, not timed: each lookup of a level is one call of Map.get.
    expect(lookups(() => many.match('home/kitchen/temp'))).toBe(
      lookups(() => few.match('home/kitchen/temp')),
    );
  });
});

function lookups(work: () => void): number {
  const { get } = Map.prototype;
  let count = 0;
  Map.prototype.get = function (key) {
    count += 1;
    return get.call(this, key);
  };
  try {
    work();
  } finally {
    Map.prototype.get = get;
  }
  return count;
}

describe('TopicTree', () => {
  test('answers in the order in which names were first set', () => {
    const tree = new TopicTree<number>();
    for (const [index, topic] of ['b/2', 'a/1', 'b/1', 'b'].entries()) tree.set(topic, index);
    expect(tree.set('b/2', 9)).toBe(0);
    expect(tree.matching('b/#')).toEqual([9, 2, 3]);
    expect(tree.delete('b/2')).toBe(9);
    tree.set('b/2', 5);
    expect(tree.matching('b/#')).toEqual([2, 3, 5]);
  });

  test('knows what it has', () => {
    const tree = new TopicTree<number>();
    tree.set('a/b', 1);
    expect(tree.get('a/b')).toBe(1);
    expect(tree.get('a')).toBeUndefined();
    expect(tree.delete('a')).toBeUndefined();
    expect(tree.delete('a/b/c')).toBeUndefined();
    expect(tree.size).toBe(1);
    expect(tree.delete('a/b')).toBe(1);
    expect(tree.size).toBe(0);
    expect(tree.matching('#')).toEqual([]);
  });

  test('forgets the branches that lead nowhere any more', () => {
    const tree = new TopicTree<number>();
    for (const topic of ['a/b/c', 'a/b', 'a']) {
      tree.set(topic, 1);
      tree.delete(topic);
    }
    expect(lookups(() => tree.matching('a/b/c'))).toBe(0);
  });

  test('agrees with topicMatches after any setting and deleting', () => {
    const step = fc.record({ name, set: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), filter, (steps, topicFilter) => {
        const tree = new TopicTree<string>();
        const model = new Map<string, string>();
        for (const { name, set } of steps) {
          if (set) {
            expect(tree.set(name, name)).toBe(model.get(name));
            model.set(name, name);
          } else {
            expect(tree.delete(name)).toBe(model.get(name));
            model.delete(name);
          }
        }
        const expected = [...model.keys()].filter((topic) => topicMatches(topicFilter, topic));
        expect(tree.matching(topicFilter)).toEqual(expected);
        expect(tree.size).toBe(model.size);
      }),
      { numRuns: 1000 },
    );
  });

  test('bears topics of 65,535 levels and 200,000 names', () => {
    const tree = new TopicTree<string>();
    const deep = '/'.repeat(65_535);
    tree.set(deep, 'deep');
    expect(tree.matching('#')).toEqual(['deep']);
    expect(tree.delete(deep)).toBe('deep');
    for (let index = 0; index < 200_000; index++) tree.set(`wide/${index}`, 'wide');
    expect(tree.matching('wide/+')).toHaveLength(200_000);
  });
});
