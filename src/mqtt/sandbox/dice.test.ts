import { describe, expect, test } from 'vitest';
import { createDice } from './dice.ts';

describe('dice', () => {
  test('of the same seed roll the same, of another seed something else', () => {
    const rolls = (seed: number) => {
      const dice = createDice(seed);
      return [1, 2, 3, 4, 5].map(() => dice.roll());
    };
    expect(rolls(1)).toEqual(rolls(1));
    expect(rolls(1)).not.toEqual(rolls(2));
  });

  test('go on from their state', () => {
    const dice = createDice(5);
    dice.roll();
    const other = createDice(dice.state);
    expect(other.roll()).toBe(dice.roll());
  });

  test('stay between 0 and 1 and favour nobody', () => {
    const dice = createDice(9);
    const tenths = new Array<number>(10).fill(0);
    for (let count = 0; count < 10_000; count += 1) {
      const tenth = Math.floor(dice.roll() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(tenths).toHaveLength(10);
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
