// Topic names and topic filters, section 4.7.

import { expect } from 'vitest';
import { field, frame } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { noProperties } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_FILTER_INVALID = 0x8f;

export const topicPromises: readonly Promised[] = [
  promise(
    '# stands at the end and alone in its level, + alone in its level',
    { 5: ['4.7.1-1', '4.7.1-2'], 4: ['4.7.1-2', '4.7.1-3'] },
    async (talk) => {
      for (const filter of ['a#', 'a/#/b', '##', 'a+', '+a/b', 'a/b+/c']) {
        const client = await talk.join();
        client.bytes(frame(0x82, '00 01', noProperties(client), field(filter), '00'));
        const heard = await client.inbox.next();
        if (heard?.packet.type === 'SUBACK') {
          // The filter alone may be refused, or the whole packet.
          const code = talk.version === 5 ? TOPIC_FILTER_INVALID : 0x80;
          expect(heard.packet.reasonCodes).toEqual([code]);
        } else if (talk.version === 4) {
          expect(heard).toBe(undefined);
        } else if (heard !== undefined) {
          expect(heard.packet.type).toBe('DISCONNECT');
          expect(await client.end()).toEqual([]);
        }
      }
    },
  ),
  promise(
    '# takes its parent and all below, + exactly one level, empty ones too',
    { 5: ['4.7.1-1', '4.7.1-2', '4.7.3-4'], 4: ['4.7.1-2', '4.7.1-3', '4.7.3-4'] },
    async (talk) => {
      const publisher = await talk.join();
      const topicNames = [
        'sport',
        'sport/',
        'sport/a',
        'sport/a/b',
        '/sport',
        '/',
        'Sport',
        'sport//b',
      ];
      const matching = async (topicFilter: string) => {
        const client = await talk.join();
        await client.subscribe(topicFilter, { qos: 0 });
        for (const topic of topicNames) await publisher.publish(topic);
        const came = await client.soFar();
        await client.leave();
        return came.flatMap((packet) => (packet.type === 'PUBLISH' ? [packet.topic] : []));
      };
      expect(await matching('sport/#')).toEqual([
        'sport',
        'sport/',
        'sport/a',
        'sport/a/b',
        'sport//b',
      ]);
      expect(await matching('sport/+')).toEqual(['sport/', 'sport/a']);
      expect(await matching('+')).toEqual(['sport', 'Sport']);
      expect(await matching('/+')).toEqual(['/sport', '/']);
      expect(await matching('+/+')).toEqual(['sport/', 'sport/a', '/sport', '/']);
      expect(await matching('sport/+/b')).toEqual(['sport/a/b', 'sport//b']);
      expect(await matching('#')).toEqual(topicNames);
      expect(await matching('sport')).toEqual(['sport']);
    },
  ),
  promise(
    'a filter that begins with a wildcard does not match a topic that begins with $',
    { 5: ['4.7.2-1'], 4: ['4.7.2-1'] },
    async (talk) => {
      const client = await talk.join();
      for (const filter of ['#', '+/x', '+/#']) await client.subscribe(filter, { qos: 0 });
      const knowing = await talk.join();
      await knowing.subscribe('$private/#', { qos: 0 });
      await (await talk.join()).publish('$private/x', 'hidden', { qos: 1 });
      await client.silence();
      // Whether such topics are handed on at all is the server's choice.
      expect((await knowing.soFar()).length).toBeLessThanOrEqual(1);
    },
  ),
  promise('an empty topic filter is refused', { 5: ['4.7.3-1'], 4: ['4.7.3-1'] }, async (talk) => {
    const client = await talk.join();
    client.bytes(frame(0x82, '00 01', noProperties(client), field(''), '00'));
    const heard = await client.inbox.next();
    if (heard?.packet.type === 'SUBACK') {
      expect(heard.packet.reasonCodes[0]).toBeGreaterThanOrEqual(0x80);
    } else {
      await client.end();
    }
  }),
  promise(
    'an empty topic name ends the connection',
    { 5: ['4.7.3-1'], 4: ['4.7.3-1'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x30, field(''), noProperties(client)));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR, 0x90, 0x94);
    },
  ),
  promise(
    'a topic of 65,535 bytes gets through whole',
    { 5: ['4.7.3-3', '4.2.0-1'], 4: ['4.7.3-3', '7.1.1-1'] },
    async (talk) => {
      const topic = 'x'.repeat(65_535);
      const client = await talk.join();
      await client.subscribe(topic, { qos: 0 });
      client.say(client.publishPacket(topic, 'far'));
      expect((await client.message('far')).topic).toBe(topic);
    },
  ),
  promise(
    'topics are compared byte by byte: nothing is normalised',
    { 5: ['4.7.3-4'], 4: ['4.7.3-4'] },
    async (talk) => {
      const composed = '\u00e9';
      const decomposed = 'e\u0301';
      const client = await talk.join();
      await client.subscribe(composed, { qos: 0 });
      await client.subscribe('a b', { qos: 0 });
      const publisher = await talk.join();
      for (const topic of [decomposed, composed, 'a%20b', 'a  b', ' a b', 'a b']) {
        await publisher.publish(topic);
      }
      expect((await client.message()).topic).toBe(composed);
      expect((await client.message()).topic).toBe('a b');
      await client.silence();
    },
  ),
];
