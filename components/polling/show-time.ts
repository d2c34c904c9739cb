// Seconds as people read them.

import { fill } from '../kit/fill.ts';
import type { PollingWords } from './polling-words.ts';

/** A place on the figure's clock: 9:05. */
export function clockFace(seconds: number): string {
  const whole = Math.floor(seconds + 1e-6);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** How long something lasts, in two or three digits: 0.17 s, 5.3 s, 48 s, 3 min 42 s. */
export function duration(seconds: number, words: PollingWords['time'], language: string): string {
  const tenths = Math.round(seconds * 10) / 10;
  const digits = seconds < 1 ? 2 : tenths < 10 ? 1 : 0;
  const rounded = Math.round(seconds);
  if (rounded >= 60)
    return fill(words.minutesSeconds, { m: Math.floor(rounded / 60), s: rounded % 60 });
  const n = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return fill(words.seconds, { n: n.format(seconds) });
}

/** A round number of seconds, as the reader sets it: 30 seconds, 5 minutes, 1 hour. */
export function setting(seconds: number, words: PollingWords['time']): string {
  if (seconds >= 3_600) return fill(words.hours, { n: seconds / 3_600 });
  if (seconds >= 60) return fill(words.minutes, { n: seconds / 60 });
  return fill(words.seconds, { n: seconds });
}
