// The properties of a message, section 3.3.2: what is handed on as it came, and what counts down.

import { expect } from 'vitest';
import type { Properties } from '#mqtt/wire';
import { field, frame, hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { badUtf8, rawPublish, surrogate } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_NAME_INVALID = 0x90;

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

export const propertyPromises: readonly Promised[] = [
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
