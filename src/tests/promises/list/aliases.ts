// Topic aliases, section 3.3.2.3.4, both ways.

import { expect } from 'vitest';
import { field, frame } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import type { Talk } from '../talk.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_NAME_INVALID = 0x90;
const TOPIC_ALIAS_INVALID = 0x94;

/** More topics than aliases: each alias that comes must be one that was told, and mean what it was told last. */
async function aliasesAreTold(talk: Talk): Promise<void> {
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
}

export const aliasPromises: readonly Promised[] = [
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
    'a topic alias means the topic it was given last, and each client has its own',
    { 5: ['3.3.2-12', '3.3.2-7'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('#', { qos: 0 });
      const properties = { topicAlias: 1 };
      const one = await talk.join();
      const other = await talk.join();
      await one.publish('a', '', { properties });
      await other.publish('of another', '', { properties });
      await one.publish('b', '', { properties });
      await one.publish('', '', { properties });
      await other.publish('', '', { properties });
      const came = (await subscriber.soFar()).map((packet) => 'topic' in packet && packet.topic);
      expect(came).toEqual(['a', 'of another', 'b', 'b', 'of another']);
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
    aliasesAreTold,
  ),
  promise(
    'the same where the latest topics take over the aliases of the oldest',
    { 5: ['3.1.2-26', '3.3.2-11', '3.3.2-8'] },
    aliasesAreTold,
    { settings: { topicAliasesToClients: 'latest-topics' } },
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
