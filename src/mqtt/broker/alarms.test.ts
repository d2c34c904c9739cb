import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Alarms } from './alarms.ts';

describe('alarms', () => {
  test('ring in the order of their true times, and of their names when the times are equal', () => {
    const truth = new Map([
      ['b', 10],
      ['c', 5],
      ['a', 10],
    ]);
    const alarms = new Alarms((subject) => truth.get(subject));
    for (const [subject, at] of truth) alarms.set(subject, at);
    expect(alarms.next()).toBe(5);
    expect([1, 2, 3, 4].map(() => alarms.takeDue(10))).toEqual(['c', 'a', 'b', undefined]);
  });

  test('are exact although moving a deadline later does not touch them', () => {
    const truth = new Map([['a', 10]]);
    const alarms = new Alarms((subject) => truth.get(subject));
    alarms.set('a', 10);
    truth.set('a', 70);
    expect(alarms.takeDue(69)).toBeUndefined();
    expect(alarms.next()).toBe(70);
    truth.delete('a');
    expect(alarms.next()).toBeUndefined();
  });

  test('agree with a plain search after any changes', () => {
    const subject = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), subject, at: fc.nat(50) }),
      fc.record({ kind: fc.constant('clear' as const), subject, at: fc.constant(0) }),
      fc.record({ kind: fc.constant('take' as const), subject, at: fc.nat(50) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const truth = new Map<string, number>();
        const alarms = new Alarms((name) => truth.get(name));
        for (const { kind, subject: name, at } of steps) {
          if (kind === 'set') {
            truth.set(name, at);
            alarms.set(name, at);
          } else if (kind === 'clear') {
            truth.delete(name);
          } else {
            const first = [...truth].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))[0];
            const due = first !== undefined && first[1] <= at ? first[0] : undefined;
            expect(alarms.takeDue(at)).toBe(due);
            if (due !== undefined) truth.delete(due);
          }
          expect(alarms.next()).toBe(truth.size > 0 ? Math.min(...truth.values()) : undefined);
        }
      }),
    );
  });
});
