import { expect, test } from 'vitest';
import { jsonOf, shown, textOf } from './log.ts';

test('what a peer chose is quoted, escaped and cut before it reaches a terminal', () => {
  expect(shown('a\u001b[31m\r\nb')).toBe('"a\\u001b[31m\\r\\nb"');
  expect(shown('\u009b31m\u202e')).toBe('"\\u009b31m\\u202e"');
  expect(shown('x'.repeat(500)).length).toBeLessThan(100);
});

test('a line for people says who published what to how many', () => {
  const text = textOf({
    kind: 'routed',
    at: 1,
    clientId: 'pump',
    topic: 'test/1',
    qos: 1,
    subscribers: 1,
  });
  expect(text).toBe('"pump" published to "test/1", QoS 1, 1 subscriber');
});

test('packets as they are read make no line for people', () => {
  const notice = {
    kind: 'packet-read' as const,
    at: 1,
    line: 'tcp-1',
    packet: { type: 'PINGREQ' as const },
    size: 2,
  };
  expect(textOf(notice)).toBeUndefined();
});

test('a JSON line is one line, with the wall clock and bytes as hexadecimal text', () => {
  const json = jsonOf(
    {
      kind: 'packet-read',
      at: 1,
      line: 'tcp-1',
      size: 9,
      packet: {
        type: 'PUBLISH',
        topic: 'a\nb',
        payload: Uint8Array.of(0, 255),
        qos: 0,
        retain: false,
        dup: false,
      },
    },
    new Date(0),
  );
  expect(json).not.toContain('\n');
  expect(JSON.parse(json)).toMatchObject({
    time: '1970-01-01T00:00:00.000Z',
    kind: 'packet-read',
    packet: { topic: 'a\nb', payload: '00ff' },
  });
});

test('passwords and what proves an identity are in no log', () => {
  const secret = Uint8Array.of(1, 2, 3);
  const json = jsonOf(
    {
      kind: 'packet-read',
      at: 1,
      line: 'tcp-1',
      size: 9,
      packet: {
        type: 'CONNECT',
        protocolVersion: 5,
        clientId: 'ann',
        cleanStart: true,
        keepAlive: 0,
        userName: 'ann',
        password: secret,
        properties: { authenticationMethod: 'SCRAM-SHA-256', authenticationData: secret },
      },
    },
    new Date(0),
  );
  expect(json).not.toContain('010203');
  expect(JSON.parse(json).packet).toMatchObject({ userName: 'ann', password: '(not shown)' });
});
