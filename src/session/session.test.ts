import { beforeAll, describe, expect, test } from 'vitest';
import { dissect, writePacket } from '#mqtt/wire';
import type { OpenPipe, PipeListener } from './byte-pipe.ts';
import { handClock } from './hand-clock.ts';
import { loadMqtt } from './load-mqtt.ts';
import { createSession, type SessionEvent, type SessionOptions } from './session.ts';
import { liveSandbox } from './to-sandbox.ts';

// The chunk is fetched once per page; how long that takes is not what these tests are about.
beforeAll(loadMqtt);

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (words: string) => new TextEncoder().encode(words);

function world(change: Partial<SessionOptions> = {}) {
  const clock = handClock();
  const events: SessionEvent[] = [];
  const live = liveSandbox(clock);
  const session = createSession({
    url: 'wss://sandbox.example/mqtt',
    openPipe: live.openPipe,
    clientId: 'hello-7f3a91',
    protocolVersion: 5,
    clock,
    random: () => 0,
    online: () => true,
    happened: (event) => events.push(event),
    ...change,
  });
  const packets = () =>
    events.flatMap((event) =>
      event.kind === 'packet'
        ? [
            `${event.direction} ${dissect(event.bytes, 5, event.direction === 'out' ? 'client' : 'server').type}`,
          ]
        : [],
    );
  const phases = () =>
    events.flatMap((event) => (event.kind === 'state' ? [event.state.phase] : []));
  return { clock, events, session, packets, phases, ...live };
}

/** A peer of the test's own making at the other end of every pipe that is opened. */
function peer() {
  const lines: { listener: PipeListener; sent: Uint8Array[]; closed: boolean }[] = [];
  const openPipe: OpenPipe = (listener) => {
    const line = { listener, sent: [] as Uint8Array[], closed: false };
    lines.push(line);
    return {
      send: (sent) => line.sent.push(sent),
      close() {
        if (line.closed) return;
        line.closed = true;
        listener.ended({ wanted: true });
      },
      bufferedBytes: 0,
    };
  };
  const last = () => {
    const line = lines.at(-1);
    if (line === undefined) throw new Error('no pipe was opened');
    return line;
  };
  return { lines, last, openPipe };
}

const connack = (reasonCode: number) =>
  writePacket({ type: 'CONNACK', sessionPresent: false, reasonCode }, 5);

describe.each([5, 4] as const)('a session in protocol version %i', (protocolVersion) => {
  test('connects, subscribes, publishes and gets the message back, with every packet told in order', async () => {
    const { session, clock, events, packets } = world({ protocolVersion });
    session.connect();
    await clock.run(100);
    expect(session.state.phase).toBe('connected');

    const granted = session.subscribe('test/907839342134', 0);
    await clock.run(100);
    expect(await granted).toBe(0);

    const published = session.publish({
      topic: 'test/907839342134',
      payload: bytes('{"hello": "world"}'),
      qos: 0,
      retain: false,
    });
    await clock.run(100);
    await published;
    const messages = events.filter((event) => event.kind === 'message');
    expect(messages.map(({ topic, payload }) => [topic, text(payload)])).toEqual([
      ['test/907839342134', '{"hello": "world"}'],
    ]);

    const gone = session.unsubscribe('test/907839342134');
    await clock.run(100);
    expect(await gone).toBe(0);
    session.disconnect();
    await clock.run(100);
    expect(session.state.phase).toBe('left');
    expect(packets()).toEqual([
      'out CONNECT',
      'in CONNACK',
      'out SUBSCRIBE',
      'in SUBACK',
      'out PUBLISH',
      'in PUBLISH',
      'out UNSUBSCRIBE',
      'in UNSUBACK',
      'out DISCONNECT',
    ]);
  });

  test.each([1, 2] as const)('publishes at QoS %i and hears the acknowledgements', async (qos) => {
    const { session, clock, packets } = world({ protocolVersion });
    session.connect();
    await clock.run(100);
    const published = session.publish({ topic: 'test/1', payload: bytes('x'), qos, retain: false });
    await clock.run(200);
    await published;
    expect(packets().slice(2)).toEqual(
      qos === 1
        ? ['out PUBLISH', 'in PUBACK']
        : ['out PUBLISH', 'in PUBREC', 'out PUBREL', 'in PUBCOMP'],
    );
  });
});

describe('what a guest leaves behind', () => {
  test('CONNECT asks for a clean start and no session expiry', async () => {
    const { session, clock, events } = world();
    session.connect();
    await clock.run(100);
    const [first] = events.flatMap((event) => (event.kind === 'packet' ? [event.bytes] : []));
    const packet = dissect(first ?? new Uint8Array(), 5, 'client').packet;
    expect(packet).toMatchObject({ type: 'CONNECT', cleanStart: true, clientId: 'hello-7f3a91' });
    expect(packet).not.toHaveProperty('properties.sessionExpiryInterval');
  });
});

describe('a broker that cannot be reached', () => {
  test('that refuses at once is called refused, in milliseconds', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(20);
    last().listener.ended({ wanted: false, code: 1006 });
    await clock.run(20);
    expect(session.state).toMatchObject({
      phase: 'failed',
      failure: { kind: 'refused', closeCode: 1006 },
    });
  });

  test('that answers on another path is called wrong-path, with the path that answers', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe, probe: async () => '/mqtt' });
    session.connect();
    await clock.run(20);
    last().listener.ended({ wanted: false });
    await clock.run(20);
    expect(session.state).toMatchObject({ failure: { kind: 'wrong-path', otherPath: '/mqtt' } });
  });

  test('that never answers is given up after five seconds', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(4_900);
    expect(session.state.phase).toBe('opening');
    await clock.run(200);
    expect(session.state).toMatchObject({ phase: 'failed', failure: { kind: 'timed-out' } });
    expect(last().closed).toBe(true);
  });

  test('on a device without network is called no-network', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe, online: () => false });
    session.connect();
    await clock.run(20);
    last().listener.ended({ wanted: false });
    await clock.run(20);
    expect(session.state).toMatchObject({ failure: { kind: 'no-network' } });
  });

  test('that opens and says nothing is called silent', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(20);
    last().listener.opened();
    await clock.run(5_100);
    expect(session.state).toMatchObject({ failure: { kind: 'silent' } });
  });

  test('that opens and closes without a CONNACK is called not-mqtt', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(20);
    last().listener.opened();
    await clock.run(20);
    last().listener.ended({ wanted: false });
    await clock.run(20);
    expect(session.state).toMatchObject({ failure: { kind: 'not-mqtt' } });
  });

  test('that says no in CONNACK is believed: code and name, and no second try', async () => {
    const { openPipe, last, lines } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(20);
    last().listener.opened();
    await clock.run(20);
    last().listener.received(connack(0x86));
    await clock.run(60_000);
    expect(session.state).toMatchObject({
      failure: { kind: 'connack', reasonCode: 0x86, reasonName: 'Bad User Name or Password' },
    });
    expect(lines).toHaveLength(1);
  });
});

describe('a connection that is lost', () => {
  test('comes back by itself after a jittered wait and subscribes again', async () => {
    const { session, clock, events, sandbox, phases } = world();
    session.connect();
    await clock.run(100);
    const granted = session.subscribe('test/1', 0);
    await clock.run(100);
    await granted;
    await clock.run(10_000);
    sandbox.restartBroker({ memory: false });
    await clock.run(50);
    expect(session.state).toMatchObject({
      phase: 'waiting',
      failure: { kind: 'dropped' },
      attempt: 1,
    });
    await clock.run(1_000);
    expect(session.state.phase).toBe('connected');
    expect(events.filter(({ kind }) => kind === 'resubscribed')).toMatchObject([
      { topicFilter: 'test/1', reasonCode: 0 },
    ]);
    expect(phases()).toContain('waiting');
  });

  test('waits longer each time, between half and the whole of a doubling time', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(20);
    last().listener.opened();
    await clock.run(20);
    last().listener.received(connack(0));
    await clock.run(10_000);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      last().listener.ended({ wanted: false });
      await clock.run(0);
      if (session.state.phase !== 'waiting') throw new Error(`phase ${session.state.phase}`);
      const waitMs = session.state.retryAt - clock.now();
      waits.push(waitMs);
      await clock.run(waitMs);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  test('can be tried again at once', async () => {
    const { session, clock, sandbox } = world();
    session.connect();
    await clock.run(10_000);
    sandbox.restartBroker({ memory: false });
    await clock.run(20);
    session.tryNow();
    await clock.run(100);
    expect(session.state.phase).toBe('connected');
  });

  test('to another client with the same id is called taken-over, and the fight is not taken up', async () => {
    const one = world();
    one.session.connect();
    await one.clock.run(100);
    const other = createSession({
      url: 'wss://sandbox.example/mqtt',
      openPipe: one.openPipe,
      clientId: 'hello-7f3a91',
      protocolVersion: 5,
      clock: one.clock,
      random: () => 0,
      online: () => true,
      happened: () => {},
    });
    other.connect();
    await one.clock.run(60_000);
    expect(one.session.state).toMatchObject({
      phase: 'failed',
      failure: { kind: 'taken-over', reasonCode: 0x8e, reasonName: 'Session taken over' },
    });
    expect(other.state.phase).toBe('connected');
  });

  test('three times within seconds in 3.1.1, which cannot say why, is called a duel', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe, protocolVersion: 4 });
    session.connect();
    for (let death = 0; death < 3; death += 1) {
      await clock.run(1_000);
      last().listener.opened();
      await clock.run(20);
      last().listener.received(
        writePacket({ type: 'CONNACK', sessionPresent: false, reasonCode: 0 }, 4),
      );
      await clock.run(20);
      last().listener.ended({ wanted: false });
      await clock.run(20);
    }
    expect(session.state).toMatchObject({ phase: 'failed', failure: { kind: 'duel' } });
  });

  test('because nobody answers pings is called keep-alive', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe, keepAlive: 10 });
    session.connect();
    await clock.run(20);
    last().listener.opened();
    await clock.run(20);
    last().listener.received(connack(0));
    await clock.run(10_000);
    expect(last().sent.map((sent) => (sent[0] ?? 0) >> 4)).toEqual([1, 12]);
    await clock.run(5_100);
    expect(session.state).toMatchObject({ phase: 'waiting', failure: { kind: 'keep-alive' } });
  });

  test('because the broker said goodbye carries its reason', async () => {
    const { openPipe, last } = peer();
    const { session, clock } = world({ openPipe });
    session.connect();
    await clock.run(20);
    last().listener.opened();
    await clock.run(20);
    last().listener.received(connack(0));
    await clock.run(10_000);
    last().listener.received(writePacket({ type: 'DISCONNECT', reasonCode: 0x8b }, 5));
    await clock.run(20);
    last().listener.ended({ wanted: false });
    await clock.run(20);
    expect(session.state).toMatchObject({
      phase: 'waiting',
      failure: { kind: 'goodbye', reasonCode: 0x8b, reasonName: 'Server shutting down' },
    });
  });
});

test('one packet leaves as one piece, however many writes MQTT.js needs', async () => {
  const { openPipe, last } = peer();
  const { session, clock } = world({ openPipe });
  session.connect();
  await clock.run(20);
  last().listener.opened();
  await clock.run(20);
  expect(last().sent).toHaveLength(1);
  expect(dissect(last().sent[0] ?? new Uint8Array(), 5, 'client').packet?.type).toBe('CONNECT');
});

test('after dispose nothing is told any more', async () => {
  const { session, clock, events } = world();
  session.connect();
  await clock.run(100);
  session.dispose();
  const told = events.length;
  await clock.run(60_000);
  expect(events).toHaveLength(told);
});
