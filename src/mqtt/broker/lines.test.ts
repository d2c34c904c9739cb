import { describe, expect, test } from 'vitest';
import { writePacket } from '#mqtt/wire';
import { Talk } from './broker.testing.ts';

describe('a line', () => {
  test('may bring packets byte by byte, or many at once', () => {
    const talk = new Talk();
    const reader = talk.join().follow('t');
    const writer = talk.join();
    const one = writePacket(
      {
        type: 'PUBLISH',
        topic: 't',
        payload: new Uint8Array(1),
        qos: 0,
        retain: false,
        dup: false,
      },
      5,
    );
    for (const byte of one) writer.write([byte]);
    expect(reader.take()).toHaveLength(1);
    writer.write([...one, ...one, ...one.subarray(0, 3)]);
    expect(reader.take()).toHaveLength(2);
    writer.write(one.subarray(3));
    expect(reader.take()).toHaveLength(1);
  });

  test('that begins with anything but CONNECT is closed without a word [MQTT-3.1.0-1]', () => {
    for (const bytes of [[0xc0, 0x00], [0x47], [0x16, 0x03, 0x01]]) {
      const client = new Talk().open();
      client.write(bytes);
      expect(client.isClosed).toBe(true);
      expect(client.bytes).toEqual([]);
    }
  });

  test('asking for a later version hears 0x84, for an earlier one return code 1', () => {
    const talk = new Talk();
    const later = talk.open();
    later.write([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 6, 2, 0, 0, 0, 0, 0]);
    expect(later.takeConnack().reasonCode).toBe(0x84);
    const earlier = talk.open();
    earlier.version = 4;
    earlier.write([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 2, 2, 0, 0, 0, 0]);
    expect(earlier.takeConnack().reasonCode).toBe(1);
    expect([later.isClosed, earlier.isClosed]).toEqual([true, true]);
  });

  test('with another protocol name is closed without a word', () => {
    const client = new Talk().open();
    client.write([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x58, 5, 2, 0, 0, 0, 0]);
    expect([client.bytes, client.isClosed]).toEqual([[], true]);
  });

  test('with a malformed CONNECT of 5 hears why [MQTT-3.1.4-1]', () => {
    const client = new Talk().open();
    // The reserved bit of the connect flags is set.
    client.write([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 3, 0, 0, 0, 0, 0]);
    expect(client.takeConnack().reasonCode).toBe(0x81);
  });

  test('with malformed bytes after CONNECT: 5 hears the reason, 3.1.1 hears nothing [MQTT-4.13.1-1]', () => {
    const talk = new Talk();
    const five = talk.join();
    five.write([0x36, 0]);
    expect(five.takeOne('DISCONNECT')).toMatchObject({ reasonCode: 0x81 });
    const four = talk.join({ protocolVersion: 4, cleanStart: true });
    four.write([0x36, 0]);
    expect(four.take()).toEqual([]);
    expect([five.isClosed, four.isClosed]).toEqual([true, true]);
    expect(talk.told('rule-broken')).toHaveLength(2);
  });

  test('with a packet that is too large hears 0x95, when the size is announced', () => {
    const talk = new Talk({ maximumPacketSize: 100 });
    const client = talk.join();
    client.write([0x30, 0x80, 0x01]);
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x95);
  });

  test('with a second CONNECT hears 0x82, whatever else is wrong with it [MQTT-3.1.0-2]', () => {
    for (const level of [4, 5, 6]) {
      const client = new Talk().join();
      client.write([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, level, 3, 0, 0, 0, 0, 0]);
      expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x82);
    }
  });

  test('with a packet that only a server sends hears 0x82', () => {
    const client = new Talk().join();
    client.write([0xd0, 0]);
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x82);
  });

  test('is not heard any more after DISCONNECT [MQTT-3.14.4-1]', () => {
    const talk = new Talk();
    const reader = talk.join().follow('t');
    const writer = talk.join();
    const publish = writePacket(
      {
        type: 'PUBLISH',
        topic: 't',
        payload: new Uint8Array(0),
        qos: 0,
        retain: false,
        dup: false,
      },
      5,
    );
    writer.write([0xe0, 0x00, ...publish]);
    writer.write(publish);
    expect(reader.take()).toEqual([]);
    expect(writer.isClosed).toBe(true);
  });

  test('that nobody knows changes nothing', () => {
    const talk = new Talk();
    const before = talk.broker.snapshot();
    talk.give({ kind: 'bytes-came', at: 0, line: 'ghost', bytes: Uint8Array.of(0xc0, 0) });
    talk.give({ kind: 'line-lost', at: 0, line: 'ghost' });
    expect(talk.broker.snapshot()).toEqual(before);
  });

  test('with AUTH, and a CONNECT that named no method, hears 0x82', () => {
    const client = new Talk().join();
    client.say({ type: 'AUTH', reasonCode: 0x19, properties: { authenticationMethod: 'x' } });
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x82);
  });

  test('is told when the server shuts down: 0x8B', () => {
    const talk = new Talk();
    const client = talk.join();
    talk.give({ kind: 'shutting-down', at: 0 });
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x8b);
    expect(client.isClosed).toBe(true);
  });
});
