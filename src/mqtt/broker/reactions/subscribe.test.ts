import { describe, expect, test } from 'vitest';
import { Talk } from '../broker.testing.ts';

describe('SUBSCRIBE', () => {
  test('is answered filter by filter, in order [MQTT-3.8.4-1], [MQTT-3.8.4-6]', () => {
    const client = new Talk({
      sharedSubscriptions: false,
      unavailableSubscription: 'suback',
    }).join();
    const options = { noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
    client.say({
      type: 'SUBSCRIBE',
      packetId: 77,
      subscriptions: [
        { topicFilter: 'a', qos: 2, ...options },
        { topicFilter: '$share/g/a', qos: 1, ...options },
        { topicFilter: 'b/#', qos: 0, ...options },
      ],
    });
    expect(client.takeOne('SUBACK')).toMatchObject({ packetId: 77, reasonCodes: [2, 0x9e, 0] });
  });

  test('for a filter that is there replaces it [MQTT-3.8.4-3]', () => {
    const talk = new Talk();
    const client = talk.join().follow('t', { qos: 2, identifier: 1 }).follow('t', { qos: 0 });
    talk.join().publish({ qos: 1, packetId: 1 });
    expect(client.takeOne('PUBLISH')).toMatchObject({ qos: 0 });
    expect(talk.told('subscribed').map(({ replaced }) => replaced)).toEqual([false, true]);
  });

  test('beyond the limit is refused: 0x97 in 5, 0x80 in 3.1.1; a replacement is not', () => {
    const talk = new Talk({ maximumSubscriptionsPerSession: 1 });
    for (const [protocolVersion, code] of [
      [5, 0x97],
      [4, 0x80],
    ] as const) {
      const client = talk.join({ protocolVersion, cleanStart: true }).follow('a');
      client.subscribe('b');
      expect(client.takeOne('SUBACK').reasonCodes).toEqual([code]);
      client.subscribe('a', { qos: 1 });
      expect(client.takeOne('SUBACK').reasonCodes).toEqual([1]);
    }
    const oldest = talk.join({ protocolVersion: 3, cleanStart: true }).follow('a');
    oldest.subscribe('b');
    expect([oldest.take(), oldest.isClosed]).toEqual([[], true]);
  });

  test('of 3.1.1 takes $share for a level like any other', () => {
    const talk = new Talk();
    const client = talk.join({ protocolVersion: 4, cleanStart: true }).follow('$share/g/t');
    talk.join().publish({ topic: 't' });
    talk.join().publish({ topic: '$share/g/t', payload: 'x' });
    expect(client.takePayloads()).toEqual(['x']);
  });
});

describe('UNSUBSCRIBE', () => {
  test('ends a subscription, and says which there were [MQTT-3.10.4-2], [MQTT-3.10.4-4]', () => {
    const talk = new Talk();
    const client = talk.join().follow('t');
    client.say({ type: 'UNSUBSCRIBE', packetId: 5, topicFilters: ['t', 'T', 't'] });
    expect(client.takeOne('UNSUBACK')).toMatchObject({
      packetId: 5,
      reasonCodes: [0, 0x11, 0x11],
    });
    talk.join().publish({});
    expect(client.take()).toEqual([]);
  });

  test('of 3.1.1 is answered without codes', () => {
    const client = new Talk().join({ protocolVersion: 4, cleanStart: true });
    client.say({ type: 'UNSUBSCRIBE', packetId: 5, topicFilters: ['t'] });
    expect([...(client.bytes.at(-1) ?? [])]).toEqual([0xb0, 2, 0, 5]);
  });

  test('does not stop what is on its way already [MQTT-3.10.4-3]', () => {
    const talk = new Talk();
    const properties = { sessionExpiryInterval: 60 };
    const client = talk.join({ clientId: 'a', properties }).follow('t', { qos: 1 });
    talk.join().publish({ qos: 1, packetId: 1, payload: 'x' });
    client.say({ type: 'UNSUBSCRIBE', packetId: 5, topicFilters: ['t'] });
    client.vanish();
    const again = talk.open();
    again.connect({ clientId: 'a', properties });
    expect(again.takePayloads()).toEqual(['x']);
  });
});
