// The broker without sockets: in the page's sandbox, with its lines, its clock and its trace, and by itself.

import { createBroker } from '#mqtt/broker';
import { createSandbox } from '#mqtt/sandbox';
import { type Packet, writePacket } from '#mqtt/wire';
import { median, number } from './broker-table.ts';

const bytesOf = (packet: Packet) => writePacket(packet, 5);

const connect = (clientId: string) =>
  bytesOf({ type: 'CONNECT', protocolVersion: 5, clientId, cleanStart: true, keepAlive: 0 });

const subscribe = bytesOf({
  type: 'SUBSCRIBE',
  packetId: 1,
  subscriptions: [
    { topicFilter: 'bench/#', qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 },
  ],
});

const publish = bytesOf({
  type: 'PUBLISH',
  topic: 'bench/one',
  payload: new Uint8Array(64),
  qos: 0,
  retain: false,
  dup: false,
});

/** Messages a second from one client to another. */
export function sandboxLine(quick: boolean): string {
  const rounds = quick ? 3 : 7;
  const count = quick ? 2_000 : 10_000;
  const inSandbox: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const one = sandboxRate(count);
    const other = brokerRate(count);
    if (round === 0) continue;
    inSandbox.push(one);
    alone.push(other);
  }
  return `in memory, QoS 0 one to one: sandbox ${number(median(inSandbox))} messages a second, broker alone ${number(median(alone))}`;
}

function sandboxRate(count: number): number {
  const sandbox = createSandbox({ latencyMs: 1 });
  let received = 0;
  const listener = {
    opened() {},
    received() {
      received += 1;
    },
    ended() {},
  };
  const subscriber = sandbox.connect(listener);
  const publisher = sandbox.connect(listener);
  subscriber.send(connect('subscriber'));
  subscriber.send(subscribe);
  publisher.send(connect('publisher'));
  sandbox.advance(10);
  received = 0;
  const began = performance.now();
  for (let each = 0; each < count; each += 1) {
    publisher.send(publish);
    sandbox.advance(2);
  }
  const seconds = (performance.now() - began) / 1_000;
  if (received !== count) throw new Error(`${received} of ${count} messages came`);
  return count / seconds;
}

function brokerRate(count: number): number {
  const broker = createBroker();
  for (const [line, bytes] of Object.entries({ s: [connect('s'), subscribe], p: [connect('p')] })) {
    broker.receive({ kind: 'line-opened', at: 0, line });
    for (const each of bytes) broker.receive({ kind: 'bytes-came', at: 0, line, bytes: each });
  }
  let sent = 0;
  const began = performance.now();
  for (let at = 1; at <= count; at += 1) {
    sent += broker.receive({ kind: 'bytes-came', at, line: 'p', bytes: publish }).orders.length;
  }
  const seconds = (performance.now() - began) / 1_000;
  if (sent !== count) throw new Error(`${sent} of ${count} messages went out`);
  return count / seconds;
}
