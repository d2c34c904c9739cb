import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

describe('a retained message', () => {
  test('is kept, the latest of each topic, and sent to new subscribers with RETAIN [MQTT-3.3.1-5], [MQTT-3.3.1-8]', () => {
    const talk = new Talk();
    const writer = talk.join();
    for (const payload of ['1', '2']) writer.publish({ topic: 'a/b', payload, retain: true });
    writer.publish({ topic: 'a/c', payload: 'not kept' });
    const reader = talk.join();
    reader.subscribe('a/#', { qos: 2, identifier: 7 });
    const [suback, message, ...more] = reader.take();
    expect(suback?.type).toBe('SUBACK');
    expect(message).toMatchObject({
      topic: 'a/b',
      retain: true,
      properties: { subscriptionIdentifier: [7] },
    });
    expect(more).toEqual([]);
  });

  test('is sent at the lower of its own and the granted QoS', () => {
    const talk = new Talk();
    talk.join().publish({ payload: 'x', qos: 1, packetId: 1, retain: true });
    for (const [granted, qos] of [
      [0, 0],
      [2, 1],
    ] as const) {
      const reader = talk.join();
      reader.subscribe('t', { qos: granted });
      expect(reader.take()[1]).toMatchObject({ qos });
    }
  });

  test('is cleared by an empty one, which is not kept itself [MQTT-3.3.1-6], [MQTT-3.3.1-7]', () => {
    const talk = new Talk();
    const writer = talk.join();
    writer.publish({ payload: 'x', retain: true });
    writer.publish({ payload: '', retain: true });
    expect(talk.broker.snapshot().retained.size).toBe(0);
    const reader = talk.join();
    reader.subscribe('#');
    expect(reader.take()).toHaveLength(1);
    expect(talk.told('retained-cleared')).toEqual([
      { kind: 'retained-cleared', at: 0, topic: 't', why: 'empty-payload' },
    ]);
  });

  test('is sent by Retain Handling 0 always, 1 once, 2 never [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]', () => {
    const talk = new Talk();
    talk.join().publish({ payload: 'x', retain: true });
    for (const [retainHandling, heard] of [
      [0, [1, 1]],
      [1, [1, 0]],
      [2, [0, 0]],
    ] as const) {
      const reader = talk.join();
      const counts = [1, 2].map(() => {
        reader.subscribe('t', { retainHandling });
        return reader.takePayloads().length;
      });
      expect(counts).toEqual(heard);
    }
  });

  test('is news to those who are there: RETAIN is clear unless they asked for it as published [MQTT-3.3.1-12], [MQTT-3.3.1-13]', () => {
    const talk = new Talk();
    const plain = talk.join().follow('t');
    const asPublished = talk.join().follow('t', { retainAsPublished: true });
    const old = talk.join({ protocolVersion: 4, cleanStart: true }).follow('t');
    talk.join().publish({ payload: 'x', retain: true });
    expect(plain.takeOne('PUBLISH').retain).toBe(false);
    expect(asPublished.takeOne('PUBLISH').retain).toBe(true);
    expect(old.takeOne('PUBLISH').retain).toBe(false);
  });

  test('leaves when it expires, and tells how long it still has until then [MQTT-3.3.2-5], [MQTT-3.3.2-6]', () => {
    const talk = new Talk();
    const properties = { messageExpiryInterval: 10 };
    talk.join().publish({ payload: 'x', retain: true, properties });
    talk.advance(3_500);
    const early = talk.join();
    early.subscribe('t');
    expect(early.take()[1]).toMatchObject({ properties: { messageExpiryInterval: 7 } });
    talk.advance(6_500);
    const late = talk.join();
    late.subscribe('t');
    expect(late.take()).toHaveLength(1);
    expect(talk.broker.snapshot().retained.size).toBe(0);
    expect(talk.told('retained-cleared')).toMatchObject([{ why: 'expired', at: 10_000 }]);
  });

  test('that replaces one with an expiry is not thrown out by the old alarm', () => {
    const talk = new Talk();
    const writer = talk.join();
    writer.publish({ payload: 'x', retain: true, properties: { messageExpiryInterval: 1 } });
    writer.publish({ payload: 'y', retain: true });
    talk.advance(5_000);
    const reader = talk.join();
    reader.subscribe('t');
    expect(reader.takePayloads()).toEqual(['y']);
  });

  test('finds no room: 0x97 at QoS 1, and the others stay', () => {
    const talk = new Talk({ maximumRetainedMessages: 1 });
    const writer = talk.join();
    writer.publish({ topic: 'a', payload: '1', retain: true });
    writer.publish({ topic: 'b', payload: '2', retain: true, qos: 1, packetId: 1 });
    expect(writer.takeOne('PUBACK').reasonCode).toBe(0x97);
    writer.publish({ topic: 'a', payload: '3', retain: true, qos: 1, packetId: 2 });
    expect(writer.takeOne('PUBACK').reasonCode).toBe(0x10);
    const reader = talk.join();
    reader.subscribe('#');
    expect(reader.takePayloads()).toEqual(['3']);
  });

  test('is not part of a session: it stays when its publisher is forgotten [v5 4.1]', () => {
    const talk = new Talk();
    const writer = talk.join({ clientId: 'w' });
    writer.publish({ payload: 'x', retain: true });
    writer.vanish();
    const reader = talk.join();
    reader.subscribe('t');
    expect(reader.takePayloads()).toEqual(['x']);
  });
});
