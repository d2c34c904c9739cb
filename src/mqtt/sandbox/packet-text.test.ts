import { describe, expect, test } from 'vitest';
import { writePacket } from '#mqtt/wire';
import { packetFromWords, type Word } from './packet-from-words.ts';
import { describeBytes, describePacket } from './packet-text.ts';

const defaults = { protocolVersion: 5, clientId: 'me', packetId: 1 } as const;

describe('packets as text', () => {
  test.each([
    'CONNECT clientId=a cleanStart keepAlive=60 userName=u password=p',
    'CONNECT version=4 clientId=a will.topic=w will.payload=gone will.qos=1 will.retain',
    'CONNECT clientId=a will.topic=w will.payload=x will.willDelayInterval=5 sessionExpiryInterval=0',
    'PUBLISH topic=a/b payload="hello world" qos=1 retain dup packetId=7 messageExpiryInterval=5',
    'PUBLISH topic=t payload="" userProperty=k:v userProperty=k:w topicAlias=3',
    'PUBLISH topic=t payload=x correlationData=abc contentType="text/plain; x"',
    'PUBREC packetId=3 reasonCode=0x97 reasonString=full',
    'SUBSCRIBE packetId=4 filter=a/# qos=1 noLocal filter=b retainAsPublished retainHandling=2 subscriptionIdentifier=9',
    'UNSUBSCRIBE packetId=5 filter=a filter=b',
    'PINGREQ',
    'DISCONNECT reasonCode=0x04',
    'AUTH reasonCode=0x19 authenticationMethod=SCRAM',
  ])('%s, read and written again', (text) => {
    const [type = '', ...rest] = text.match(/[^\s="]+(?:=(?:"[^"]*"|\S*))?/g) ?? [];
    const words = rest.map((word): Word => {
      const [name = '', value] = word.split(/=(.*)/s);
      return [name, value === undefined ? 'true' : value.replaceAll('"', '')];
    });
    const packet = packetFromWords(type as 'CONNECT', words, defaults);
    expect(describePacket(packet)).toBe(text);
    const version = packet.type === 'CONNECT' ? packet.protocolVersion : 5;
    const bytes = writePacket(packet, version);
    expect(describeBytes(bytes, version, 'client')).toEqual([text]);
  });

  test('shows what cannot be read as bytes, and keeps what comes before', () => {
    const bytes = Uint8Array.of(0xc0, 0, 0xc0, 0, 0x30, 9, 0xff);
    expect(describeBytes(bytes, 5, 'client')).toEqual(['PINGREQ', 'PINGREQ', '30 09 ff']);
    expect(describeBytes(Uint8Array.of(0x36, 0), 5, 'client')).toEqual(['36 00']);
  });

  test('shows a payload that is no text as bytes', () => {
    const payload = Uint8Array.of(0, 255);
    const packet = {
      type: 'PUBLISH',
      topic: 't',
      payload,
      qos: 0,
      retain: false,
      dup: false,
    } as const;
    expect(describePacket(packet)).toBe('PUBLISH topic=t payload="00 ff"');
  });

  test('are ASCII in scripts, and say so', () => {
    expect(() => packetFromWords('PUBLISH', [['payload', 'é']], defaults)).toThrow('ASCII');
  });
});
