// Chance that can be repeated: the same seed gives the same throws. (Mulberry32, public domain.)

export interface Dice {
  /** At least 0, less than 1. */
  roll(): number;
  /** Where the sequence stands: a seed for dice that go on from here. */
  readonly state: number;
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return {
    roll() {
      state = (state + 0x6d2b79f5) >>> 0;
      let bits = Math.imul(state ^ (state >>> 15), state | 1);
      bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
      return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    },
    get state() {
      return state;
    },
  };
}
