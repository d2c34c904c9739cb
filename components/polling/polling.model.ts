// The figure's signals and actions: settings, simulated time, playing. No view, no words.
// A changed setting runs the same time again with the new one, so the two pictures can be compared.

import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#session/clock.ts';
import { type Announcer, createAnnouncer } from '../kit/announcer.ts';
import { PAINT_EVERY_MS } from '../kit/pace.ts';
import {
  type Comparison,
  compare,
  firstSettings,
  pollingWinOf,
  type Settings,
  type Snapshot,
} from './comparison.ts';
import type { MqttPacket, Sizes } from './link-meter.ts';

/** Seconds of simulated time. */
export const FIRST_FRAME_AT = 600;
export const END_AT = 3_600;
export const STEP_SECONDS = 30;
/** Simulated seconds per second. */
export const SPEEDS = [1, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** In still mode playing is a step at a time, with time to read between. */
const STILL_STEP_MS = 2_000;
/** A page that was busy or asleep does not leap. */
const LONGEST_TICK_MS = 500;

export interface PollingModel {
  settings: ReadonlySignal<Settings>;
  snapshot: ReadonlySignal<Snapshot>;
  playing: ReadonlySignal<boolean>;
  speed: ReadonlySignal<Speed>;
  /** No running picture: values jump. */
  still: ReadonlySignal<boolean>;
  /** Polling was ahead in bytes or in the age of news at least once since the start. */
  found: ReadonlySignal<boolean>;
  /** The last press started over, and may be taken back. */
  canUndo: ReadonlySignal<boolean>;
  announcer: Announcer;
  play(): void;
  pause(): void;
  step(): void;
  startOver(): void;
  undo(): void;
  set(change: Partial<Settings>): void;
  setSpeed(speed: Speed): void;
  setStill(still: boolean): void;
  /** Off screen, time stands still without a press on pause. */
  setInView(inView: boolean): void;
  dispose(): void;
}

export function createPolling(clock: Clock, sizes: Sizes<MqttPacket>): PollingModel {
  let comparison: Comparison = compare(firstSettings, sizes);
  const settings = signal(firstSettings);
  const snapshot = signal(comparison.runTo(FIRST_FRAME_AT));
  const playing = signal(false);
  const speed = signal<Speed>(10);
  const still = signal(false);
  const found = signal(false);
  const left = signal<{ settings: Settings; now: number; found: boolean } | undefined>(undefined);
  const canUndo = signal(false);
  const announcer = createAnnouncer(clock);
  let inView = true;
  let lastTickAt = 0;
  let cancelTick: (() => void) | undefined;

  const show = (next: Snapshot) => {
    snapshot.value = next;
    const win = pollingWinOf(next);
    if (found.value || win === undefined) return;
    found.value = true;
    announcer.say(win);
  };
  const runFromStart = (to: number) => {
    comparison = compare(settings.value, sizes);
    show(comparison.runTo(to));
  };
  const forgetUndo = () => {
    left.value = undefined;
    canUndo.value = false;
  };
  const advance = (seconds: number) => {
    show(comparison.runTo(Math.min(END_AT, snapshot.value.now + seconds)));
    if (snapshot.value.now < END_AT) return;
    pause();
    announcer.say('ended');
  };

  const tick = () => {
    cancelTick = undefined;
    const ms = Math.min(clock.now() - lastTickAt, LONGEST_TICK_MS);
    lastTickAt = clock.now();
    batch(() => advance(still.value ? STEP_SECONDS : (ms * speed.value) / 1_000));
    goOn();
  };
  const goOn = () => {
    if (!playing.value || !inView || cancelTick) return;
    cancelTick = clock.after(still.value ? STILL_STEP_MS : PAINT_EVERY_MS, tick);
  };
  const halt = () => {
    cancelTick?.();
    cancelTick = undefined;
  };
  const wake = () => {
    lastTickAt = clock.now();
    goOn();
  };
  function pause() {
    playing.value = false;
    halt();
  }
  const restore = (to: { settings: Settings; now: number; found: boolean }) =>
    batch(() => {
      pause();
      settings.value = to.settings;
      found.value = to.found;
      runFromStart(to.now);
    });

  return {
    settings,
    snapshot,
    playing,
    speed,
    still,
    found,
    canUndo,
    announcer,
    play() {
      batch(() => {
        forgetUndo();
        if (snapshot.value.now >= END_AT) runFromStart(0);
        playing.value = true;
      });
      announcer.say('playing');
      wake();
    },
    pause() {
      batch(pause);
      announcer.say('now');
    },
    step() {
      batch(() => {
        forgetUndo();
        pause();
        advance(STEP_SECONDS);
      });
      if (snapshot.value.now < END_AT) announcer.say('now');
    },
    startOver() {
      const { now } = snapshot.value;
      const before = { settings: settings.value, now, found: found.value };
      restore({ settings: firstSettings, now: FIRST_FRAME_AT, found: false });
      batch(() => {
        left.value = before;
        canUndo.value = true;
      });
      announcer.say('startedOver');
    },
    undo() {
      const before = left.value;
      if (!before) return;
      forgetUndo();
      restore(before);
      announcer.say('now');
    },
    set(change) {
      batch(() => {
        forgetUndo();
        settings.value = { ...settings.value, ...change };
        announcer.say('now');
        runFromStart(snapshot.value.now);
      });
    },
    setSpeed(next) {
      speed.value = next;
    },
    setStill(next) {
      still.value = next;
      halt();
      wake();
    },
    setInView(next) {
      inView = next;
      halt();
      if (next) wake();
    },
    dispose() {
      batch(pause);
    },
  };
}
