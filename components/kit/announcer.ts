// What a screen reader hears of a figure: one polite sentence at a time, at most one a second.
// When more happens, the newest sentence wins and messages are counted together. [rule of use 29]

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#session/clock.ts';

export interface Said {
  /** Looked up in the figure's words under `said`. */
  key: string;
  values: Record<string, string | number>;
}

export interface Announcer {
  said: ReadonlySignal<Said | undefined>;
  say(key: string, values?: Said['values']): void;
  /** Messages that came in since the last sentence; said as one number. */
  sayMessages(n: number, topic: string): void;
}

const EVERY_MS = 1_000;

export function createAnnouncer(clock: Clock): Announcer {
  const said = signal<Said | undefined>(undefined);
  let lastAt = Number.NEGATIVE_INFINITY;
  let next: Said | undefined;
  let waiting = false;
  let messages = 0;

  const speak = () => {
    waiting = false;
    if (next === undefined) return;
    lastAt = clock.now();
    said.value = next;
    next = undefined;
    messages = 0;
  };
  const ask = (sentence: Said) => {
    next = sentence;
    if (waiting) return;
    const waitMs = lastAt + EVERY_MS - clock.now();
    if (waitMs <= 0) return speak();
    waiting = true;
    clock.after(waitMs, speak);
  };
  return {
    said,
    say: (key, values = {}) => ask({ key, values }),
    sayMessages(n, topic) {
      messages += n;
      ask({ key: 'messages', values: { n: messages, topic } });
    },
  };
}
