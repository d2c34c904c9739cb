import { describe, expect, test } from 'vitest';
import { Talk, text } from './broker.testing.ts';

const will = { topic: 'w', payload: text('x'), qos: 0, retain: false } as const;

function refusalOf(talk: Talk, connect: Parameters<ReturnType<Talk['open']>['connect']>[0]) {
  const client = talk.open();
  client.connect(connect);
  return client.takeConnack().reasonCode;
}

describe('a Maximum QoS', () => {
  test('is told in CONNACK [MQTT-3.2.2-9], and a PUBLISH above is 0x9B [MQTT-3.2.2-11]', () => {
    const talk = new Talk({ maximumQoS: 1 });
    const client = talk.open();
    client.connect();
    expect(client.takeConnack().properties).toMatchObject({ maximumQoS: 1 });
    client.publish({ qos: 1, packetId: 1 });
    expect(client.takeOne('PUBACK').reasonCode).toBe(0x10);
    client.publish({ qos: 2, packetId: 2 });
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x9b);
  });

  test('is not exceeded by a will: 0x9B [MQTT-3.2.2-12]', () => {
    const talk = new Talk({ maximumQoS: 1 });
    expect(refusalOf(talk, { will: { ...will, qos: 2 } })).toBe(0x9b);
    expect(refusalOf(talk, { will: { ...will, qos: 1 } })).toBe(0);
  });

  test('closes the line of 3.1.1, which has no word for it', () => {
    const client = new Talk({ maximumQoS: 0 }).join({ protocolVersion: 4, cleanStart: true });
    client.publish({ qos: 1, packetId: 1 });
    expect([client.take(), client.isClosed]).toEqual([[], true]);
  });
});

describe('a server that does not retain', () => {
  test('says so, and a PUBLISH with RETAIN is 0x9A [MQTT-3.2.2-14]', () => {
    const client = new Talk({ retainAvailable: false }).open();
    client.connect();
    expect(client.takeConnack().properties).toMatchObject({ retainAvailable: 0 });
    client.publish({ retain: true });
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x9a);
  });

  test('takes no will with RETAIN: 0x9A [MQTT-3.2.2-13]', () => {
    const talk = new Talk({ retainAvailable: false });
    expect(refusalOf(talk, { will: { ...will, retain: true } })).toBe(0x9a);
    expect(refusalOf(talk, { will })).toBe(0);
  });
});

describe('CONNACK', () => {
  test('carries Response Information for those who ask [MQTT-3.1.2-28]', () => {
    const talk = new Talk({ responseInformation: 'replies/%c/%u' });
    const told = (properties: object) => {
      const client = talk.open();
      client.connect({ clientId: 'a', userName: 'ann', properties });
      return client.takeConnack().properties?.responseInformation;
    };
    expect(told({ requestResponseInformation: 1 })).toBe('replies/a/ann');
    expect(told({ requestResponseInformation: 0 })).toBeUndefined();
    expect(told({})).toBeUndefined();
    const long = talk.open();
    long.connect({ clientId: 'x'.repeat(65_535), properties: { requestResponseInformation: 1 } });
    expect(long.takeConnack().properties).not.toHaveProperty('responseInformation');
  });

  test('that does not fit its client is 0x95, and nothing has happened to the session [MQTT-3.1.2-24]', () => {
    const talk = new Talk();
    const properties = { sessionExpiryInterval: 100 };
    const older = talk.join({ clientId: 'a', properties });
    const come = (maximumPacketSize: number) => {
      const client = talk.open();
      client.connect({ clientId: 'a', cleanStart: true, properties: { maximumPacketSize } });
      return [client.take(), client.isClosed];
    };
    expect(come(5)).toMatchObject([[{ type: 'CONNACK', reasonCode: 0x95 }], true]);
    expect(come(4)).toEqual([[], true]);
    expect([older.isClosed, talk.told('session-ended')]).toEqual([false, []]);
    // 5 bytes, and 5 for the Maximum Packet Size, 3 for the Topic Alias Maximum.
    expect(come(13)).toMatchObject([[{ type: 'CONNACK', reasonCode: 0 }], false]);
  });

  test('says nothing of what is as the standard assumes', () => {
    const client = new Talk().open();
    client.connect();
    expect(client.takeConnack().properties).toEqual({
      maximumPacketSize: 1_048_576,
      topicAliasMaximum: 16,
    });
  });
});

describe('reason strings', () => {
  const strict = { access: [], accessOtherwise: 'deny' } as const;
  const puback = (settings: object, properties: object) => {
    const client = new Talk({ ...strict, ...settings }).join({ properties });
    client.publish({ qos: 1, packetId: 1 });
    return client.takeOne('PUBACK').properties?.reasonString;
  };

  test('explain refusals in PUBACK, PUBREC and SUBACK', () => {
    const client = new Talk(strict).join();
    client.publish({ qos: 1, packetId: 1 });
    client.publish({ qos: 2, packetId: 2 });
    client.subscribe('t');
    const words = client.take().map((packet) => {
      return 'properties' in packet && packet.properties?.reasonString;
    });
    expect(words).toEqual([
      'You may not publish to this topic.',
      'You may not publish to this topic.',
      'You may not subscribe to this filter.',
    ]);
  });

  test('stay away from who asks for no problem information [MQTT-3.1.2-29]', () => {
    expect(puback({}, { requestProblemInformation: 0 })).toBeUndefined();
    expect(puback({}, { requestProblemInformation: 1 })).toBeTypeOf('string');
  });

  test('still come with CONNACK and DISCONNECT, where they may [MQTT-3.1.2-29]', () => {
    const client = new Talk().join({ properties: { requestProblemInformation: 0 } });
    client.connect();
    expect(client.takeOne('DISCONNECT').properties?.reasonString).toBeTypeOf('string');
  });

  test('stay away altogether where the server is set so', () => {
    expect(puback({ reasonStrings: false }, {})).toBeUndefined();
    const client = new Talk({ reasonStrings: false, maximumSessions: 0 }).open();
    client.connect();
    expect(client.takeConnack()).toMatchObject({ reasonCode: 0x97 });
    expect([...(client.bytes[0] ?? [])]).toEqual([0x20, 3, 0, 0x97, 0]);
  });

  test('never make a packet too large for its client [MQTT-3.4.2-2], [MQTT-3.2.2-19]', () => {
    expect(puback({}, { maximumPacketSize: 20 })).toBeUndefined();
    const client = new Talk({ maximumSessions: 0 }).open();
    client.connect({ properties: { maximumPacketSize: 20 } });
    expect(client.takeConnack().properties).toBeUndefined();
  });
});

describe('a full queue', () => {
  const waiting = (queueFull: 'drop-newest' | 'drop-oldest') => {
    const talk = new Talk({ maximumQueuedMessages: 2, queueFull });
    const properties = { sessionExpiryInterval: 100 };
    talk.join({ clientId: 'r', properties }).follow('t', { qos: 1 }).vanish();
    const writer = talk.join();
    for (const payload of ['1', '2', '3']) writer.publish({ payload, qos: 1, packetId: 1 });
    const back = talk.open();
    back.connect({ clientId: 'r', properties });
    expect(talk.told('dropped')).toMatchObject([{ why: 'queue-full' }]);
    return back.takePayloads();
  };

  test('drops what comes, or what has waited longest, as it is set', () => {
    expect(waiting('drop-newest')).toEqual(['1', '2']);
    expect(waiting('drop-oldest')).toEqual(['2', '3']);
  });
});
