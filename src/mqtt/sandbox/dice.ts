// Chance that can be repeated: the same seed gives the same throws. (Mulberry32, public domain.)

export interface Dice {
  /** At least 0, less than 1. */
  roll(): number;
  /** Where the sequence stands. Dice with the same state throw the same from then on. */
  state: number;
}

export function createDice(seed: number): Dice {
  const dice = {
    state: seed >>> 0,
    roll() {
      dice.state = (dice.state + 0x6d2b79f5) >>> 0;
      let bits = Math.imul(dice.state ^ (dice.state >>> 15), dice.state | 1);
      bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
      return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    },
  };
  return dice;
}
