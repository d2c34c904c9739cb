// PUBLISH, section 3.3: its flags, its answers, and who gets it.

import { expect } from 'vitest';
import { field, frame } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { noProperties } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;

export const publishingPromises: readonly Promised[] = [
  promise(
    'the server sends QoS 0 with DUP 0 and no acknowledgement is asked for',
    { 5: ['3.3.1-2', '4.3.1-1', '3.3.4-1'], 4: ['3.3.1-2', '4.3.1-1', '3.3.4-1'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('t', { qos: 0 });
      await (await talk.join()).publish('t', 'x', { qos: 2 });
      const message = await client.message('x');
      expect(message).toMatchObject({ qos: 0, dup: false });
      await client.silence();
    },
  ),
  promise(
    'DUP of what comes in is not DUP of what goes out',
    { 5: ['3.3.1-3', '4.3.2-2', '4.3.3-2'], 4: ['3.3.1-3', '4.3.2-1', '4.3.3-1'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1, dup: true });
      await publisher.publish('t', 'two', { qos: 2, dup: true });
      const [one, two] = await subscriber.messages('one', 'two');
      expect(one).toMatchObject({ qos: 1, dup: false });
      expect(two).toMatchObject({ qos: 2, dup: false });
    },
  ),
  promise(
    'both QoS bits at once end the connection',
    { 5: ['3.3.1-4', '4.13.1-1'], 4: ['3.3.1-4', '4.8.0-1'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x36, field('t'), '00 01', noProperties(client)));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
    },
  ),
  promise(
    'each QoS gets its acknowledgement: none, PUBACK, PUBREC',
    { 5: ['3.3.4-1', '3.4.2-1', '3.5.2-1', '3.7.2-1'], 4: ['3.3.4-1'] },
    async (talk) => {
      const client = await talk.join();
      await client.publish('t', '', { qos: 0 });
      const puback = await client.publish('t', '', { qos: 1 });
      const pubrec = await client.publish('t', '', { qos: 2 });
      for (const { reasonCode } of [puback, pubrec].filter((ack) => ack !== undefined)) {
        expect([0, 0x10]).toContain(reasonCode); // 0x10: nobody subscribed
      }
      await client.silence();
    },
  ),
  promise(
    'a message comes only through a filter that matches its topic',
    { 5: ['3.3.2-3'], 4: ['3.3.2-3'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('sport/+/player', { qos: 0 });
      await subscriber.subscribe('news/#', { qos: 0 });
      const publisher = await talk.join();
      const topics = [
        'sport/x/player',
        'sport/x/other',
        'news',
        'news/a/b',
        'newsroom',
        'sport',
        'x',
      ];
      for (const topic of topics) await publisher.publish(topic);
      const came = (await subscriber.soFar()).map((packet) => 'topic' in packet && packet.topic);
      expect(came).toEqual(['sport/x/player', 'news', 'news/a/b']);
    },
  ),
  promise(
    'where filters of a client overlap, the highest QoS of them is served',
    { 5: ['3.3.4-2'], 4: ['3.3.5-1'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('a/+', { qos: 0 });
      await subscriber.subscribe('a/b', { qos: 2 });
      await subscriber.subscribe('#', { qos: 1 });
      await (await talk.join()).publish('a/b', 'x', { qos: 2 });
      const highest = (await subscriber.soFar()).map((packet) => 'qos' in packet && packet.qos);
      expect(Math.max(...highest.map(Number))).toBe(2);
      expect(highest.filter((qos) => qos === 2)).toHaveLength(1);
    },
  ),
  promise(
    'the identifiers of all matching subscriptions come with the message',
    { 5: ['3.3.4-3', '3.3.4-4', '3.3.4-5'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('a/+', { qos: 0, identifier: 5 });
      await subscriber.subscribe('a/b', { qos: 0, identifier: 268_435_455 });
      await subscriber.subscribe('a/#', { qos: 0 });
      await subscriber.subscribe('#', { qos: 0, identifier: 5 });
      await subscriber.subscribe('other', { qos: 0, identifier: 9 });
      await (await talk.join()).publish('a/b', 'x');
      const copies = (await subscriber.soFar()).map((packet) =>
        'properties' in packet ? (packet.properties?.subscriptionIdentifier ?? []) : [],
      );
      // One copy with three, or four copies with one each and one with none.
      const all = copies.flat().sort((a, b) => a - b);
      expect(all).toEqual([5, 5, 268_435_455]);
      if (copies.length > 1) expect(copies.every((each) => each.length <= 1)).toBe(true);
    },
  ),
  promise(
    'with a copy per subscription, each copy has the identifier of its own',
    { 5: ['3.3.4-5', '3.3.4-3'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('a/+', { qos: 0, identifier: 5 });
      await subscriber.subscribe('a/b', { qos: 1, identifier: 6 });
      await subscriber.subscribe('#', { qos: 0 });
      await (await talk.join()).publish('a/b', 'x', { qos: 1 });
      const copies = (await subscriber.soFar()).map((packet) =>
        packet.type === 'PUBLISH'
          ? `${packet.qos} ${packet.properties?.subscriptionIdentifier ?? 'none'}`
          : packet.type,
      );
      expect(copies.sort()).toEqual(['0 5', '0 none', '1 6']);
    },
    {
      settings: { overlapping: 'one-per-subscription' },
      mosquitto: ['allow_duplicate_messages true'],
    },
  ),
];
