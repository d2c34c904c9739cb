import { beforeAll, describe, expect, test } from 'vitest';
import { dissect, writePacket } from '#mqtt/wire';
import type { OpenPipe, PipeListener } from '#session';
import { type HandClock, handClock } from '#session/hand-clock.ts';
import { loadMqtt } from '#session/load-mqtt.ts';
import { liveSandbox } from '#session/to-sandbox.ts';
import type { BrokerChoice } from '../kit/broker-choice.ts';
import type { Wires } from '../kit/connection.model.ts';
import { createHelloWorld } from './hello-world.model.ts';

// What a page fetches once; how long that takes is not what these tests are about.
beforeAll(() => Promise.all([loadMqtt(), import('#session'), import('#mqtt/topic')]));

/** A pipe that refuses at once, as a closed port does. */
const refusing: OpenPipe = (listener) => {
  queueMicrotask(() => listener.ended({ wanted: false, code: 1006 }));
  return { send() {}, close() {}, bufferedBytes: 0 };
};

/** A pipe that nobody answers. */
const silent: OpenPipe = (listener) => ({
  send() {},
  close: () => listener.ended({ wanted: true }),
  bufferedBytes: 0,
});

function figure(
  pipes: (choice: BrokerChoice) => OpenPipe | undefined = () => undefined,
  change: Partial<Wires> = {},
) {
  const clock = handClock();
  const live = liveSandbox(clock);
  const opened: string[] = [];
  let seed = 0;
  const wires: Wires = {
    clock,
    random: () => (seed = (seed + 0.137) % 1),
    online: () => true,
    pageIsSecure: true,
    hostBroker: async () => undefined,
    loadSession: () => import('#session'),
    openPipe: async (choice) => {
      opened.push(choice.id);
      return pipes(choice) ?? live.openPipe;
    },
    answers: async () => false,
    now: () => new Date(clock.now()),
    ...change,
  };
  const model = createHelloWorld(wires, { connectionName: 'my first client' });
  return { model, clock, opened, live };
}

type Figure = ReturnType<typeof figure>;

async function press(
  { clock }: { clock: HandClock },
  action: () => Promise<void> | void,
  ms = 300,
) {
  void action();
  await clock.run(ms);
}

const tapeOf = ({ model }: Figure) =>
  model.tape.frames.value.items.map(
    ({ direction, packetType, size }) => `${direction} ${packetType} ${size}`,
  );

describe('the four steps', () => {
  test('connect, subscribe, publish, and the message comes back with its round-trip time', async () => {
    const it = figure();
    const { model } = it;
    expect(model.topicFilter.value).toMatch(/^test\/\d{12}$/);
    expect(model.nextStep.value).toBe('connect');

    await press(it, model.connection.connect);
    expect(model.connection.state.value.phase).toBe('connected');
    expect(model.nextStep.value).toBe('subscribe');

    await press(it, model.subscribe);
    expect(model.subscription.value).toEqual({
      topicFilter: model.topicFilter.value,
      grantedQos: 0,
    });
    expect(model.nextStep.value).toBe('publish');

    await press(it, model.publish);
    expect(model.inbox.items.value.items).toMatchObject([
      {
        shown: { text: '{"hello": "world"}', form: 'text' },
        topic: model.topicFilter.value,
        qos: 0,
        roundTripMs: 16,
      },
    ]);

    await press(it, model.unsubscribe);
    expect(model.subscription.value).toBeUndefined();
    await press(it, model.connection.disconnect);
    expect(model.nextStep.value).toBe('connect');
    expect(tapeOf(it)).toEqual([
      'out 1 27',
      'in 2 13',
      'out 8 25',
      'in 9 6',
      'out 3 40',
      'in 3 40',
      'out 10 24',
      'in 11 6',
      'out 14 4',
    ]);
    expect(model.tape.totals.value).toEqual({ packets: 9, bytesOut: 120, bytesIn: 65 });
  });

  test('a publish without a subscription reaches nobody, and that is not an error', async () => {
    const it = figure();
    await press(it, it.model.connection.connect);
    await press(it, it.model.publish);
    expect(it.model.published.value).toBe(1);
    expect(it.model.payloadProblem.value).toBeUndefined();
    expect(it.model.inbox.items.value.items).toEqual([]);
  });

  test('a filter with a wildcard is subscribed, and the publish goes to the reader’s own topic', async () => {
    const it = figure();
    const own = it.model.topicFilter.value;
    await press(it, () => it.model.connection.choose('sandbox'));
    it.model.setTopicFilter('test/#');
    expect(it.model.publishTopic.value).toBe(own);
    await press(it, it.model.connection.connect);
    await press(it, it.model.subscribe);
    await press(it, it.model.publish);
    expect(it.model.inbox.items.value.items).toMatchObject([{ topic: own }]);
  });
});

describe('what stands in a field', () => {
  test.each([
    ['', 'filter-empty'],
    ['test/#/more', 'filter-invalid'],
    ['test+', 'filter-invalid'],
    ['#', 'filter-too-wide'],
    ['+/temperature', 'filter-too-wide'],
  ])('filter %j on a public broker: %s', async (filter, problem) => {
    const it = figure();
    await press(it, it.model.connection.connect);
    it.model.setTopicFilter(filter);
    await press(it, it.model.subscribe);
    expect(it.model.filterProblem.value?.kind).toBe(problem);
    expect(it.model.subscription.value).toBeUndefined();
  });

  test('the sandbox may be asked for everything', async () => {
    const it = figure();
    it.model.connection.choose('sandbox');
    await press(it, it.model.connection.connect);
    it.model.setTopicFilter('#');
    await press(it, it.model.subscribe);
    expect(it.model.subscription.value?.topicFilter).toBe('#');
  });

  test('a payload above the named limit stays in its field', async () => {
    const it = figure();
    await press(it, it.model.connection.connect);
    it.model.setPayload('x'.repeat(5_000));
    await press(it, it.model.publish);
    expect(it.model.payloadProblem.value?.kind).toBe('payload-too-large');
    expect(it.model.payload.value).toHaveLength(5_000);
  });

  test('a public broker gets five publishes at once, then one a second; the sandbox any number', async () => {
    const it = figure();
    await press(it, it.model.connection.connect);
    for (let n = 0; n < 8; n += 1) await press(it, it.model.publish, 20);
    expect(it.model.published.value).toBe(5);
    expect(it.model.payloadProblem.value?.kind).toBe('too-fast');
    await it.clock.run(1_000);
    await press(it, it.model.publish);
    expect(it.model.published.value).toBe(6);

    const free = figure();
    free.model.connection.choose('sandbox');
    await press(free, free.model.connection.connect);
    for (let n = 0; n < 8; n += 1) await press(free, free.model.publish, 20);
    expect(free.model.published.value).toBe(8);
  });
});

describe('a broker that cannot be reached', () => {
  test('is followed by the next public one, and what happened is kept', async () => {
    const it = figure(({ id }) => (id === 'emqx' ? refusing : undefined));
    await press(it, it.model.connection.connect);
    expect(it.opened).toEqual(['emqx', 'hivemq']);
    expect(it.model.connection.chosen.value.id).toBe('hivemq');
    expect(it.model.connection.connected.value).toBe(true);
    expect(it.model.connection.attempts.value).toMatchObject([
      { choice: { id: 'emqx' }, failure: { kind: 'refused' } },
    ]);
  });

  test('when none answers, the network on this side is named, and the sandbox takes what was typed', async () => {
    const it = figure(({ kind }) => (kind === 'public' ? silent : undefined));
    it.model.setTopicFilter('test/mine');
    it.model.setPayload('typed');
    await press(it, it.model.connection.connect, 16_000);
    expect(it.opened).toEqual(['emqx', 'hivemq', 'mosquitto']);
    expect(it.model.connection.failure.value?.kind).toBe('blocked');
    expect(it.model.connection.busy.value).toBe(false);
    expect(it.model.connection.chosen.value.id).toBe('emqx');

    await press(it, () => it.model.useInstead('sandbox'));
    await press(it, it.model.subscribe);
    await press(it, it.model.publish);
    expect(it.model.inbox.items.value.items).toMatchObject([
      { topic: 'test/mine', shown: { text: 'typed' } },
    ]);
    expect(it.model.connection.failure.value).toBeUndefined();
  });

  test('no network stops the search at once: the others would not answer either', async () => {
    const it = figure(() => refusing, { online: () => false });
    await press(it, it.model.connection.connect);
    expect(it.opened).toEqual(['emqx']);
    expect(it.model.connection.failure.value?.kind).toBe('no-network');
  });

  test('the search can be left for the sandbox while it runs', async () => {
    const it = figure(({ kind }) => (kind === 'public' ? silent : undefined));
    await press(it, it.model.connection.connect, 6_000);
    expect(it.model.connection.busy.value).toBe(true);
    await press(it, () => it.model.useInstead('sandbox'));
    expect(it.model.connection.connected.value).toBe(true);
    await it.clock.run(30_000);
    expect(it.model.connection.chosen.value.id).toBe('sandbox');
    expect(it.opened).toEqual(['emqx', 'hivemq', 'sandbox']);
  });

  test('the reader’s own broker is not replaced by another', async () => {
    const it = figure(() => refusing);
    it.model.connection.choose('own');
    it.model.connection.setOwn({ url: 'wss://broker.example:8084/mqtt' });
    await press(it, it.model.connection.connect);
    expect(it.opened).toEqual(['own']);
    expect(it.model.connection.failure.value?.kind).toBe('refused');
  });

  test('an address that cannot work is stopped at its field', async () => {
    const it = figure();
    it.model.connection.choose('own');
    it.model.connection.setOwn({ url: 'ws://127.0.0.1:1883' });
    await press(it, it.model.connection.connect);
    expect(it.model.connection.ownProblem.value).toBe('tcp-port');
    expect(it.opened).toEqual([]);
  });

  test('a plain address on a secure page is called mixed content before anything is opened', async () => {
    const it = figure();
    it.model.connection.choose('own');
    it.model.connection.setOwn({ url: 'ws://broker.example:8083/mqtt' });
    await press(it, it.model.connection.connect);
    expect(it.opened).toEqual([]);
    expect(it.model.connection.failure.value?.kind).toBe('mixed-content');
  });
});

describe('a connection that drops', () => {
  test('keeps inbox and subscription, comes back and goes on', async () => {
    const it = figure();
    it.model.connection.choose('sandbox');
    await press(it, it.model.connection.connect);
    await press(it, it.model.subscribe);
    await press(it, it.model.publish);
    await it.clock.run(10_000);
    it.live.sandbox.restartBroker({ memory: false });
    await it.clock.run(50);
    expect(it.model.connection.state.value.phase).toBe('waiting');
    expect(it.model.inbox.items.value.items).toHaveLength(1);
    expect(it.model.subscription.value).toBeDefined();
    await it.clock.run(2_000);
    await press(it, it.model.publish);
    expect(it.model.inbox.items.value.items).toHaveLength(2);
  });

  test('to a second client with the same id is explained, and a new id mends it', async () => {
    const it = figure();
    it.model.connection.choose('sandbox');
    await press(it, it.model.connection.connect);
    const old = it.model.connection.clientId.value;
    const pipe = it.live.openPipe({ opened() {}, received() {}, ended() {} });
    await it.clock.run(50);
    pipe.send(
      writePacket(
        { type: 'CONNECT', protocolVersion: 5, clientId: old, cleanStart: true, keepAlive: 60 },
        5,
      ),
    );
    await it.clock.run(100);
    expect(it.model.connection.failure.value).toMatchObject({
      kind: 'taken-over',
      reasonCode: 0x8e,
    });
    await press(it, it.model.useNewClientId);
    expect(it.model.connection.clientId.value).not.toBe(old);
    expect(it.model.connection.connected.value).toBe(true);
  });
});

describe('messages from strangers', () => {
  /** A broker of the test's own that says whatever it is told to. */
  function talking() {
    let listener: PipeListener | undefined;
    const openPipe: OpenPipe = (toClient) => {
      listener = toClient;
      queueMicrotask(() => toClient.opened());
      return {
        send(bytes) {
          const { packet } = dissect(bytes, 5, 'client');
          if (packet?.type === 'CONNECT') {
            queueMicrotask(() =>
              toClient.received(
                writePacket({ type: 'CONNACK', sessionPresent: false, reasonCode: 0 }, 5),
              ),
            );
          }
        },
        close() {},
        bufferedBytes: 0,
      };
    };
    const say = (payload: Uint8Array) =>
      listener?.received(
        writePacket(
          { type: 'PUBLISH', topic: 'test/1', payload, qos: 0, retain: false, dup: false },
          5,
        ),
      );
    return { openPipe, say };
  }

  test('are painted at most ten times a second and kept in a named number', async () => {
    const peer = talking();
    const it = figure(() => peer.openPipe);
    await press(it, it.model.connection.connect);
    let paints = 0;
    it.model.inbox.items.subscribe(() => {
      paints += 1;
    });
    for (let tenth = 0; tenth < 10; tenth += 1) {
      for (let n = 0; n < 500; n += 1) peer.say(new TextEncoder().encode(`${tenth} ${n}`));
      await it.clock.run(100);
    }
    expect(it.model.inbox.total.value).toBe(5_000);
    expect(it.model.inbox.items.value.items).toHaveLength(100);
    expect(it.model.inbox.items.value.leftOut).toBe(4_900);
    expect(it.model.tape.frames.value.items).toHaveLength(200);
    expect(it.model.tape.totals.value.packets).toBe(5_002);
    // The first call comes with the subscription itself.
    expect(paints - 1).toBeLessThanOrEqual(12);
  });

  test('are cut at a named length and never lose their size', async () => {
    const peer = talking();
    const it = figure(() => peer.openPipe);
    await press(it, it.model.connection.connect);
    peer.say(new Uint8Array(100_000).fill(0x61));
    await it.clock.run(200);
    const [item] = it.model.inbox.items.value.items;
    expect(item?.shown.text).toHaveLength(400);
    expect(item?.all?.text).toHaveLength(16_384);
    expect(item).toMatchObject({ size: 100_000, lostBytes: 83_616 });
  });

  test('that are not UTF-8 are shown as hex, not guessed', async () => {
    const peer = talking();
    const it = figure(() => peer.openPipe);
    await press(it, it.model.connection.connect);
    peer.say(Uint8Array.of(0xff, 0x00, 0x80));
    await it.clock.run(200);
    expect(it.model.inbox.items.value.items[0]?.shown).toEqual({ form: 'hex', text: 'ff 00 80' });
  });
});

test('nothing of the session is fetched before the first press', async () => {
  let asked = 0;
  const it = figure(() => undefined, {
    loadSession: () => {
      asked += 1;
      return import('#session');
    },
  });
  await it.clock.run(10_000);
  expect(asked).toBe(0);
  await press(it, it.model.connection.connect);
  expect(asked).toBe(1);
});
