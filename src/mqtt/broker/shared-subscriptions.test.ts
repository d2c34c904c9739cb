import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';
import type { SharedStrategy } from './shared-subscriptions.ts';

const kept = { sessionExpiryInterval: 100 };

/** Three workers a, b, c that share `jobs/#` at QoS 1, and a writer. */
function crewOf(settings = {}, names = ['a', 'b', 'c'], qos: 0 | 1 | 2 = 1) {
  const talk = new Talk(settings);
  const join = (clientId: string) =>
    talk.join({ clientId, properties: kept }).follow('$share/crew/jobs/#', { qos });
  const crew = Object.fromEntries(names.map((name) => [name, join(name)]));
  const writer = talk.join({ clientId: 'w' });
  let packetId = 0;
  const publish = (payload: string, level: 0 | 1 | 2 = 1, topic = 'jobs/x') => {
    packetId += 1;
    writer.publish({ topic, payload, qos: level, ...(level > 0 && { packetId }) });
    writer.take();
  };
  const member = (name: string) => {
    const client = crew[name];
    if (client === undefined) throw new Error(`nobody is called ${name}`);
    return client;
  };
  const shares = () => names.map((name) => member(name).takePayloads().join(''));
  const back = (clientId: string, cleanStart = false) => {
    const client = talk.open();
    client.connect({ clientId, cleanStart, properties: kept });
    return client;
  };
  return { talk, member, publish, shares, back };
}

describe('a strategy for shared subscriptions', () => {
  const all = ['1', '2', '3', '4', '5', '6'];
  test.each<[SharedStrategy, string[]]>([
    ['round-robin', ['14', '25', '36']],
    ['least-queued', ['14', '25', '36']],
    ['sticky', ['123456', '', '']],
    ['first-available', ['123456', '', '']],
  ])('%s gives %j', (sharedStrategy, expected) => {
    const { publish, shares } = crewOf({ sharedStrategy });
    for (const payload of all) publish(payload);
    expect(shares()).toEqual(expected);
  });

  test('least-queued spares who is slow', () => {
    const { publish, shares, member } = crewOf({ sharedStrategy: 'least-queued' });
    for (const payload of ['1', '2', '3']) publish(payload);
    for (const name of ['b', 'c']) {
      member(name).say({ type: 'PUBACK', packetId: 1, reasonCode: 0 });
    }
    for (const payload of ['4', '5']) publish(payload);
    expect(shares()).toEqual(['1', '24', '35']);
  });

  test('sticky stays with who it moved to, first-available goes back', () => {
    const parts = (sharedStrategy: SharedStrategy) => {
      const { publish, member, back } = crewOf({ sharedStrategy }, ['a', 'b']);
      publish('1', 0);
      const [first] = member('a').takePayloads();
      member('a').vanish();
      publish('2', 0);
      const again = back('a');
      publish('3', 0);
      return [first, member('b').takePayloads().join(''), again.takePayloads().join('')];
    };
    expect(parts('sticky')).toEqual(['1', '23', '']);
    expect(parts('first-available')).toEqual(['1', '2', '3']);
  });

  test('round-robin goes on with the next when one leaves the group', () => {
    const { publish, shares, member } = crewOf();
    publish('1');
    member('a').say({ type: 'UNSUBSCRIBE', packetId: 1, topicFilters: ['$share/crew/jobs/#'] });
    for (const payload of ['2', '3', '4']) publish(payload);
    expect(shares()).toEqual(['1', '24', '3']);
  });

  test.each([
    ['by-topic', (n: number) => `jobs/${n % 4}`],
    ['by-publisher', () => 'jobs/x'],
  ] as const)('%s keeps what belongs together with one member', (sharedStrategy, topicOf) => {
    const { publish, talk } = crewOf({ sharedStrategy });
    for (let n = 0; n < 12; n += 1) publish(`${n}`, 1, topicOf(n));
    const takers = new Map<string, Set<string>>();
    for (const session of talk.broker.snapshot().sessions.values()) {
      for (const flight of session.inFlight.values()) {
        if (flight.phase === 'awaiting-pubcomp') continue;
        const { topic } = flight.delivery.message;
        takers.set(topic, (takers.get(topic) ?? new Set()).add(session.clientId));
      }
    }
    expect([...takers.values()].map((names) => names.size)).toEqual(
      [...takers.values()].map(() => 1),
    );
    expect(takers.size).toBe(sharedStrategy === 'by-topic' ? 4 : 1);
  });
});

describe('what a member of a shared subscription has not acknowledged', () => {
  test('goes to another when its session ends: QoS 1, and what was never sent [v5 4.8.2]', () => {
    const { publish, member, talk, back } = crewOf({ maximumInFlight: 1 }, ['a', 'b']);
    for (const payload of ['1', '2', '3', '4']) publish(payload);
    expect(member('a').takePayloads()).toEqual(['1']);
    expect(member('b').takePayloads()).toEqual(['2']);
    member('a').vanish();
    expect(member('b').takePayloads()).toEqual([]);
    talk.advance(100_000);
    member('b').say(
      { type: 'PUBACK', packetId: 1, reasonCode: 0 },
      { type: 'PUBACK', packetId: 2, reasonCode: 0 },
      { type: 'PUBACK', packetId: 3, reasonCode: 0 },
    );
    expect(member('b').takePayloads()).toEqual(['4', '1', '3']);
    expect(back('a').take()).toMatchObject([{ type: 'CONNACK', sessionPresent: false }]);
  });

  test('waits for it as long as the session lives, and comes with DUP', () => {
    const { publish, member, back } = crewOf({}, ['a', 'b']);
    publish('1');
    member('a').vanish();
    expect(back('a').take()).toMatchObject([{ sessionPresent: true }, { dup: true, qos: 1 }]);
    expect(member('b').takePayloads()).toEqual([]);
  });

  test('goes to another as soon as the line is gone, if the server is set so [v5 4.8.2]', () => {
    const { publish, member, back } = crewOf({ sharedUnacknowledged: 'move-when-line-ends' }, [
      'a',
      'b',
    ]);
    publish('1');
    member('a').vanish();
    expect(member('b').takeOne('PUBLISH')).toMatchObject({ qos: 1, dup: false });
    expect(back('a').take()).toHaveLength(1);
  });

  test('is lost with the session if the server is set so', () => {
    const { publish, member, back } = crewOf({ sharedUnacknowledged: 'wait' }, ['a', 'b']);
    publish('1');
    member('a').vanish();
    back('a', true);
    expect(member('b').takePayloads()).toEqual([]);
  });

  test.each(['move-when-session-ends', 'move-when-line-ends'] as const)(
    'of QoS 2 that was sent never goes to another, with %s [MQTT-4.8.2-5]',
    (sharedUnacknowledged) => {
      const { publish, member, back } = crewOf({ sharedUnacknowledged }, ['a', 'b'], 2);
      publish('1', 2);
      expect(member('a').takePayloads()).toEqual(['1']);
      member('a').vanish();
      expect(back('a').take()).toMatchObject([{ type: 'CONNACK' }, { dup: true, qos: 2 }]); // [MQTT-4.8.2-4]
      back('a', true);
      expect(member('b').takePayloads()).toEqual([]);
    },
  );

  test('is written down as done with one and kept for the other, before the session ends', () => {
    const { publish, member, talk } = crewOf({ recordChanges: true }, ['a', 'b']);
    publish('1');
    member('a').vanish();
    const { changes } = talk.broker.receive({ kind: 'time-passed', at: 100_000 });
    expect(changes).toMatchObject([
      { kind: 'delivery-done', sequence: 1 },
      { kind: 'delivery-kept', kept: { clientId: 'b', phase: 'awaiting-puback' } },
      { kind: 'session-ended', clientId: 'a' },
    ]);
  });

  test('and what it refuses, goes to nobody else [MQTT-4.8.2-6]', () => {
    const { publish, member } = crewOf({}, ['a', 'b']);
    publish('1');
    member('a').say({ type: 'PUBACK', packetId: 1, reasonCode: 0x80 });
    member('a').vanish();
    expect(member('b').takePayloads()).toEqual([]);
  });

  test('comes to the other at the QoS granted to that one [MQTT-4.8.2-3]', () => {
    const { publish, member, talk, back } = crewOf({}, ['a']);
    const b = talk.join({ clientId: 'b' }).follow('$share/crew/jobs/#', { identifier: 7 });
    publish('1');
    member('a').vanish();
    back('a', true);
    expect(b.takeOne('PUBLISH')).toMatchObject({
      qos: 0,
      properties: { subscriptionIdentifier: [7] },
    });
  });
});
