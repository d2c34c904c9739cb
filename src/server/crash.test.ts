// The promise of a data file, kept under the hardest conditions: the broker's process is killed in the middle of QoS 1
// and 2 traffic, again and again. `CRASH_SECONDS=600` makes a night of it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LastingPublisher, LastingSubscriber } from './lasting-peer.testing.ts';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
const milliseconds = Number(process.env['CRASH_SECONDS'] ?? 12) * 1_000;

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crash-'));
});
afterEach(async () => {
  if (child) await end(child, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

async function start(port: number): Promise<number> {
  const options = ['--quiet', '--port', String(port), '--ws-port', '0'];
  const kept = ['--data', join(folder, 'broker.data'), '--set', 'maximumQueuedMessages=1000000'];
  const broker = spawn(process.execPath, [cli, ...options, ...kept], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = broker;
  let said = '';
  for await (const chunk of broker.stdout) {
    said += chunk;
    const address = /mqtt:\/\/127\.0\.0\.1:(\d+)\n/.exec(said);
    if (address) return Number(address[1]);
  }
  throw new Error(`the broker ended: ${said}`);
}

async function end(broker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return;
  const gone = once(broker, 'exit');
  broker.kill(signal);
  await gone;
}

/** Resolves when `reached` holds; it is asked after each call of the returned function. */
function when(reached: () => boolean) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (reached()) resolve();
  };
  return { promise, look };
}

test(
  'a broker killed in the middle of everything has lost nothing that it acknowledged',
  async () => {
    let dice = 7;
    const throwDice = (sides: number) => {
      dice = (Math.imul(dice, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (dice >> 8) % sides;
    };
    let made = 0;
    let stopping = false;
    // What comes last in every queue; behind it nothing can still be on its way.
    const endMark = [{ topic: 't/end', payload: 'end', qos: 1 as const, retain: false }];
    const publisher = new LastingPublisher('publisher', 40, () => {
      if (stopping) return endMark.splice(0)[0];
      made += 1;
      const qos = (1 + (made % 2)) as 1 | 2;
      const topic = `t/${made % 20}`;
      return { topic, payload: `${made} qos ${qos}`, qos, retain: made % 5 === 0 };
    });
    const here = new LastingSubscriber('here');
    const away = new LastingSubscriber('away');
    const peers = [publisher, here];

    let port = await start(0);
    for (const each of [here, away]) {
      await each.connect(port);
      await each.subscribe('t/#');
    }
    away.drop();
    const began = performance.now();
    let rounds = 0;
    while (performance.now() - began < milliseconds) {
      rounds += 1;
      // In the first round the publisher and in all of them the others find their session.
      const present = await Promise.all(peers.map((peer) => peer.connect(port)));
      expect(present.map(({ sessionPresent }) => sessionPresent)).toEqual([rounds > 1, true]);
      const goal = publisher.acknowledged.size + 1 + throwDice(400);
      const enough = when(() => publisher.acknowledged.size >= goal);
      publisher.onAcknowledged = enough.look;
      await enough.promise;
      // Once in a while the subscriber is away when it happens, and finds more in its queue.
      if (throwDice(4) === 0) here.drop();
      await end(child as ChildProcess, throwDice(5) === 0 ? 'SIGTERM' : 'SIGKILL');
      for (const peer of peers) peer.drop();
      port = await start(port);
    }

    stopping = true;
    const finished = when(() => publisher.acknowledged.has('end') && publisher.unfinished === 0);
    publisher.onAcknowledged = finished.look;
    const all = [here, away].map((subscriber) => {
      const complete = when(() => subscriber.received.has('end'));
      subscriber.onReceived = complete.look;
      return complete.promise;
    });
    for (const peer of [publisher, here, away]) await peer.connect(port);
    finished.look();
    await finished.promise;
    await Promise.all(all);

    expect(publisher.acknowledged.size).toBe(made + 1);
    for (const { received } of [here, away]) {
      const twice = [...received].filter(([payload, times]) => times > 1 && payload.endsWith('2'));
      expect(twice).toEqual([]);
      expect([...publisher.acknowledged].filter((payload) => !received.has(payload))).toEqual([]);
    }
    expect(rounds).toBeGreaterThan(1);
    console.log(`${rounds} crashes, ${made} messages`);
  },
  milliseconds + 60_000,
);
