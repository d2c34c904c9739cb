// PUBLISH, section 3.3: its flags, what is retained, its properties, and who gets it.

import { expect } from 'vitest';
import type { Properties, RetainHandling } from '#mqtt/wire';
import { field, frame, hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { badUtf8, noProperties, rawPublish, surrogate } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_NAME_INVALID = 0x90;
const TOPIC_ALIAS_INVALID = 0x94;

const publishFlags: readonly Promised[] = [
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
];

const retained: readonly Promised[] = [
  promise(
    'a retained message takes the place of the one before and greets who subscribes',
    { 5: ['3.3.1-5', '3.3.1-9'], 4: ['3.3.1-5', '3.3.1-6', '3.3.1-8'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('t', 'old', { retain: true, qos: 1 });
      await publisher.publish('t', 'new', { retain: true, qos: 1 });
      const subscriber = await talk.join();
      await subscriber.subscribe('+');
      const [message] = await subscriber.messages('new');
      expect(message).toMatchObject({ topic: 't', retain: true, qos: 1 });
      await subscriber.silence();
    },
  ),
  promise(
    'a retained message of QoS 0 takes the place of the one before, too',
    { 5: ['3.3.1-5'], 4: ['3.3.1-7'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('t', 'old', { retain: true, qos: 1 });
      await publisher.publish('t', 'new', { retain: true, qos: 0 });
      const subscriber = await talk.join();
      await subscriber.subscribe('t');
      expect(await subscriber.message('new')).toMatchObject({ retain: true, qos: 0 });
      await subscriber.silence();
    },
  ),
  promise(
    'an empty retained message is delivered, removes the retained one and is not kept itself',
    { 5: ['3.3.1-6', '3.3.1-7'], 4: ['3.3.1-10', '3.3.1-11'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('t', 'kept', { retain: true, qos: 1 });
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      await subscriber.message('kept');
      await publisher.publish('t', '', { retain: true, qos: 1 });
      await subscriber.message('');
      const late = await talk.join();
      await late.subscribe('t');
      await late.silence();
    },
  ),
  promise(
    'without RETAIN nothing is stored, and what is stored stays',
    { 5: ['3.3.1-8'], 4: ['3.3.1-12'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('kept', 'kept', { retain: true, qos: 1 });
      for (const payload of ['passing', '']) {
        await publisher.publish('kept', payload, { qos: 1 });
        await publisher.publish('other', payload, { qos: 1 });
      }
      const late = await talk.join();
      await late.subscribe('#', { qos: 0 });
      await late.message('kept');
      await late.silence();
    },
  ),
  promise(
    'retained messages outlive the session that sent them',
    { 4: ['3.1.2-7'] },
    async (talk) => {
      const publisher = await talk.join({ cleanStart: true });
      await publisher.publish('t', 'kept', { retain: true, qos: 1 });
      await publisher.leave();
      await (await talk.join({ clientId: publisher.clientId, cleanStart: true })).leave();
      const late = await talk.join();
      await late.subscribe('t', { qos: 0 });
      await late.message('kept');
    },
  ),
  promise(
    'Retain Handling: 0 always, 1 for a new subscription, 2 never',
    { 5: ['3.3.1-9', '3.3.1-10', '3.3.1-11', '3.8.4-4'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('t', 'kept', { retain: true, qos: 1 });
      const greeted = async (topicFilter: string, ...handlings: RetainHandling[]) => {
        const client = await talk.join();
        const counts: number[] = [];
        for (const retainHandling of handlings) {
          await client.subscribe(topicFilter, { qos: 0, retainHandling });
          counts.push((await client.soFar()).length);
        }
        return counts;
      };
      expect(await greeted('t', 0, 0, 0)).toEqual([1, 1, 1]);
      expect(await greeted('t', 1, 1, 0, 1)).toEqual([1, 0, 1, 0]);
      expect(await greeted('+', 2, 1, 2)).toEqual([0, 0, 0]);
    },
  ),
  promise(
    'Retain As Published: RETAIN as it came, or always 0',
    { 5: ['3.3.1-12', '3.3.1-13'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('as/+', { qos: 0, retainAsPublished: true });
      await subscriber.subscribe('never/+', { qos: 0 });
      const publisher = await talk.join();
      const flags: [string, boolean][] = [];
      for (const topic of ['as/it', 'never/so']) {
        for (const retain of [true, false]) {
          await publisher.publish(topic, 'x', { retain, qos: 1 });
          const message = await subscriber.message('x');
          flags.push([message.topic, message.retain]);
        }
      }
      expect(flags).toEqual([
        ['as/it', true],
        ['as/it', false],
        ['never/so', false],
        ['never/so', false],
      ]);
    },
  ),
  promise(
    'RETAIN is 0 on what comes through a subscription that is there',
    { 4: ['3.3.1-9'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      await (await talk.join()).publish('t', 'x', { retain: true, qos: 1 });
      expect((await subscriber.message('x')).retain).toBe(false);
    },
  ),
];

/** All that a publisher may send along and a server must hand on. */
const everything: Properties = {
  payloadFormatIndicator: 1,
  contentType: 'text/plain; \u00e4',
  responseTopic: 'answers/to/me',
  correlationData: Uint8Array.of(0, 255, 1, 0),
  userProperty: [
    ['z', 'first'],
    ['a', 'second'],
    ['z', 'first'],
    ['', ''],
  ],
};

const publishProperties: readonly Promised[] = [
  promise(
    'the properties of a message arrive as they were sent, user properties in order',
    { 5: ['3.3.2-4', '3.3.2-15', '3.3.2-16', '3.3.2-17', '3.3.2-18', '3.3.2-20'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      for (const qos of [0, 1, 2] as const) {
        await publisher.publish('t', 'x', { qos, properties: everything });
        const [message] = await subscriber.messages('x');
        expect(message?.properties).toEqual(everything);
      }
      await publisher.publish('t', 'x', { properties: { payloadFormatIndicator: 0 } });
      // Zero may be said or left out.
      expect((await subscriber.message('x')).properties?.payloadFormatIndicator ?? 0).toBe(0);
    },
  ),
  promise(
    'the properties of a message survive being retained and being queued',
    { 5: ['3.3.2-4', '3.3.2-15', '3.3.2-16', '3.3.2-17', '3.3.2-18', '3.3.2-20'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.subscribe('t');
      await first.leave();
      const publisher = await talk.join();
      await publisher.publish('t', 'x', { qos: 1, retain: true, properties: everything });
      const [queued] = await (await talk.join(keep)).messages('x');
      expect(queued?.properties).toEqual(everything);
      const late = await talk.join();
      await late.subscribe('t');
      expect((await late.message('x')).properties).toEqual(everything);
    },
  ),
  promise(
    'a message that has expired is delivered to nobody',
    { 5: ['3.3.2-5'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.subscribe('t');
      await first.leave();
      const publisher = await talk.join();
      const brief = { properties: { messageExpiryInterval: 5 }, qos: 1 as const };
      await publisher.publish('t', 'brief', brief);
      await publisher.publish('t', 'long', { qos: 1 });
      await publisher.publish('kept', 'brief', { ...brief, retain: true });
      talk.pass(5_000);
      const second = await talk.join(keep);
      await second.messages('long');
      await second.subscribe('kept');
      await second.silence();
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'the expiry interval counts down while a message waits',
    { 5: ['3.3.2-6'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.subscribe('t');
      await first.leave();
      const publisher = await talk.join();
      const properties = { messageExpiryInterval: 60 };
      await publisher.publish('t', 'queued', { qos: 1, properties });
      await publisher.publish('kept', 'retained', { qos: 1, properties, retain: true });
      talk.pass(20_000);
      const second = await talk.join(keep);
      const [queued] = await second.messages('queued');
      expect(queued?.properties?.messageExpiryInterval).toBe(40);
      await second.subscribe('kept', { qos: 0 });
      expect((await second.message('retained')).properties?.messageExpiryInterval).toBe(40);
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'a message that is delivered at once keeps its expiry interval',
    { 5: ['3.3.2-6'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const properties = { messageExpiryInterval: 1000 };
      await (await talk.join()).publish('t', 'x', { properties });
      const left = (await subscriber.message('x')).properties?.messageExpiryInterval ?? 0;
      expect(left).toBeGreaterThan(990);
      expect(left).toBeLessThanOrEqual(1000);
    },
  ),
  promise(
    'a topic, a response topic and a content type that are not UTF-8 end the connection',
    { 5: ['3.3.2-1', '3.3.2-13', '3.3.2-19'] },
    async (talk) => {
      const topic = await talk.join();
      topic.bytes(rawPublish(topic, badUtf8));
      await topic.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
      for (const identifier of ['08', '03']) {
        const properties = hex(identifier, field(surrogate));
        const client = await talk.join();
        client.bytes(frame(0x30, field('t'), Uint8Array.of(properties.length), properties));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
      }
    },
  ),
  promise(
    'a topic that is not UTF-8, or runs past its packet, ends the connection',
    { 4: ['3.3.2-1'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(rawPublish(client, badUtf8));
      await client.sentAway();
      const short = await talk.join();
      short.bytes(hex('30 03 00 05 61'));
      await short.sentAway();
    },
  ),
  promise(
    'a wildcard in a topic name does not get through',
    { 5: ['3.3.2-2', '4.7.0-1'], 4: ['3.3.2-2', '4.7.1-1'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('#', { qos: 0 });
      for (const topic of ['a/+', '#', 'a#']) {
        const client = await talk.join();
        client.bytes(rawPublish(client, utf8(topic), 'x'));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
      }
      await watcher.silence();
    },
  ),
  promise(
    'a wildcard in a response topic does not get through',
    { 5: ['3.3.2-14'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('#', { qos: 0 });
      const client = await talk.join();
      const properties = hex('08', field('answers/+'));
      client.bytes(frame(0x30, field('t'), Uint8Array.of(properties.length), properties));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
      await watcher.silence();
    },
  ),
  promise(
    'a PUBLISH from a client has no subscription identifier',
    { 5: ['3.3.4-6'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x30, field('t'), '02 0b 01'));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
    },
  ),
];

const aliases: readonly Promised[] = [
  promise(
    'every topic alias up to the one that was announced is accepted',
    { 5: ['3.3.2-12'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t/+', { qos: 0 });
      const publisher = await talk.join();
      const most = publisher.connack?.properties?.topicAliasMaximum ?? 0;
      expect(most).toBeGreaterThan(0);
      for (let topicAlias = 1; topicAlias <= most; topicAlias += 1) {
        const topic = `t/${topicAlias}`;
        publisher.say(publisher.publishPacket(topic, 'named', { properties: { topicAlias } }));
        expect((await subscriber.message('named')).topic).toBe(topic);
      }
      for (let topicAlias = most; topicAlias >= 1; topicAlias -= 1) {
        publisher.say(publisher.publishPacket('', 'by alias', { properties: { topicAlias } }));
        const message = await subscriber.message('by alias');
        expect(message.topic).toBe(`t/${topicAlias}`);
        expect(message.properties ?? {}).not.toHaveProperty('topicAlias');
      }
    },
  ),
  promise(
    'topic alias 0, and one above the maximum, ends the connection',
    { 5: ['3.3.2-8', '3.3.2-9', '3.2.2-17'] },
    async (talk) => {
      const zero = await talk.join();
      zero.bytes(frame(0x30, field('t'), '03 23 00 00'));
      await zero.sentAway(TOPIC_ALIAS_INVALID, PROTOCOL_ERROR, MALFORMED);
      const above = await talk.join();
      const topicAlias = (above.connack?.properties?.topicAliasMaximum ?? 0) + 1;
      above.say(above.publishPacket('t', '', { properties: { topicAlias } }));
      await above.sentAway(TOPIC_ALIAS_INVALID);
    },
  ),
  promise(
    'topic aliases end with the connection, even where the session goes on',
    { 5: ['3.3.2-7'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.publish('t', '', { properties: { topicAlias: 1 } });
      await first.leave();
      const second = await talk.join(keep);
      second.say(second.publishPacket('', '', { properties: { topicAlias: 1 } }));
      await second.sentAway(PROTOCOL_ERROR, TOPIC_ALIAS_INVALID, TOPIC_NAME_INVALID);
    },
  ),
  promise(
    'a client that allows topic aliases gets none above its maximum, and each means one topic',
    { 5: ['3.1.2-26', '3.3.2-11', '3.3.2-8'] },
    async (talk) => {
      const subscriber = await talk.join({ properties: { topicAliasMaximum: 2 } });
      await subscriber.subscribe('#', { qos: 0 });
      const publisher = await talk.join();
      const known = new Map<number, string>();
      for (const topic of ['a', 'b', 'c', 'a', 'b', 'c', 'd', 'a']) {
        await publisher.publish(topic, topic);
        const message = await subscriber.message(topic);
        const { topicAlias } = message.properties ?? {};
        if (topicAlias !== undefined) {
          expect(topicAlias).toBeLessThanOrEqual(2);
          expect(topicAlias).toBeGreaterThan(0);
          if (message.topic !== '') known.set(topicAlias, message.topic);
        }
        expect(message.topic === '' ? known.get(topicAlias ?? 0) : message.topic).toBe(topic);
      }
    },
  ),
  promise(
    'a client that does not allow topic aliases gets none',
    { 5: ['3.1.2-27'] },
    async (talk) => {
      for (const properties of [{}, { topicAliasMaximum: 0 }]) {
        const subscriber = await talk.join({ properties });
        await subscriber.subscribe('a', { qos: 0 });
        for (let count = 0; count < 3; count += 1) {
          await subscriber.publish('other', '');
          subscriber.say(subscriber.publishPacket('a', 'x'));
          const message = await subscriber.message('x');
          expect(message.topic).toBe('a');
          expect(message.properties ?? {}).not.toHaveProperty('topicAlias');
        }
      }
    },
  ),
];

const receivers: readonly Promised[] = [
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

export const publishingPromises: readonly Promised[] = [
  ...publishFlags,
  ...retained,
  ...publishProperties,
  ...aliases,
  ...receivers,
];
