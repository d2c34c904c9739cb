import { describe, expect, it } from 'vitest';
import { writePacket } from '#mqtt/wire';
import type { Clock } from '#session/clock.ts';
import { changesOf } from './changes.ts';
import { compare, firstSettings, pollingWinOf, type Settings } from './comparison.ts';
import { type Crosser, type Report, STRIP_SECONDS } from './link-meter.ts';
import { mqttSizes } from './mqtt-sizes.ts';
import { pollSizes } from './poll-side.ts';
import { createPolling, END_AT, FIRST_FRAME_AT, STEP_SECONDS } from './polling.model.ts';

const sizes: Readonly<Record<Crosser, number>> = { ...mqttSizes, ...pollSizes };
const runFor = (seconds: number, change: Partial<Settings> = {}) =>
  compare({ ...firstSettings, ...change }, mqttSizes).runTo(seconds);
const sumOf = ({ crossed }: Report) =>
  Object.entries(crossed).reduce((sum, [kind, n]) => sum + sizes[kind as Crosser] * n, 0);
const always = { changeEvery: 2 };
const hardlyEver = { changeEvery: 1e9 };

describe('the changes at the site', () => {
  it('come from the seed alone', () => {
    const site = { seed: 7, stations: 50, changeEvery: 60, changesFrom: 10 };
    const ten = (seed: number) => {
      const stream = changesOf({ ...site, seed });
      return Array.from({ length: 10 }, () => stream.take());
    };
    expect(ten(7)).toEqual(ten(7));
    expect(ten(8)).not.toEqual(ten(7));
  });

  it('are in order of time, after the beginning, on every station, as often as asked', () => {
    const stream = changesOf({ seed: 7, stations: 10, changeEvery: 60, changesFrom: 100 });
    const all = Array.from({ length: 6_000 }, () => stream.take());
    expect(all[0]?.at).toBeGreaterThan(100);
    expect(all.every(({ at }, i) => at > (all[i - 1]?.at ?? 0))).toBe(true);
    expect(new Set(all.map(({ station }) => station)).size).toBe(10);
    const hours = ((all.at(-1)?.at ?? 0) - 100) / 3_600;
    expect(all.length / hours / 10 / 60).toBeCloseTo(1, 1);
  });
});

describe('both sides', () => {
  it('count the same for the same seed, however the time is cut', () => {
    const inSteps = compare(firstSettings, mqttSizes);
    for (let now = 0; now < 600; now += 7) inSteps.runTo(now);
    const { polling, mqtt, ...rest } = inSteps.runTo(600);
    const whole = runFor(600);
    expect(rest.changes).toBe(whole.changes);
    for (const [report, same] of [
      [polling, whole.polling],
      [mqtt, whole.mqtt],
    ] as const) {
      expect({ ...report, busy: 0 }).toEqual({ ...same, busy: 0 });
      expect(report.busy).toBeCloseTo(same.busy, 9);
    }
  });

  it('see the same changes, and account for every one of them', () => {
    for (const settings of [
      {},
      always,
      { stations: 200, pollPause: 300 },
      { bytesPerSecond: 2_400 },
    ]) {
      const { changes, polling, mqtt } = runFor(900, settings);
      expect(changes).toBeGreaterThan(0);
      for (const { learned, missed, unknown } of [polling, mqtt])
        expect(learned + missed + unknown).toBe(changes);
    }
  });

  it('carry as many bytes as their packets have, and never more than the link can', () => {
    for (const settings of [{}, always, { bytesPerSecond: 50 }]) {
      const { polling, mqtt } = runFor(600, settings);
      const room = 600 * { ...firstSettings, ...settings }.bytesPerSecond;
      for (const report of [polling, mqtt]) {
        expect(report.bytes).toBe(sumOf(report));
        expect(report.bytes).toBeGreaterThan(0);
        expect(report.bytes).toBeLessThanOrEqual(room);
        expect(report.busy).toBeLessThanOrEqual(1 + 1e-9);
        expect(Math.abs(report.busy * room - report.bytes)).toBeLessThan(
          Math.max(...Object.values(sizes)),
        );
      }
    }
  });

  it('keep only the last seconds of the link, in order', () => {
    for (const { runs } of [runFor(600).mqtt, runFor(600, { bytesPerSecond: 50 }).polling]) {
      expect(runs.length).toBeGreaterThan(1);
      expect(runs.every(({ from, to }) => from < to && to > 600 - STRIP_SECONDS && to <= 600)).toBe(
        true,
      );
    }
  });
});

describe('polling', () => {
  it('fills the link without a change at the site, and less of it with a pause', () => {
    expect(runFor(600, hardlyEver).polling.busy).toBeCloseTo(1, 3);
    // A round of 50 takes 800 bytes at 150 a second; then 60 seconds of silence.
    expect(runFor(600, { pollPause: 60 }).polling.busy).toBeCloseTo(
      800 / 150 / (800 / 150 + 60),
      1,
    );
  });

  it('asks every station in turn', () => {
    expect(runFor(600).polling.crossed).toEqual({ request: 5_625, response: 5_625 });
  });

  it('brings no news older than a round and an answer', () => {
    const round = (50 * 16) / 150;
    expect(runFor(3_600).polling.worstAge).toBeLessThanOrEqual(round + 8 / 150 + 1e-9);
  });

  it('misses what changes twice between two questions, and MQTT does not', () => {
    const { polling, mqtt } = runFor(600, { changeEvery: 10, pollPause: 60 });
    expect(polling.missed).toBeGreaterThan(0);
    expect(mqtt.missed).toBe(0);
  });

  it('costs less when every value changes faster than a round', () => {
    const { polling, mqtt, better } = runFor(600, {
      changeEvery: 5,
      pollPause: 10,
      bytesPerSecond: 2_400,
    });
    expect(polling.bytes).toBeLessThan(mqtt.bytes);
    expect(better.bytes).toBe('polling');
    expect(pollingWinOf({ better })).toMatch(/^found(Bytes|Both)$/);
  });

  it('brings fresher news when MQTT has more to say than the link can carry', () => {
    const { better, mqtt } = runFor(600, always);
    expect(better.meanAge).toBe('polling');
    expect(mqtt.busy).toBeCloseTo(1, 3);
    expect(mqtt.unknown).toBeGreaterThan(1_000);
  });
});

describe('MQTT', () => {
  it('connects once for each station and publishes a first value, then only changes', () => {
    const { crossed } = runFor(600, hardlyEver).mqtt;
    expect(crossed).toMatchObject({ CONNECT: 50, CONNACK: 50, PUBLISH: 50 });
    const busy = runFor(600);
    expect(busy.mqtt.crossed.PUBLISH).toBe(50 + busy.mqtt.learned);
  });

  it('brings news within the time the packet takes and what waits before it', () => {
    const own = mqttSizes.PUBLISH / 150;
    // Rare changes and rare pings: whoever speaks finds the link free or waits for few.
    const { meanAge = 0, worstAge = 0 } = runFor(3_600, {
      changeEvery: 3_600,
      keepAlive: 1_200,
    }).mqtt;
    expect(meanAge).toBeGreaterThanOrEqual(own - 1e-9);
    expect(worstAge).toBeLessThan(3 * own);
  });

  it('sends a PINGREQ whenever a client has been silent for its keep alive [MQTT-3.1.2-20]', () => {
    for (const keepAlive of [30, 60, 300]) {
      const { crossed } = runFor(3_600, { ...hardlyEver, keepAlive }).mqtt;
      // All are connected after 18 seconds. A ping ends one silence and begins the next, some milliseconds later.
      const perStation = (crossed.PINGREQ ?? 0) / 50;
      expect(perStation).toBeGreaterThan((3_600 - 20) / (keepAlive + 0.5) - 1);
      expect(perStation).toBeLessThanOrEqual(3_600 / keepAlive);
    }
  });

  it('answers every PINGREQ [MQTT-3.12.4-1]', () => {
    const { PINGREQ = 0, PINGRESP = 0 } = runFor(3_600, hardlyEver).mqtt.crossed;
    expect(PINGREQ).toBeGreaterThan(0);
    expect(PINGREQ - PINGRESP).toBeLessThanOrEqual(1);
  });

  it('needs no ping where values change more often than the keep alive', () => {
    expect(runFor(600, { changeEvery: 5, bytesPerSecond: 2_400 }).mqtt.crossed.PINGREQ ?? 0).toBe(
      0,
    );
  });

  it('has the sizes that the codec writes', () => {
    expect(mqttSizes.PINGREQ).toBe(writePacket({ type: 'PINGREQ' }, 5).length);
    expect(mqttSizes).toMatchObject({ PINGREQ: 2, PINGRESP: 2, CONNACK: 5 });
    // Fixed header 2, topic 2 + 17, property length 1, payload 4.
    expect(mqttSizes.PUBLISH).toBe(26);
  });
});

describe('the figure', () => {
  const stage = () => {
    let now = 0;
    let timers: { at: number; run: () => void }[] = [];
    const clock: Clock = {
      now: () => now,
      after(ms, run) {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    };
    const pass = (ms: number) => {
      const end = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
      }
      now = end;
    };
    return { model: createPolling(clock, mqttSizes), pass };
  };
  const at = ({ snapshot }: ReturnType<typeof createPolling>) => snapshot.value.now;

  it('starts paused on a first frame that already has something to show', () => {
    const { model, pass } = stage();
    pass(5_000);
    expect(at(model)).toBe(FIRST_FRAME_AT);
    expect(model.playing.value).toBe(false);
    expect(model.snapshot.value.mqtt.learned).toBeGreaterThan(50);
    expect(model.found.value).toBe(false);
  });

  it('plays at the chosen speed, and stands still when paused or out of sight', () => {
    const { model, pass } = stage();
    model.play();
    pass(2_000);
    expect(at(model)).toBeCloseTo(FIRST_FRAME_AT + 20, 6);
    model.setSpeed(60);
    pass(1_000);
    expect(at(model)).toBeCloseTo(FIRST_FRAME_AT + 80, 6);
    model.setInView(false);
    pass(10_000);
    model.setInView(true);
    expect(at(model)).toBeCloseTo(FIRST_FRAME_AT + 80, 6);
    pass(1_000);
    model.pause();
    pass(1_000);
    expect(at(model)).toBeCloseTo(FIRST_FRAME_AT + 140, 6);
  });

  it('moves in whole steps where motion is not wanted', () => {
    const { model, pass } = stage();
    model.setStill(true);
    model.play();
    pass(1_900);
    expect(at(model)).toBe(FIRST_FRAME_AT);
    pass(200);
    expect(at(model)).toBe(FIRST_FRAME_AT + STEP_SECONDS);
  });

  it('runs the same time again when a setting changes', () => {
    const { model } = stage();
    const before = model.snapshot.value;
    model.set({ changeEvery: 3_600 });
    expect(at(model)).toBe(FIRST_FRAME_AT);
    expect(model.snapshot.value.polling.bytes).toBe(before.polling.bytes);
    expect(model.snapshot.value.mqtt.bytes).toBeLessThan(before.mqtt.bytes);
    model.set({ changeEvery: firstSettings.changeEvery });
    expect(model.snapshot.value).toEqual(before);
  });

  it('starts over on the very same frame, and takes that back once', () => {
    const { model } = stage();
    const first = model.snapshot.value;
    model.set({ changeEvery: 2 });
    model.step();
    const left = model.snapshot.value;
    expect(model.found.value).toBe(true);
    model.startOver();
    expect(model.snapshot.value).toEqual(first);
    expect(model.found.value).toBe(false);
    model.undo();
    expect(model.snapshot.value).toEqual(left);
    expect(model.found.value).toBe(true);
    expect(model.canUndo.value).toBe(false);
  });

  it('ends after an hour and can be played from the empty beginning', () => {
    const { model, pass } = stage();
    model.setSpeed(60);
    model.play();
    pass(60_000);
    expect(at(model)).toBe(END_AT);
    expect(model.playing.value).toBe(false);
    model.step();
    expect(at(model)).toBe(END_AT);
    model.play();
    expect(at(model)).toBe(0);
    expect(model.snapshot.value.mqtt.bytes).toBe(0);
  });

  it('says what polling won when the reader finds it, and claims nothing else', () => {
    const fresher = stage();
    fresher.model.set(always);
    fresher.pass(1_000);
    expect(fresher.model.found.value).toBe(true);
    expect(fresher.model.snapshot.value.better.bytes).not.toBe('polling');
    expect(fresher.model.announcer.said.value?.key).toBe('foundAge');

    const thriftier = stage();
    thriftier.model.set({ pollPause: 300 });
    thriftier.pass(1_000);
    expect(thriftier.model.found.value).toBe(true);
    expect(thriftier.model.snapshot.value.better.meanAge).toBe('mqtt');
    expect(thriftier.model.announcer.said.value?.key).toBe('foundBytes');
  });

  it('keeps the find, and names only what the present settings show', () => {
    const { model } = stage();
    model.set(always);
    expect(pollingWinOf(model.snapshot.value)).toBe('foundAge');
    model.set({ changeEvery: firstSettings.changeEvery });
    expect(model.found.value).toBe(true);
    expect(pollingWinOf(model.snapshot.value)).toBeUndefined();
  });

  it('names both where polling wins both', () => {
    expect(pollingWinOf({ better: { bytes: 'polling', meanAge: 'polling' } })).toBe('foundBoth');
    expect(pollingWinOf({ better: { bytes: 'mqtt', meanAge: 'mqtt' } })).toBeUndefined();
    expect(pollingWinOf({ better: {} })).toBeUndefined();
  });

  it('speaks at most once a second, and not at every frame', () => {
    const { model, pass } = stage();
    model.play();
    pass(1_000);
    const { value } = model.announcer.said;
    expect(value?.key).toBe('playing');
    pass(5_000);
    expect(model.announcer.said.value).toBe(value);
  });
});
