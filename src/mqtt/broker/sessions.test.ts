import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

const present = (talk: Talk, clientId = 'a') => {
  const client = talk.open();
  client.connect({ clientId, properties: { sessionExpiryInterval: 100 } });
  return client.takeConnack().sessionPresent;
};

describe('a session', () => {
  test('ends with its connection when no expiry was asked for [MQTT-4.1.0-2]', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a' }).vanish();
    expect(talk.told('session-ended')).toHaveLength(1);
    expect(present(talk)).toBe(false);
  });

  test('lives on for exactly its expiry interval [MQTT-3.1.2-23]', () => {
    for (const [wait, there] of [
      [9_999, true],
      [10_000, false],
    ] as const) {
      const talk = new Talk();
      talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 10 } }).vanish();
      talk.advance(wait);
      expect(present(talk)).toBe(there);
    }
  });

  test('is over when its time is over, even if nobody rang the alarm', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 10 } }).vanish();
    talk.now = 10_000;
    expect(present(talk)).toBe(false);
  });

  test('does not expire while its client is connected [MQTT-4.1.0-1]', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 10 } });
    talk.advance(1_000_000);
    expect(present(talk)).toBe(true);
  });

  test('takes along what was not acknowledged and what still waited, and says so', () => {
    const talk = new Talk();
    const client = talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 10 } });
    client.subscribe('t', { qos: 1 });
    const writer = talk.join({ clientId: 'w' });
    writer.publish({ qos: 1, packetId: 1 });
    client.vanish();
    writer.publish({ qos: 1, packetId: 1 });
    talk.advance(10_000);
    const lost = talk.told('dropped').map(({ clientId, topic, why }) => [clientId, topic, why]);
    expect(lost).toEqual([
      ['a', 't', 'session-ended'],
      ['a', 't', 'session-ended'],
    ]);
  });

  test('of 0xFFFFFFFF does not expire', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 0xffffffff } }).vanish();
    expect(talk.broker.nextAlarm()).toBeUndefined();
  });

  test('can be given another life time by DISCONNECT [v5 3.14.2.2.2]', () => {
    const talk = new Talk();
    const client = talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 10 } });
    client.say({ type: 'DISCONNECT', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
    expect(talk.told('session-ended')).toHaveLength(1);
    expect(present(talk)).toBe(false);
  });

  test('that was to end cannot be kept by DISCONNECT: 0x82 [v5 3.14.2.2.2]', () => {
    const talk = new Talk();
    const client = talk.join({ clientId: 'a' });
    client.say({ type: 'DISCONNECT', reasonCode: 0, properties: { sessionExpiryInterval: 10 } });
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x82);
    expect(present(talk)).toBe(false);
  });

  test('that ended has no subscriptions left', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a' }).follow('t', { qos: 1 }).vanish();
    const writer = talk.join();
    writer.publish({ qos: 1, packetId: 1 });
    expect(writer.takeOne('PUBACK').reasonCode).toBe(0x10);
  });

  test('coming and going for years leaves one alarm, not thousands', () => {
    const talk = new Talk();
    for (let visit = 0; visit < 1_000; visit += 1) {
      talk.join({ clientId: 'a', properties: { sessionExpiryInterval: 1_000 } }).vanish();
      talk.advance(1_000);
    }
    talk.advance(999_000 - 1);
    expect(talk.told('session-ended')).toEqual([]);
    talk.advance(1);
    expect(talk.told('session-ended')).toHaveLength(1);
    expect(talk.broker.nextAlarm()).toBeUndefined();
  });
});
