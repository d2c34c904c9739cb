// One life of a connection: from opening the pipe to the end of it. A session has many lives.
// A fresh MQTT.js client each time: nothing of the old line can leak into the new one.

import type { PipeEnd } from './byte-pipe.ts';
import type { MqttJs } from './load-mqtt.ts';
import type { Message, SessionOptions } from './session.ts';
import { coat } from './stream-coat.ts';
import { type Frame, tapped } from './tap.ts';

/** Patience with the opening handshake: long enough for TLS over a slow phone, short enough to wait for. */
export const OPEN_PATIENCE_MS = 5_000;
/** Patience with CONNACK once CONNECT is out. */
export const CONNACK_PATIENCE_MS = 5_000;

const LEAVE_PATIENCE_MS = 1_000;

export interface LifeEnd {
  afterMs: number;
  opened: boolean;
  timedOut: boolean;
  /** Undefined when it never got as far as CONNACK 0. */
  connectedForMs?: number;
  /** From CONNACK (refused) or DISCONNECT (goodbye). */
  reasonCode?: number;
  keepAliveOver?: boolean;
  closeCode?: number;
}

export interface LifeListener {
  greeting(): void;
  connected(): void;
  packet(frame: Frame): void;
  message(message: Message): void;
  /** Called once, and not at all after `leave` or `cut`. */
  over(end: LifeEnd): void;
}

export interface Life {
  subscribe(topicFilter: string, qos: 0 | 1 | 2): Promise<number>;
  unsubscribe(topicFilter: string): Promise<number>;
  publish(message: Pick<Message, 'topic' | 'payload' | 'qos' | 'retain'>): Promise<void>;
  /** DISCONNECT, then close. */
  leave(): void;
  /** Close without a word. */
  cut(): void;
}

export function startLife(mqtt: MqttJs, options: SessionOptions, listener: LifeListener): Life {
  const { clock } = options;
  const startedAt = clock.now();
  let openedAt: number | undefined;
  let connectedAt: number | undefined;
  let reasonCode: number | undefined;
  let timedOut = false;
  let keepAliveOver = false;
  let isOver = false;
  let leaving = false;
  let deaf = false;

  const giveUp = () => {
    timedOut = true;
    client.end(true);
    over({ wanted: true });
  };
  let stopPatience = clock.after(OPEN_PATIENCE_MS, giveUp);

  const over = (end: PipeEnd) => {
    stopPatience();
    if (isOver) return;
    isOver = true;
    if (leaving) return;
    const now = clock.now();
    // MQTT.js closes first and says why in the same breath after it: let it finish the sentence.
    queueMicrotask(() =>
      listener.over({
        afterMs: now - startedAt,
        opened: openedAt !== undefined,
        timedOut,
        keepAliveOver,
        ...(connectedAt === undefined ? {} : { connectedForMs: now - connectedAt }),
        ...(reasonCode === undefined ? {} : { reasonCode }),
        ...(end.code === undefined ? {} : { closeCode: end.code }),
      }),
    );
  };

  const openPipe = tapped(options.openPipe, (frame) => {
    if (!deaf) listener.packet(frame);
  });
  const streamBuilder = () =>
    coat(mqtt, openPipe, {
      opened() {
        openedAt = clock.now();
        stopPatience();
        stopPatience = clock.after(CONNACK_PATIENCE_MS, giveUp);
        listener.greeting();
      },
      ended: over,
    });

  // biome-ignore lint/suspicious/noExplicitAny: the light door `mqtt/lib/client` takes any Duplex; its types ask for Node's.
  const client = new mqtt.MqttClient(streamBuilder as any, {
    protocolId: 'MQTT',
    protocolVersion: options.protocolVersion,
    clientId: options.clientId,
    ...(options.userName === undefined ? {} : { username: options.userName }),
    ...(options.password === undefined ? {} : { password: options.password }),
    // A guest on a public broker leaves nothing behind: clean start, and no session expiry (absent is 0).
    clean: true,
    keepalive: options.keepAlive ?? 60,
    reschedulePings: true,
    // The session reconnects on its own clock; MQTT.js must not.
    reconnectPeriod: 0,
    connectTimeout: 2_147_483_647,
    resubscribe: false,
    queueQoSZero: false,
    timerVariant: {
      set: (run: () => void, ms: number) => everyTick(clock, run, ms),
      clear: (stop: () => void) => stop(),
    } as never,
  });

  client.on('connect', () => {
    connectedAt = clock.now();
    stopPatience();
    listener.connected();
  });
  client.on('message', (topic, payload, packet) => {
    if (deaf) return;
    listener.message({
      topic,
      payload: payload as Uint8Array,
      qos: packet.qos,
      retain: packet.retain,
      dup: packet.dup,
    });
  });
  client.on('disconnect', (packet) => {
    reasonCode = packet.reasonCode ?? 0;
  });
  client.on('error', (error) => {
    const code = (error as { code?: unknown }).code;
    if (connectedAt === undefined && typeof code === 'number') reasonCode = code;
    else if (/keepalive/i.test(error.message)) keepAliveOver = true;
  });

  return {
    subscribe: (topicFilter, qos) =>
      new Promise((resolve, reject) => {
        client.subscribe(topicFilter, { qos }, (error, _granted, packet) => {
          const granted = (packet as { granted?: number[] } | undefined)?.granted?.[0];
          if (granted !== undefined) resolve(granted);
          else reject(error ?? new Error('SUBACK without a code'));
        });
      }),
    unsubscribe: (topicFilter) =>
      new Promise((resolve, reject) => {
        client.unsubscribe(topicFilter, (error, packet) => {
          const codes = (packet as { granted?: number[] } | undefined)?.granted;
          if (error) reject(error);
          else resolve(codes?.[0] ?? 0);
        });
      }),
    publish: ({ topic, payload, qos, retain }) =>
      new Promise((resolve, reject) => {
        client.publish(topic, mqtt.Buffer.from(payload) as never, { qos, retain }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    leave() {
      leaving = true;
      stopPatience();
      client.end(connectedAt === undefined);
      // `end` waits for every acknowledgement that is still out; a broker gone deaf sends none.
      clock.after(LEAVE_PATIENCE_MS, () => client.stream.destroy());
    },
    cut() {
      leaving = true;
      deaf = true;
      stopPatience();
      client.end(true);
    },
  };
}

/** What MQTT.js expects of `setInterval`, made of our clock. Answers the function that stops it. */
function everyTick(clock: Clock, run: () => void, ms: number): () => void {
  let stop = () => {};
  const again = () => {
    stop = clock.after(ms, () => {
      again();
      run();
    });
  };
  again();
  return () => stop();
}

type Clock = SessionOptions['clock'];
