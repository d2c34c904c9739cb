// What is measured, a row each. A row prepares its clients once per broker; then each round drives the load for a
// while and says how many units (messages, connections, ...) it made. Who runs it takes the time and the CPU.

import { connect } from 'node:net';
import { type RunningContestant, residentBytes } from './broker-contestants.ts';
import { connectPacket, LoadClient, publishBatch, publishPacket } from './broker-load.ts';

export interface Row {
  readonly name: string;
  /** What the rate counts. */
  readonly unit: string;
  prepare(broker: RunningContestant): Promise<Load>;
}

export interface Load {
  /** Runs for about so long; returns how many units were done. */
  run(ms: number): Promise<number>;
  end(): void;
}

const payloadBytes = 64;

export const rows: readonly Row[] = [
  oneToOne('QoS 0', 0, 64),
  oneToOne('QoS 1', 1, 64),
  oneToOne('QoS 2', 2, 64),
  oneToOne('QoS 0, each waits for the one before', 0, 1),
  fanOut(100),
  wildcards(10_000),
  subscribing(10_000),
  connecting(20),
  retained(10_000),
];

/** Messages go from one client to another, at most `window` of them under way. */
function oneToOne(name: string, qos: 0 | 1 | 2, window: number): Row {
  return {
    name: `one to one, ${name}`,
    unit: 'message',
    async prepare({ port }) {
      const subscriber = await LoadClient.join(port, 'subscriber');
      await subscriber.subscribe(['bench/one'], qos);
      const publisher = await LoadClient.join(port, 'publisher');
      const packet = publishPacket('bench/one', qos, payloadBytes);
      return {
        run: pump(publisher, [subscriber], packet, window),
        end: ender(subscriber, publisher),
      };
    },
  };
}

function fanOut(count: number): Row {
  return {
    name: `one to ${count}, QoS 0`,
    unit: 'message delivered',
    async prepare({ port }) {
      const subscribers: LoadClient[] = [];
      for (let index = 0; index < count; index += 1) {
        const subscriber = await LoadClient.join(port, `subscriber-${index}`);
        await subscriber.subscribe(['bench/fan'], 0);
        subscribers.push(subscriber);
      }
      const publisher = await LoadClient.join(port, 'publisher');
      const packet = publishPacket('bench/fan', 0, payloadBytes);
      return {
        run: pump(publisher, subscribers, packet, 8),
        end: ender(...subscribers, publisher),
      };
    },
  };
}

/** One subscription of very many fits; half of them have wildcards. */
function wildcards(count: number): Row {
  return {
    name: `one to one, QoS 0, ${count} subscriptions`,
    unit: 'message',
    async prepare({ port }) {
      const subscriber = await LoadClient.join(port, 'subscriber');
      for (let from = 0; from < count; from += 500) {
        await subscriber.subscribe(filters(from, Math.min(count, from + 500)), 0);
      }
      const publisher = await LoadClient.join(port, 'publisher');
      const packet = publishPacket(`bench/${count / 2}/any/value`, 0, payloadBytes);
      return { run: pump(publisher, [subscriber], packet, 64), end: ender(subscriber, publisher) };
    },
  };
}

const filters = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    (from + index) % 2 === 0 ? `bench/${from + index}/+/value` : `bench/${from + index}/one/value`,
  );

function subscribing(count: number): Row {
  return {
    name: 'subscribing, 100 filters in a packet',
    unit: 'subscription',
    async prepare({ port }) {
      let generation = 0;
      return {
        async run(ms) {
          let made = 0;
          for (const until = performance.now() + ms; performance.now() < until; ) {
            generation += 1;
            const client = await LoadClient.join(port, `subscriber-${generation}`);
            for (let from = 0; from < count && performance.now() < until; from += 100) {
              await client.subscribe(filters(from, from + 100), 0);
              made += 100;
            }
            client.end();
          }
          return made;
        },
        end() {},
      };
    },
  };
}

/** CONNECT, CONNACK, DISCONNECT, `parallel` at a time. */
function connecting(parallel: number): Row {
  return {
    name: 'connecting',
    unit: 'connection',
    async prepare({ port }) {
      const packets = Array.from({ length: parallel }, (_, index) =>
        connectPacket(`guest-${index}`),
      );
      return {
        async run(ms) {
          const until = performance.now() + ms;
          let made = 0;
          const guests = packets.map(async (packet) => {
            while (performance.now() < until) {
              await visit(port, packet);
              made += 1;
            }
          });
          await Promise.all(guests);
          return made;
        },
        end() {},
      };
    },
  };
}

function visit(port: number, packet: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.write(packet);
    socket.once('data', () => socket.end(Uint8Array.of(0xe0, 0)));
    socket.once('close', () => resolve());
    socket.resume();
  });
}

/** One subscription after another brings the whole shelf. */
function retained(count: number): Row {
  return {
    name: `${count} retained messages to a new subscriber`,
    unit: 'message delivered',
    async prepare({ port }) {
      const publisher = await LoadClient.join(port, 'publisher');
      for (let index = 0; index < count; index += 1) {
        const packet = publishPacket(`shelf/${index % 100}/${index}`, 1, payloadBytes, true);
        publisher.socket.write(publishBatch(packet, 1, index));
        if (index % 100 === 99) await until(publisher, () => publisher.completed === index + 1);
      }
      publisher.end();
      let visits = 0;
      return {
        async run(ms) {
          let made = 0;
          for (const end = performance.now() + ms; performance.now() < end; ) {
            visits += 1;
            const client = await LoadClient.join(port, `visitor-${visits}`);
            await Promise.all([
              client.subscribe(['shelf/#'], 0),
              until(client, () => client.received === count),
            ]);
            client.end();
            made += count;
          }
          return made;
        },
        end() {},
      };
    },
  };
}

/** Keeps `window` messages under way; one is done when every subscriber has it and the publisher is answered. */
function pump(
  publisher: LoadClient,
  subscribers: readonly LoadClient[],
  packet: Buffer,
  window: number,
) {
  const acknowledged = ((packet[0] as number) & 0b110) !== 0;
  let sent = 0;
  return async (ms: number): Promise<number> => {
    const before = sent;
    const end = performance.now() + ms;
    await new Promise<void>((resolve) => {
      const progress = () => {
        let slowest = acknowledged ? publisher.completed : sent;
        for (const { received } of subscribers) if (received < slowest) slowest = received;
        const over = performance.now() > end;
        if (over && slowest === sent) {
          resolve();
          return;
        }
        const room = window - (sent - slowest);
        if (over || room < window / 2) return;
        publisher.socket.write(publishBatch(packet, room, sent));
        sent += room;
      };
      for (const client of [publisher, ...subscribers]) client.onProgress = progress;
      progress();
    });
    return (sent - before) * subscribers.length;
  };
}

function until(client: LoadClient, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (reached()) resolve();
    };
    client.onProgress = look;
    look();
  });
}

const ender =
  (...clients: LoadClient[]) =>
  () => {
    for (const client of clients) client.end();
  };

/** Bytes that so many idle connections cost a fresh broker. */
export async function idleBytes(broker: RunningContestant, count: number): Promise<number> {
  const clients: LoadClient[] = [];
  // The first few make the broker load and compile what it needs.
  for (let index = 0; index < 50; index += 1)
    clients.push(await LoadClient.join(broker.port, `early-${index}`));
  const before = residentBytes(broker.pid);
  for (let index = 0; index < count; index += 1) {
    clients.push(await LoadClient.join(broker.port, `idle-${index}`));
  }
  const after = residentBytes(broker.pid);
  ender(...clients)();
  return after - before;
}
