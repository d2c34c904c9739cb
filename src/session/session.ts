// The door of the session room: MQTT.js at work on one broker, over any byte pipe.
// It connects, says why when it cannot, comes back after a lost connection on our clock
// (MQTT.js keeps none of its own here), and tells everything that happened as one ordered
// stream of events. It never touches the page.

import { reasonCodeName } from '#mqtt/wire';
import { waitBefore } from './back-off.ts';
import type { OpenPipe } from './byte-pipe.ts';
import type { Clock } from './clock.ts';
import { type Failure, whyNotConnected } from './failure.ts';
import { type Life, startLife } from './life.ts';
import { loadMqtt } from './load-mqtt.ts';
import type { Frame } from './tap.ts';

export type { BytePipe, OpenPipe, PipeEnd, PipeListener } from './byte-pipe.ts';
export { type Clock, wallClock } from './clock.ts';
export type { Failure, FailureKind } from './failure.ts';
export type { Direction } from './tap.ts';

export interface SessionOptions {
  /** Shown in failures; the pipe decides where it really goes. */
  url: string;
  openPipe: OpenPipe;
  clientId: string;
  /** 5 unless the reader asked for 3.1.1. */
  protocolVersion: 4 | 5;
  userName?: string;
  password?: string;
  /** Seconds. */
  keepAlive?: number;
  clock: Clock;
  /** In [0, 1), for the jitter. */
  random(): number;
  /** What the device says of its network. */
  online(): boolean;
  /** Another path of the same address that answers, tried once after a refusal; undefined when none does. */
  probe?(): Promise<string | undefined>;
  happened(event: SessionEvent): void;
}

export type SessionState =
  | { phase: 'idle' }
  | { phase: 'loading' } // MQTT.js is on its way
  | { phase: 'opening' } // the pipe is being opened
  | { phase: 'greeting' } // CONNECT is out, CONNACK is not in
  | { phase: 'connected' }
  /** `failure` says why the connection was lost, however many attempts have failed since. */
  | { phase: 'waiting'; failure: Failure; retryAt: number; attempt: number }
  | { phase: 'failed'; failure: Failure } // will not try again by itself
  | { phase: 'left' }; // the reader disconnected

export interface Message {
  topic: string;
  payload: Uint8Array;
  qos: 0 | 1 | 2;
  retain: boolean;
  dup: boolean;
}

/** Everything that happened, in order. `at` is on the session's clock. */
export type SessionEvent =
  | { kind: 'state'; at: number; state: SessionState }
  | ({ kind: 'packet'; at: number } & Frame)
  | ({ kind: 'message'; at: number } & Message)
  /** A subscription that the broker gave again after a reconnect, or refused to. */
  | { kind: 'resubscribed'; at: number; topicFilter: string; reasonCode: number };

export interface Session {
  readonly state: SessionState;
  connect(): void;
  /** Ends a wait at once. Does nothing in any other phase. */
  tryNow(): void;
  /** Says DISCONNECT, then closes. */
  disconnect(): void;
  /** The granted QoS, or a reason code of 0x80 and above. Rejects when the connection ends first. */
  subscribe(topicFilter: string, qos: 0 | 1 | 2): Promise<number>;
  /** The reason code; 0 in 3.1.1, which has none. */
  unsubscribe(topicFilter: string): Promise<number>;
  /** Resolves when the broker took responsibility (QoS 0: when it was sent). */
  publish(message: Pick<Message, 'topic' | 'payload' | 'qos' | 'retain'>): Promise<void>;
  /** Closes without a word and forgets everything. */
  dispose(): void;
}

/** A connection that lives shorter than this has died young. */
const YOUNG_MS = 5_000;
/** So many young deaths in a row look like two clients with one client id. */
const DUEL_DEATHS = 3;

export function createSession(options: SessionOptions): Session {
  const { clock } = options;
  const subscriptions = new Map<string, 0 | 1 | 2>();
  let state: SessionState = { phase: 'idle' };
  let life: Life | undefined;
  let stopWaiting: (() => void) | undefined;
  let attempt = 0;
  let whyLost: Failure | undefined;
  let youngDeaths = 0;
  /** Grows with every start and stop, so that a late answer of an old one is recognised. */
  let era = 0;

  const enter = (next: SessionState) => {
    state = next;
    options.happened({ kind: 'state', at: clock.now(), state });
  };

  const start = async () => {
    const thisEra = ++era;
    const startedAt = clock.now();
    enter({ phase: 'loading' });
    let mqtt: Awaited<ReturnType<typeof loadMqtt>>;
    try {
      mqtt = await loadMqtt();
    } catch {
      // The chunk comes from our own site: when it does not, the network or the host is away.
      if (thisEra === era) {
        enter({
          phase: 'failed',
          failure: { kind: 'no-code', url: options.url, afterMs: clock.now() - startedAt },
        });
      }
      return;
    }
    if (thisEra !== era) return;
    enter({ phase: 'opening' });
    life = startLife(mqtt, options, {
      greeting: () => enter({ phase: 'greeting' }),
      connected() {
        attempt = 0;
        whyLost = undefined;
        enter({ phase: 'connected' });
        void subscribeAgain();
      },
      packet: (frame) => options.happened({ kind: 'packet', at: clock.now(), ...frame }),
      message: (message) => options.happened({ kind: 'message', at: clock.now(), ...message }),
      over(end) {
        life = undefined;
        if (thisEra !== era) return;
        if (end.connectedForMs === undefined) void notConnected(end, thisEra);
        else lost(end.connectedForMs, end);
      },
    });
  };

  const notConnected = async (
    end: Parameters<Parameters<typeof startLife>[2]['over']>[0],
    thisEra: number,
  ) => {
    let failure: Failure;
    if (end.reasonCode !== undefined) {
      failure = {
        kind: 'connack',
        url: options.url,
        afterMs: end.afterMs,
        ...named(end.reasonCode, 'CONNACK'),
      };
    } else {
      failure = whyNotConnected({ url: options.url, online: options.online(), ...end });
      if (failure.kind === 'refused' && options.probe) {
        const otherPath = await options.probe();
        if (thisEra !== era) return;
        if (otherPath !== undefined) failure = { ...failure, kind: 'wrong-path', otherPath };
      }
    }
    // A broker that was reached once deserves patience; one that never was, a clear answer.
    if (attempt > 0 && end.reasonCode === undefined) wait(failure);
    else enter({ phase: 'failed', failure });
  };

  const lost = (
    connectedForMs: number,
    end: { reasonCode?: number; keepAliveOver?: boolean; closeCode?: number },
  ) => {
    const base = { url: options.url, afterMs: connectedForMs };
    youngDeaths = connectedForMs < YOUNG_MS ? youngDeaths + 1 : 0;
    if (end.reasonCode === 0x8e) {
      // Coming back would throw the other one out, and so on for ever. [MQTT-3.1.4-3]
      enter({
        phase: 'failed',
        failure: { ...base, kind: 'taken-over', ...named(end.reasonCode, 'DISCONNECT') },
      });
    } else if (youngDeaths >= DUEL_DEATHS) {
      enter({ phase: 'failed', failure: { ...base, kind: 'duel' } });
    } else if (end.reasonCode !== undefined) {
      wait({ ...base, kind: 'goodbye', ...named(end.reasonCode, 'DISCONNECT') });
    } else if (end.keepAliveOver) {
      wait({ ...base, kind: 'keep-alive' });
    } else {
      wait({
        ...base,
        kind: 'dropped',
        ...(end.closeCode === undefined ? {} : { closeCode: end.closeCode }),
      });
    }
  };

  const named = (reasonCode: number, packetType: 'CONNACK' | 'DISCONNECT') => ({
    reasonCode,
    reasonName: reasonCodeName(reasonCode, packetType, options.protocolVersion),
  });

  const wait = (failure: Failure) => {
    whyLost ??= failure;
    const waitMs = waitBefore(attempt, options.random());
    attempt += 1;
    stopWaiting = clock.after(waitMs, () => void start());
    enter({ phase: 'waiting', failure: whyLost, retryAt: clock.now() + waitMs, attempt });
  };

  const subscribeAgain = async () => {
    for (const [topicFilter, qos] of subscriptions) {
      try {
        const reasonCode = await connectedLife().subscribe(topicFilter, qos);
        options.happened({ kind: 'resubscribed', at: clock.now(), topicFilter, reasonCode });
      } catch {
        // The connection ended again; the next one starts over with the whole list.
        return;
      }
    }
  };

  const connectedLife = (): Life => {
    if (life === undefined || state.phase !== 'connected') throw new NotConnectedError();
    return life;
  };

  const stop = () => {
    era += 1;
    stopWaiting?.();
    stopWaiting = undefined;
    attempt = 0;
    whyLost = undefined;
    youngDeaths = 0;
  };

  return {
    get state() {
      return state;
    },
    connect() {
      if (state.phase === 'idle' || state.phase === 'failed' || state.phase === 'left') {
        attempt = 0;
        whyLost = undefined;
        youngDeaths = 0;
        void start();
      }
    },
    tryNow() {
      if (state.phase !== 'waiting') return;
      stopWaiting?.();
      void start();
    },
    disconnect() {
      stop();
      subscriptions.clear();
      life?.leave();
      life = undefined;
      enter({ phase: 'left' });
    },
    async subscribe(topicFilter, qos) {
      const reasonCode = await connectedLife().subscribe(topicFilter, qos);
      if (reasonCode < 0x80) subscriptions.set(topicFilter, qos);
      return reasonCode;
    },
    async unsubscribe(topicFilter) {
      const reasonCode = await connectedLife().unsubscribe(topicFilter);
      if (reasonCode < 0x80) subscriptions.delete(topicFilter);
      return reasonCode;
    },
    publish: async (message) => connectedLife().publish(message),
    dispose() {
      stop();
      subscriptions.clear();
      life?.cut();
      life = undefined;
    },
  };
}

/** Our own caller asked for something that needs a connection. */
export class NotConnectedError extends Error {
  override name = 'NotConnectedError';
}
