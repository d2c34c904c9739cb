import { describe, expect, test } from 'vitest';
import { Talk, text } from '../broker.testing.ts';

const kept = { sessionExpiryInterval: 100 };

describe('CONNECT', () => {
  test('is answered with CONNACK before anything else [MQTT-3.2.0-1]', () => {
    const talk = new Talk();
    const first = talk.join({ clientId: 'a', properties: kept }).follow('t', { qos: 1 });
    first.vanish();
    talk.join().publish({ qos: 1, packetId: 1 });
    const again = talk.open();
    again.connect({ clientId: 'a', properties: kept });
    expect(again.take().map(({ type }) => type)).toEqual(['CONNACK', 'PUBLISH']);
  });

  test('starts or resumes a session, and says which [MQTT-3.2.2-2], [MQTT-3.2.2-3]', () => {
    const talk = new Talk();
    const connect = (cleanStart: boolean) => {
      const client = talk.open();
      client.connect({ clientId: 'a', cleanStart, properties: kept });
      const { sessionPresent } = client.takeConnack();
      client.vanish();
      return sessionPresent;
    };
    expect([connect(false), connect(false), connect(true), connect(false)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  test('with a client id that is connected sends the older one away with 0x8E [MQTT-3.1.4-3]', () => {
    const talk = new Talk();
    const older = talk.join({ clientId: 'a' });
    talk.join({ clientId: 'a' });
    expect(older.takeOne('DISCONNECT').reasonCode).toBe(0x8e);
    expect(older.isClosed).toBe(true);
  });

  test('resumes a kept session that it takes over [MQTT-3.1.2-5]', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a', properties: kept }).follow('t');
    const newer = talk.open();
    newer.connect({ clientId: 'a', properties: kept });
    expect(newer.takeConnack().sessionPresent).toBe(true);
    talk.join().publish({ payload: 'still here' });
    expect(newer.takePayloads()).toEqual(['still here']);
  });

  test('without a client id is given one that is new, told in CONNACK [MQTT-3.1.3-6], [MQTT-3.1.3-7]', () => {
    const talk = new Talk();
    const ids = [1, 2].map(() => {
      const client = talk.open();
      client.connect({ clientId: '' });
      return client.takeConnack().properties?.assignedClientIdentifier;
    });
    expect(ids[0]).toMatch(/^[0-9a-z]{1,23}$/);
    expect(ids[1]).toMatch(/^[0-9a-z]{1,23}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('given another seed, assigns other client ids', () => {
    const assigned = (seed: number) => {
      const client = new Talk({ seed }).open();
      client.connect({ clientId: '' });
      return client.takeConnack().properties?.assignedClientIdentifier;
    };
    expect(assigned(1)).toBe(assigned(1));
    expect(assigned(1)).not.toBe(assigned(2));
  });

  test('of 3.1.1 without a client id needs Clean Session [v3.1.1 MQTT-3.1.3-7, MQTT-3.1.3-8]', () => {
    const talk = new Talk();
    const clean = talk.open();
    clean.connect({ clientId: '', protocolVersion: 4, cleanStart: true });
    expect(clean.takeConnack().reasonCode).toBe(0);
    const keeping = talk.open();
    keeping.connect({ clientId: '', protocolVersion: 4, cleanStart: false });
    expect(keeping.takeConnack().reasonCode).toBe(2);
    expect(keeping.isClosed).toBe(true);
  });

  test('of 3.1.1 keeps its session for ever, or not at all, by Clean Session', () => {
    const talk = new Talk();
    const connect = (cleanStart: boolean) => {
      const client = talk.open();
      client.connect({ clientId: 'a', protocolVersion: 4, cleanStart });
      const { sessionPresent } = client.takeConnack();
      client.vanish();
      talk.advance(1e12);
      return sessionPresent;
    };
    expect([connect(false), connect(false), connect(true), connect(false)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('of 3.1 works, and its CONNACK knows no Session Present', () => {
    const talk = new Talk();
    talk.join({ clientId: 'a', protocolVersion: 3 }).vanish();
    const again = talk.open();
    again.connect({ clientId: 'a', protocolVersion: 3 });
    expect(again.bytes.map((bytes) => [...bytes])).toEqual([[0x20, 2, 0, 0]]);
  });

  test('with an authentication method is refused with 0x8C [MQTT-4.12.0-1]', () => {
    const client = new Talk().open();
    client.connect({ properties: { authenticationMethod: 'SCRAM-SHA-256' } });
    const { reasonCode, sessionPresent } = client.takeConnack();
    expect([reasonCode, sessionPresent, client.isClosed]).toEqual([0x8c, false, true]);
  });

  test('beyond the last session is refused: 0x97 in 5, return code 3 before', () => {
    const talk = new Talk({ maximumSessions: 1 });
    talk.join({ clientId: 'a' });
    for (const [protocolVersion, code] of [
      [5, 0x97],
      [4, 3],
    ] as const) {
      const client = talk.open();
      client.connect({ clientId: 'b', protocolVersion, cleanStart: true });
      expect(client.takeConnack().reasonCode).toBe(code);
    }
    const same = talk.open();
    same.connect({ clientId: 'a' });
    expect(same.takeConnack().reasonCode).toBe(0);
  });

  test('twice on one line is a protocol error [MQTT-3.1.0-2]', () => {
    const client = new Talk().join();
    client.connect();
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x82);
    expect(client.isClosed).toBe(true);
  });

  test('hears what differs from what it asked for: session expiry, keep alive', () => {
    const talk = new Talk({ maximumSessionExpiryInterval: 60, serverKeepAlive: 30 });
    const client = talk.open();
    client.connect({ keepAlive: 0, properties: { sessionExpiryInterval: 0xffffffff } });
    expect(client.takeConnack().properties).toMatchObject({
      sessionExpiryInterval: 60,
      serverKeepAlive: 30,
    });
    const modest = talk.open();
    modest.connect({ keepAlive: 20, properties: { sessionExpiryInterval: 5 } });
    const { properties } = modest.takeConnack();
    expect(properties).not.toHaveProperty('sessionExpiryInterval');
    expect(properties).not.toHaveProperty('serverKeepAlive');
  });

  test('hears the limits of this server', () => {
    const talk = new Talk({
      receiveMaximum: 10,
      maximumPacketSize: 500,
      topicAliasMaximum: 0,
      sharedSubscriptions: false,
    });
    const client = talk.open();
    client.connect();
    expect(client.takeConnack().properties).toEqual({
      receiveMaximum: 10,
      maximumPacketSize: 500,
      sharedSubscriptionAvailable: 0,
    });
  });

  test('keeps the will as its own bytes, whatever the host does with the rest', () => {
    const talk = new Talk();
    const heir = talk.join().follow('w');
    const will = { topic: 'w', payload: text('gone'), qos: 0, retain: false } as const;
    talk.join({ will, userName: 'x'.repeat(1000) }).vanish();
    expect(heir.takePayloads()).toEqual(['gone']);
  });
});
