import { describe, expect, test } from 'vitest';
import type { Ack } from '#mqtt/wire';
import { Talk } from './broker.testing.ts';

const kept = { sessionExpiryInterval: 1_000 };
const ack = (type: Ack['type'], packetId: number, reasonCode = 0): Ack => ({
  type,
  packetId,
  reasonCode,
});

/** A reader called `r` that follows `t` at QoS 2, and a writer. */
function scene(settings = {}, properties = {}) {
  const talk = new Talk(settings);
  const reader = talk
    .join({ clientId: 'r', properties: { ...kept, ...properties } })
    .follow('t', { qos: 2 });
  const writer = talk.join({ clientId: 'w', properties: kept });
  const back = (more = {}) => {
    const client = talk.open();
    client.connect({ clientId: 'r', properties: { ...kept, ...more } });
    return client;
  };
  let packetId = 0;
  const publish = (payload: string, qos: 1 | 2 = 1, more = {}) => {
    packetId += 1;
    writer.publish({ payload, qos, packetId, ...more });
  };
  return { talk, reader, writer, back, publish };
}

describe('QoS 1 from a client', () => {
  test('is acknowledged with its packet id, once for each PUBLISH [MQTT-4.3.2-4], [MQTT-4.3.2-5]', () => {
    const { writer, reader } = scene();
    writer.publish({ payload: 'x', qos: 1, packetId: 7 });
    writer.publish({ payload: 'x', qos: 1, packetId: 7, dup: true });
    expect(writer.take()).toMatchObject([ack('PUBACK', 7), ack('PUBACK', 7)]);
    expect(reader.takePayloads()).toEqual(['x', 'x']);
  });
});

describe('QoS 2 from a client', () => {
  test('is handed on once, however often PUBLISH comes [MQTT-4.3.3-10]', () => {
    const { writer, reader } = scene();
    writer.publish({ payload: 'x', qos: 2, packetId: 7 });
    writer.publish({ payload: 'x', qos: 2, packetId: 7, dup: true });
    expect(writer.take()).toMatchObject([ack('PUBREC', 7), ack('PUBREC', 7)]);
    writer.say(ack('PUBREL', 7));
    expect(writer.takeOne('PUBCOMP')).toMatchObject(ack('PUBCOMP', 7)); // [MQTT-4.3.3-11]
    writer.publish({ payload: 'y', qos: 2, packetId: 7 });
    expect(reader.takePayloads()).toEqual(['x', 'y']);
  });

  test('is remembered while the client is away [v5 4.1]', () => {
    const { talk, writer, reader } = scene();
    writer.publish({ payload: 'x', qos: 2, packetId: 7 });
    writer.vanish();
    const again = talk.join({ clientId: 'w', properties: kept });
    again.publish({ payload: 'x', qos: 2, packetId: 7, dup: true });
    expect(reader.takePayloads()).toEqual(['x']);
  });

  test('released without having been sent is answered with 0x92 in 5', () => {
    const { talk, writer } = scene();
    writer.say(ack('PUBREL', 9));
    expect(writer.takeOne('PUBCOMP')).toMatchObject(ack('PUBCOMP', 9, 0x92));
    const four = talk.join({ protocolVersion: 4, cleanStart: true });
    four.say(ack('PUBREL', 9));
    expect(four.takeOne('PUBCOMP').reasonCode).toBe(0);
  });

  test('beyond our Receive Maximum is 0x93; finishing one makes room [MQTT-3.3.4-7]', () => {
    const { writer } = scene({ receiveMaximum: 2 });
    writer.publish({ qos: 2, packetId: 1 });
    writer.publish({ qos: 2, packetId: 2 });
    writer.say(ack('PUBREL', 1));
    writer.publish({ qos: 2, packetId: 3 });
    expect(writer.take()).toHaveLength(4);
    writer.publish({ qos: 2, packetId: 4 });
    expect(writer.takeOne('DISCONNECT').reasonCode).toBe(0x93);
  });
});

describe('QoS 1 and 2 to a client', () => {
  test('use packet ids that are not in use, from 1 on [MQTT-2.2.1-4]', () => {
    const { reader, publish } = scene();
    for (const payload of ['a', 'b', 'c']) publish(payload);
    expect(reader.take()).toMatchObject([{ packetId: 1 }, { packetId: 2 }, { packetId: 3 }]);
    reader.say(ack('PUBACK', 2));
    publish('d');
    expect(reader.takeOne('PUBLISH').packetId).toBe(4);
  });

  test('walk through PUBREC, PUBREL, PUBCOMP [MQTT-4.3.3-4]', () => {
    const { talk, reader, publish } = scene();
    publish('x', 2);
    expect(reader.takeOne('PUBLISH')).toMatchObject({ qos: 2, dup: false });
    reader.say(ack('PUBREC', 1));
    expect(reader.takeOne('PUBREL')).toMatchObject(ack('PUBREL', 1));
    reader.say(ack('PUBCOMP', 1));
    expect(talk.broker.snapshot().sessions.get('r')?.inFlight.size).toBe(0);
  });

  test('are sent again when the client comes back, in order, same ids, with DUP [MQTT-4.4.0-1], [MQTT-3.3.1-1]', () => {
    const { reader, back, publish } = scene();
    publish('a');
    publish('b', 2);
    publish('c', 2);
    publish('d');
    reader.say(ack('PUBREC', 2), ack('PUBACK', 1));
    reader.vanish();
    expect(back().take()).toMatchObject([
      { type: 'CONNACK', sessionPresent: true },
      { type: 'PUBREL', packetId: 2 },
      { type: 'PUBLISH', packetId: 3, dup: true, qos: 2 },
      { type: 'PUBLISH', packetId: 4, dup: true, qos: 1 },
    ]);
  });

  test('are never sent again on a living connection', () => {
    const { talk, reader, publish } = scene();
    publish('a');
    reader.take();
    talk.advance(1e9);
    expect(reader.take()).toEqual([]);
  });

  test('wait while the client is away, and arrive in order, without DUP [MQTT-4.5.0-1], [MQTT-4.6.0-5]', () => {
    const { reader, back, publish } = scene();
    reader.vanish();
    for (const payload of ['a', 'b', 'c']) publish(payload);
    const [, ...messages] = back().take();
    expect(messages.map((packet) => packet.type === 'PUBLISH' && packet.dup)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('at QoS 0 do not wait for anybody', () => {
    const { talk, reader, writer, back } = scene();
    reader.vanish();
    writer.publish({ payload: 'x' });
    expect(back().takePayloads()).toEqual([]);
    expect(talk.told('dropped')).toMatchObject([{ clientId: 'r', why: 'offline-qos-0' }]);
  });

  test('fill the queue up to its limit; the newest is dropped', () => {
    const { talk, reader, back, publish } = scene({ maximumQueuedMessages: 2 });
    reader.vanish();
    for (const payload of ['a', 'b', 'c']) publish(payload);
    expect(talk.told('dropped')).toMatchObject([{ why: 'queue-full' }]);
    expect(back().takePayloads()).toEqual(['a', 'b']);
  });

  test('expire in the queue, and count their waiting [MQTT-3.3.2-5], [MQTT-3.3.2-6]', () => {
    const { talk, reader, back, publish } = scene();
    reader.vanish();
    publish('short', 1, { properties: { messageExpiryInterval: 10 } });
    publish('long', 1, { properties: { messageExpiryInterval: 100 } });
    talk.advance(10_000);
    expect(back().take().slice(1)).toMatchObject([{ properties: { messageExpiryInterval: 90 } }]);
    expect(talk.told('dropped')).toMatchObject([{ why: 'expired' }]);
  });

  test('once sent do not expire any more [MQTT-4.3.3-7]', () => {
    const { talk, reader, back, publish } = scene();
    publish('x', 2, { properties: { messageExpiryInterval: 10 } });
    reader.vanish();
    talk.advance(20_000);
    expect(back().takePayloads()).toEqual(['x']);
  });

  test('never exceed the Receive Maximum of the client [MQTT-3.3.4-9], [MQTT-4.9.0-2]', () => {
    const { reader, publish } = scene({}, { receiveMaximum: 2 });
    for (const payload of ['a', 'b', 'c', 'd', 'e']) publish(payload);
    expect(reader.takePayloads()).toEqual(['a', 'b']);
    reader.say(ack('PUBACK', 2));
    expect(reader.takePayloads()).toEqual(['c']);
    reader.say(ack('PUBACK', 1), ack('PUBACK', 1), ack('PUBACK', 99));
    expect(reader.takePayloads()).toEqual(['d']);
  });

  test('of QoS 2 give room back at PUBCOMP, or at a PUBREC that refuses [v5 4.9]', () => {
    const { reader, publish } = scene({}, { receiveMaximum: 1 });
    for (const payload of ['a', 'b', 'c']) publish(payload, 2);
    expect(reader.takePayloads()).toEqual(['a']);
    reader.say(ack('PUBREC', 1));
    expect(reader.takePayloads()).toEqual([]);
    reader.say(ack('PUBCOMP', 1));
    expect(reader.takePayloads()).toEqual(['b']);
    reader.say(ack('PUBREC', 2, 0x97));
    expect(reader.takePayloads()).toEqual(['c']);
  });

  test('keep to a smaller Receive Maximum after coming back', () => {
    const { reader, back, publish } = scene();
    for (const payload of ['a', 'b', 'c']) publish(payload);
    reader.vanish();
    publish('d');
    const again = back({ receiveMaximum: 2 });
    expect(again.takePayloads()).toEqual(['a', 'b']);
    again.say(ack('PUBACK', 1));
    expect(again.take()).toMatchObject([{ packetId: 3, dup: true }]);
    again.say(ack('PUBACK', 2));
    expect(again.take()).toMatchObject([{ packetId: 4, dup: false }]);
  });

  test('acknowledged with the wrong packet stay where they are', () => {
    const { talk, reader, publish } = scene();
    publish('x', 2);
    reader.say(ack('PUBACK', 1), ack('PUBCOMP', 1));
    expect(talk.broker.snapshot().sessions.get('r')?.inFlight.size).toBe(1);
  });

  test('that we do not know get a PUBREL with 0x92, so that the client can forget them', () => {
    const { reader } = scene();
    reader.say(ack('PUBREC', 50));
    expect(reader.takeOne('PUBREL')).toMatchObject(ack('PUBREL', 50, 0x92));
  });

  test('too large for the client are left out as if they had been sent [MQTT-3.1.2-24], [MQTT-3.1.2-25]', () => {
    const { talk, reader, writer, publish } = scene({}, { maximumPacketSize: 20 });
    publish('x'.repeat(20));
    writer.publish({ payload: 'x'.repeat(20) });
    publish('ok');
    expect(reader.takePayloads()).toEqual(['ok']);
    expect(talk.told('dropped').map(({ why }) => why)).toEqual(['too-large', 'too-large']);
  });

  test('use all 65,535 packet ids and then the first one again', () => {
    const { reader, publish } = scene();
    publish('stays');
    reader.take();
    for (let count = 2; count <= 65_535; count += 1) {
      publish('goes', 1, { packetId: 1 });
      reader.say(ack('PUBACK', reader.takeOne('PUBLISH').packetId ?? 0));
    }
    publish('next', 1, { packetId: 1 });
    expect(reader.takeOne('PUBLISH').packetId).toBe(2);
  });
});
