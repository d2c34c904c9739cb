import { describe, expect, test } from 'vitest';
import { Talk, text } from './broker.testing.ts';
import { type BrokerAnswer, connectionLife, createBroker } from './broker.ts';

const kept = { sessionExpiryInterval: 100 };

/** Much of everything: away, waiting, in flight, half a packet, wills, retained, shared. */
function busyTalk(): Talk {
  const talk = new Talk({ maximumInFlight: 2 });
  const will = { topic: 'w', payload: text('gone'), qos: 1, retain: true } as const;
  const properties = { ...kept, receiveMaximum: 2 };
  const a = talk.join({ clientId: 'a', properties, will, keepAlive: 30 });
  a.follow('t/#', { qos: 2, identifier: 4 }).follow('$share/g/t/+', { qos: 1 });
  talk.join({ clientId: 'b', properties: kept }).follow('+/x', { qos: 1 }).follow('w').vanish();
  const c = talk.join({ clientId: 'c' }).follow('$share/g/t/+').follow('w');
  for (const [index, payload] of ['1', '2', '3', '4'].entries()) {
    c.publish({ topic: 't/x', payload, qos: 2, packetId: index + 1, retain: index % 2 === 0 });
  }
  c.publish({ topic: 't/y', payload: 'z', retain: true, properties: { messageExpiryInterval: 9 } });
  c.publish({ topic: 'aliased', properties: { topicAlias: 1 } });
  a.write([0x32, 10, 0]);
  talk.advance(1_000);
  return talk;
}

function rest(talk: Talk): BrokerAnswer[] {
  const { broker } = talk;
  const answers: BrokerAnswer[] = [];
  let at = talk.now;
  const give = (line: string, ...bytes: number[]) =>
    answers.push(broker.receive({ kind: 'bytes-came', at, line, bytes: Uint8Array.from(bytes) }));
  give('line 1', 3, 0x74, 0x2f, 0x78, 0, 77, 0, 0x61, 0x62); // the other half
  give('line 1', 0x50, 2, 0, 1, 0x50, 2, 0, 2, 0x70, 2, 0, 1);
  give('line 3', 0x30, 8, 0, 0, 3, 0x23, 0, 1, 0x68, 0x69);
  for (let next = broker.nextAlarm(); next !== undefined; next = broker.nextAlarm()) {
    at = next;
    answers.push(broker.receive({ kind: 'time-passed', at }));
  }
  return answers;
}

describe('a snapshot', () => {
  test('restored into another broker goes on exactly as the first one does', () => {
    const talk = busyTalk();
    const snapshot = talk.broker.snapshot();
    const other = new Talk();
    other.broker = createBroker();
    other.broker.restore(snapshot);
    other.now = talk.now;
    expect(other.broker.nextAlarm()).toBe(talk.broker.nextAlarm());
    const expected = rest(talk);
    expect(rest(other)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(6);
    expect(other.broker.snapshot()).toEqual(talk.broker.snapshot());
  });

  test('is not touched by what happens later, nor by being restored', () => {
    const talk = busyTalk();
    const snapshot = talk.broker.snapshot();
    const copy = structuredClone(snapshot);
    rest(talk);
    expect(snapshot).toEqual(copy);
    talk.broker.restore(snapshot);
    rest(talk);
    expect(snapshot).toEqual(copy);
  });

  test('is plain data: Maps, Sets, arrays, objects without a class, and byte arrays', () => {
    const strange: unknown[] = [];
    const walk = (value: unknown) => {
      if (typeof value === 'function' || typeof value === 'symbol') strange.push(value);
      if (typeof value !== 'object' || value === null) return;
      if (value instanceof Uint8Array) return;
      if (value instanceof Map) for (const pair of value) pair.forEach(walk);
      else if (value instanceof Set || Array.isArray(value)) for (const item of value) walk(item);
      else if (Object.getPrototypeOf(value) === Object.prototype)
        Object.values(value).forEach(walk);
      else strange.push(value);
    };
    walk(busyTalk().broker.snapshot());
    expect(strange).toEqual([]);
  });
});

describe('the same inputs', () => {
  test('give the same answers', () => {
    expect(rest(busyTalk())).toEqual(rest(busyTalk()));
    expect(busyTalk().notices).toEqual(busyTalk().notices);
  });
});

describe('the life of a connection', () => {
  test('begins with CONNECT only, and ends with DISCONNECT', () => {
    expect(connectionLife['waiting-for-connect']).toEqual({ CONNECT: 'connected' });
    expect(connectionLife.connected.DISCONNECT).toBe('closed');
    expect(connectionLife.connected.CONNECT).toBeUndefined();
    expect(connectionLife.closed).toEqual({});
  });

  test('is what the table says, stage by stage', () => {
    const talk = new Talk();
    const client = talk.open();
    const stage = () => talk.broker.snapshot().connections.get(client.line)?.stage;
    expect(stage()).toBe('waiting-for-connect');
    client.connect();
    expect(stage()).toBe(connectionLife['waiting-for-connect'].CONNECT);
    client.say({ type: 'PINGREQ' });
    expect(stage()).toBe(connectionLife.connected.PINGREQ);
    client.say({ type: 'DISCONNECT', reasonCode: 0 });
    expect(stage()).toBeUndefined();
  });
});

describe('memory', () => {
  test('a kept message does not hold on to the bytes it came with', () => {
    const talk = new Talk();
    const writer = talk.join();
    const many = [0x31, 6, 0, 1, 0x74, 0, 0x68, 0x69];
    writer.write([...many, ...new Array(5_000).fill([0xc0, 0]).flat()]);
    const [message] = [...talk.broker.snapshot().retained.values()];
    expect(message?.payload.buffer.byteLength).toBeLessThan(100);
  });

  test('an announced length costs nothing until the bytes come', () => {
    const talk = new Talk();
    const client = talk.join();
    client.write([0x30, 0x80, 0x80, 0x3f]);
    const { unread } = talk.broker.snapshot().connections.get(client.line) ?? {};
    expect(unread?.length).toBeLessThan(100);
  });
});
