// What one side has done to the link, and what the centre has learned by it.

export type PollFrame = 'request' | 'response';
export type MqttPacket = 'CONNECT' | 'CONNACK' | 'PUBLISH' | 'PINGREQ' | 'PINGRESP';
export type Crosser = PollFrame | MqttPacket;

/** Bytes of each. */
export type Sizes<K extends Crosser> = Readonly<Record<K, number>>;

/** How much of the link's past the picture shows. */
export const STRIP_SECONDS = 30;
/** Crossings of one kind that are closer than this are drawn as one. It also bounds what is kept. */
const DRAWN_AS_ONE = STRIP_SECONDS / 300;
const LATEST_KEPT = 4;

/** The link carries `kind` from `from` to `to`. */
export interface Run {
  kind: Crosser;
  from: number;
  to: number;
}

/** The centre learned of a change of `station` at `at`; the change was then `age` old. */
export interface Learned {
  at: number;
  station: number;
  age: number;
}

export interface Report {
  /** Sum of the sizes of all that has crossed. */
  bytes: number;
  crossed: Readonly<Partial<Record<Crosser, number>>>;
  /** Part of the time so far in which the link was busy, 0 to 1. */
  busy: number;
  learned: number;
  meanAge: number | undefined;
  worstAge: number | undefined;
  /** Changes that a newer one replaced before the centre looked. */
  missed: number;
  /** Changes that the centre may yet learn of, in all and per station. */
  unknown: number;
  unknownAt: readonly number[];
  latest: readonly Learned[];
  /** The last `STRIP_SECONDS`, oldest first. */
  runs: readonly Run[];
  /** The station whose packet is on the link now. */
  active: number | undefined;
}

export interface Crossing extends Run {
  station: number;
}

export function createMeter<K extends Crosser>(
  sizes: Sizes<K>,
  bytesPerSecond: number,
  stations: number,
) {
  const crossed: Partial<Record<Crosser, number>> = {};
  const unknownAt = new Array<number>(stations).fill(0);
  let bytes = 0;
  let busySeconds = 0;
  let learned = 0;
  let ageSum = 0;
  let worstAge = 0;
  let missed = 0;
  let unknown = 0;
  let latest: Learned[] = [];
  let runs: Run[] = [];
  const newest = new Map<Crosser, Run>();

  return {
    /** When `kind` has crossed that begins at `from`. */
    crossing: (kind: K, station: number, from: number): Crossing => ({
      kind,
      station,
      from,
      to: from + sizes[kind] / bytesPerSecond,
    }),
    finished({ kind, from, to }: Crossing) {
      crossed[kind] = (crossed[kind] ?? 0) + 1;
      bytes += sizes[kind as K];
      busySeconds += to - from;
      const before = newest.get(kind);
      if (before && from - before.to < DRAWN_AS_ONE) {
        before.to = to;
        return;
      }
      const run = { kind, from, to };
      newest.set(kind, run);
      runs.push(run);
      if (runs.length > 4_000) runs = runs.filter((one) => one.to > to - STRIP_SECONDS);
    },
    changed(station: number) {
      unknown += 1;
      unknownAt[station] = (unknownAt[station] ?? 0) + 1;
    },
    /** The centre learns the newest of `changes` changes of a station; the others it never sees. */
    learnedOf({ station, at, age }: Learned, changes: number) {
      learned += 1;
      missed += changes - 1;
      unknown -= changes;
      unknownAt[station] = (unknownAt[station] ?? 0) - changes;
      ageSum += age;
      worstAge = Math.max(worstAge, age);
      latest = [{ station, at, age }, ...latest.slice(0, LATEST_KEPT - 1)];
    },
    unknownOf: (station: number) => unknownAt[station] ?? 0,
    report(now: number, current: Crossing | undefined): Report {
      const begun = current && current.from < now ? current : undefined;
      const drawn = runs.filter(({ to }) => to > now - STRIP_SECONDS).map((run) => ({ ...run }));
      if (begun) drawn.push({ kind: begun.kind, from: begun.from, to: now });
      return {
        bytes,
        crossed: { ...crossed },
        busy: now > 0 ? (busySeconds + (begun ? now - begun.from : 0)) / now : 0,
        learned,
        meanAge: learned > 0 ? ageSum / learned : undefined,
        worstAge: learned > 0 ? worstAge : undefined,
        missed,
        unknown,
        unknownAt: [...unknownAt],
        latest,
        runs: drawn,
        active: begun?.station,
      };
    },
  };
}
