// The outside of a figure that stands still: the first frame, drawn at build time and once more while
// the page wakes up. Fixed chance, so that both are the same picture.

import type { Wires } from '../kit/connection.model.ts';

const DIGITS = [9, 0, 7, 8, 3, 9, 3, 4, 2, 1, 3, 4];
let drawn = 0;

const never = () => new Promise<never>(() => {});

export const stillWires: Wires = {
  clock: { now: () => 0, after: () => () => {} },
  // Twelve digits for the topic (the seed's own), then one draw for the client id.
  random: () => {
    const turn = drawn++ % (DIGITS.length + 1);
    return turn === DIGITS.length ? 0.497 : (DIGITS[turn] ?? 0) / 10 + 0.05;
  },
  online: () => true,
  pageIsSecure: true,
  hostBroker: async () => undefined,
  loadSession: never,
  openPipe: never,
  answers: async () => false,
  now: () => new Date(0),
};
