// Chapters 1 and 2: strings, lengths, flags, packet identifiers, property lengths.

import { expect } from 'vitest';
import { type Client, field, frame, hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_NAME_INVALID = 0x90;
const TOPIC_FILTER_INVALID = 0x8f;

/** No properties, in the versions that have them. */
export const noProperties = ({ version }: Client) => (version === 5 ? '00' : '');

export const rawPublish = (client: Client, topic: Uint8Array, payload = '') =>
  frame(0x30, field(topic), noProperties(client), utf8(payload));

export const surrogate = hex('61 ed a0 80');
export const nullCharacter = hex('61 00');
export const badUtf8 = hex('61 ff');

export const dataPromises: readonly Promised[] = [
  promise(
    'a string that is not UTF-8, or has a surrogate in it, ends the connection',
    { 5: ['1.5.4-1'], 4: ['1.5.3-1'] },
    async (talk) => {
      for (const topic of [badUtf8, surrogate]) {
        const client = await talk.join();
        client.bytes(rawPublish(client, topic));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
      }
    },
  ),
  promise(
    'a string with U+0000 in it ends the connection',
    { 5: ['1.5.4-2', '4.7.3-2'], 4: ['1.5.3-2', '4.7.3-2'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(rawPublish(client, nullCharacter));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
    },
  ),
  promise(
    'U+0000 in a topic filter ends the connection',
    { 5: ['1.5.4-2', '4.7.3-2'], 4: ['1.5.3-2', '4.7.3-2'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x82, '00 01', noProperties(client), field(nullCharacter), '00'));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_FILTER_INVALID);
    },
  ),
  promise(
    'a byte order mark belongs to the string and is never stripped',
    { 5: ['1.5.4-3', '4.7.3-4'], 4: ['1.5.3-3', '4.7.3-4'] },
    async (talk) => {
      const marked = '\uFEFFa';
      const client = await talk.join();
      await client.subscribe(marked, { qos: 0 });
      client.say(client.publishPacket('a', 'bare'), client.publishPacket(marked, 'marked'));
      expect((await client.message('marked')).topic).toBe(marked);
      await client.silence();
    },
  ),
  promise(
    'the server writes every length in as few bytes as it can',
    { 5: ['1.5.5-1'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('t', { qos: 0, identifier: 127 });
      for (const size of [100, 120, 121, 122, 123, 124, 130, 16_370, 16_376, 16_384]) {
        client.say(client.publishPacket('t', 'x'.repeat(size)));
        // The reader refuses a length that is longer than it must be.
        expect((await client.message()).payload.length).toBe(size);
      }
    },
  ),
  promise('both halves of a user property are UTF-8', { 5: ['1.5.7-1'] }, async (talk) => {
    const good = field('k');
    for (const pair of [hex(field(badUtf8), good), hex(good, field(surrogate))]) {
      const client = await talk.join();
      const properties = hex('26', pair);
      client.bytes(frame(0x30, field('t'), Uint8Array.of(properties.length), properties));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
    }
  }),
  promise(
    'a reserved flag in the first byte ends the connection',
    { 5: ['2.1.3-1'], 4: ['2.2.2-1', '2.2.2-2'] },
    async (talk) => {
      for (const bytes of ['c1 00', 'c8 00', '41 02 00 01']) {
        const client = await talk.join();
        client.bytes(hex(bytes));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'a QoS 0 PUBLISH from the server has no packet identifier, and a length for its properties',
    { 5: ['2.2.1-2', '2.2.2-1'], 4: ['2.3.1-5'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('t', { qos: 0 });
      client.say(client.publishPacket('t', 'x'));
      await client.message('x');
      const expected = frame(0x30, field('t'), noProperties(client), utf8('x'));
      expect([...client.frame]).toEqual([...expected]);
    },
  ),
  promise(
    'a packet with an identifier of zero ends the connection',
    { 5: ['2.2.1-3'], 4: ['2.3.1-1'] },
    async (talk) => {
      const properties = noProperties(await talk.open());
      for (const packet of [
        frame(0x32, field('t'), '00 00', properties),
        frame(0x82, '00 00', properties, field('t'), '00'),
        frame(0xa2, '00 00', properties, field('t')),
      ]) {
        const client = await talk.join();
        client.bytes(packet);
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'each message the server sends has a non-zero identifier that is not in use',
    {
      5: ['2.2.1-4', '4.3.2-1', '4.3.3-1'],
      4: ['2.3.1-1', '2.3.1-2', '2.3.1-4', '4.3.2-1', '4.3.3-1'],
    },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      const used = new Set<number>();
      for (let count = 0; count < 12; count += 1) {
        await publisher.publish('t', '', { qos: count % 2 === 0 ? 1 : 2 });
        const { packetId = 0 } = await subscriber.message();
        expect(packetId).toBeGreaterThan(0);
        used.add(packetId);
      }
      expect(used.size).toBe(12);
    },
  ),
  promise(
    'an acknowledgement has the identifier of what it acknowledges',
    { 5: ['2.2.1-5', '4.3.2-4', '4.3.3-8', '4.3.3-11'], 4: ['2.3.1-6', '4.3.2-2', '4.3.3-2'] },
    async (talk) => {
      const client = await talk.join();
      client.say(
        client.publishPacket('t', '', { qos: 1, packetId: 7 }),
        client.publishPacket('t', '', { qos: 2, packetId: 65_535 }),
      );
      expect((await client.take('PUBACK')).packetId).toBe(7);
      expect((await client.take('PUBREC')).packetId).toBe(65_535);
      client.ack('PUBREL', 65_535);
      expect((await client.take('PUBCOMP')).packetId).toBe(65_535);
    },
  ),
  promise(
    'SUBACK and UNSUBACK have the identifier of their request',
    {
      5: ['2.2.1-6', '3.8.4-1', '3.8.4-2', '3.10.4-4', '3.10.4-5'],
      4: ['2.3.1-7', '3.8.4-1', '3.8.4-2', '3.10.4-4', '3.10.4-5'],
    },
    async (talk) => {
      const client = await talk.join();
      client.say(
        { type: 'SUBSCRIBE', packetId: 1000, subscriptions: [client.request('t')] },
        { type: 'UNSUBSCRIBE', packetId: 2000, topicFilters: ['t'] },
        { type: 'UNSUBSCRIBE', packetId: 3000, topicFilters: ['was/never/there'] },
      );
      expect((await client.take('SUBACK')).packetId).toBe(1000);
      expect((await client.take('UNSUBACK')).packetId).toBe(2000);
      expect((await client.take('UNSUBACK')).packetId).toBe(3000);
    },
  ),
  promise(
    'a packet without properties says so with a length of zero',
    { 5: ['2.2.2-1'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('t', { qos: 1 });
      expect([...client.frame]).toEqual([0x90, 4, 0, 1, 0, 1]);
      await client.unsubscribe('t');
      expect([...client.frame]).toEqual([0xb0, 4, 0, 2, 0, 0]);
    },
  ),
];
