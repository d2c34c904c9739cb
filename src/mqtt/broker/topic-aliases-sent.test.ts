import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

const allows = (topicAliasMaximum: number, more = {}) => ({ topicAliasMaximum, ...more });

function scene(settings = {}, properties = allows(2), qos: 0 | 1 = 0) {
  const talk = new Talk(settings);
  const reader = talk.join({ clientId: 'r', properties }).follow('#', { qos });
  const writer = talk.join();
  /** What comes of publishing to these topics: topic and alias of each PUBLISH. */
  const hear = (...topics: string[]) => {
    for (const topic of topics) writer.publish({ topic, payload: 'x' });
    return reader
      .take()
      .map((packet) => packet.type === 'PUBLISH' && [packet.topic, packet.properties?.topicAlias]);
  };
  return { talk, reader, writer, hear };
}

describe('topic aliases towards a client', () => {
  test('stand for the first topics, named once each [v5 3.3.2.3.4]', () => {
    const { hear } = scene();
    expect(hear('home/a', 'home/a', 'home/b', 'home/c', 'home/b', 'home/c')).toEqual([
      ['home/a', 1],
      ['', 1],
      ['home/b', 2],
      ['home/c', undefined],
      ['', 2],
      ['home/c', undefined],
    ]);
  });

  test('stand for the latest topics, if the server is set so', () => {
    const { hear } = scene({ topicAliasesToClients: 'latest-topics' });
    expect(hear('home/a', 'home/b', 'home/a', 'home/c', 'home/a', 'home/b')).toEqual([
      ['home/a', 1],
      ['home/b', 2],
      ['', 1],
      ['home/c', 2],
      ['', 1],
      ['home/b', 2],
    ]);
  });

  test('are never used when the client allows none [MQTT-3.1.2-26], [MQTT-3.1.2-27]', () => {
    const { talk } = scene();
    const plain = talk.join().follow('#');
    talk.join().publish({ topic: 'home/a' });
    talk.join().publish({ topic: 'home/a' });
    expect(plain.take()).toMatchObject([{ topic: 'home/a' }, { topic: 'home/a' }]);
    const off = scene({ topicAliasesToClients: 'none' });
    expect(off.hear('home/a')).toEqual([['home/a', undefined]]);
  });

  test('are remembered in a snapshot', () => {
    const { talk, hear } = scene({ topicAliasesToClients: 'latest-topics' });
    hear('home/a', 'home/b', 'home/a');
    talk.broker.restore(talk.broker.snapshot());
    expect(hear('home/c', 'home/a')).toEqual([
      ['home/c', 2],
      ['', 1],
    ]);
  });

  test('are not spent on topics that are no longer than an alias', () => {
    expect(scene().hear('a/b', 'a/b')).toEqual([
      ['a/b', undefined],
      ['a/b', undefined],
    ]);
  });

  test('end with the connection: what is sent again names its topic [MQTT-3.3.2-7]', () => {
    const { talk, reader, writer } = scene({}, allows(2, { sessionExpiryInterval: 100 }), 1);
    writer.publish({ topic: 'home/a', qos: 1, packetId: 1 });
    writer.publish({ topic: 'home/a', qos: 1, packetId: 2 });
    expect(reader.take()).toMatchObject([
      { topic: 'home/a', packetId: 1 },
      { topic: '', packetId: 2, properties: { topicAlias: 1 } },
    ]);
    reader.vanish();
    const back = (properties: object) => {
      const client = talk.open();
      client.connect({ clientId: 'r', properties: { sessionExpiryInterval: 100, ...properties } });
      const heard = client.take().slice(1);
      client.vanish();
      return heard;
    };
    expect(back({})).toMatchObject([{ topic: 'home/a' }, { topic: 'home/a' }]);
    expect(back(allows(1))).toMatchObject([
      { topic: 'home/a', properties: { topicAlias: 1 }, packetId: 1, dup: true },
      { topic: '', properties: { topicAlias: 1 }, packetId: 2, dup: true },
    ]);
  });

  test('do not make a packet too large for its client [MQTT-3.1.2-24]', () => {
    // 2 + 2 + 6 + 1 + 1 bytes without an alias, 3 more with one.
    const { hear } = scene({}, allows(2, { maximumPacketSize: 13 }));
    expect(hear('home/a', 'home/a')).toEqual([
      ['home/a', undefined],
      ['home/a', undefined],
    ]);
  });

  test('share their bytes between clients that know the same', () => {
    const talk = new Talk();
    const readers = [1, 2].map(() => talk.join({ properties: allows(1) }).follow('#'));
    const writer = talk.join();
    for (const _ of [1, 2]) {
      for (const reader of readers) reader.bytes = [];
      writer.publish({ topic: 'home/a' });
      const [first, second] = readers.map((reader) => reader.bytes[0]);
      expect(first).toBe(second);
    }
  });

  test('keep subscription identifiers and user properties', () => {
    const talk = new Talk();
    const reader = talk.join({ properties: allows(1) }).follow('#', { identifier: 5 });
    const userProperty = [
      ['b', '1'],
      ['a', '2'],
    ] as const;
    talk.join().publish({ topic: 'home/a', properties: { userProperty } });
    expect(reader.takeOne('PUBLISH').properties).toEqual({
      userProperty,
      subscriptionIdentifier: [5],
      topicAlias: 1,
    });
  });
});
