// SUBSCRIBE, UNSUBSCRIBE and their answers: sections 3.8 to 3.11.

import { expect } from 'vitest';
import { field, frame } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { badUtf8, noProperties, surrogate } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_FILTER_INVALID = 0x8f;

export const subscribingPromises: readonly Promised[] = [
  promise(
    'a SUBSCRIBE whose flags are not 0010 ends the connection',
    { 5: ['3.8.1-1'], 4: ['3.8.1-1'] },
    async (talk) => {
      for (const first of [0x80, 0x83, 0x8a]) {
        const client = await talk.join();
        client.bytes(frame(first, '00 01', noProperties(client), field('t'), '00'));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'a topic filter that is not UTF-8 ends the connection',
    { 5: ['3.8.3-1', '3.10.3-1'], 4: ['3.8.3-1', '3.10.3-1'] },
    async (talk) => {
      for (const filter of [badUtf8, surrogate]) {
        const subscriber = await talk.join();
        subscriber.bytes(frame(0x82, '00 01', noProperties(subscriber), field(filter), '00'));
        await subscriber.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_FILTER_INVALID);
        const other = await talk.join();
        other.bytes(frame(0xa2, '00 01', noProperties(other), field(filter)));
        await other.sentAway(MALFORMED, PROTOCOL_ERROR, TOPIC_FILTER_INVALID);
      }
    },
  ),
  promise(
    'a SUBSCRIBE without a topic filter ends the connection',
    { 5: ['3.8.3-2'], 4: ['3.8.3-3'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x82, '00 01', noProperties(client)));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
    },
  ),
  promise(
    'reserved bits in the options of a subscription end the connection',
    { 5: ['3.8.3-5'], 4: ['3.8.3-4'] },
    async (talk) => {
      const bits = talk.version === 5 ? ['40', '80', '03', '30'] : ['04', '08', '10', '80', '03'];
      for (const options of bits) {
        const client = await talk.join();
        client.bytes(frame(0x82, '00 01', noProperties(client), field('t'), options));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise('No Local keeps a client from hearing itself', { 5: ['3.8.3-3'] }, async (talk) => {
    const client = await talk.join();
    await client.subscribe('t', { qos: 0, noLocal: true });
    await client.publish('t', 'mine', { qos: 1 });
    await client.silence();
    await (await talk.join()).publish('t', 'from another', { qos: 1 });
    await client.message('from another');
  }),
  promise(
    'No Local on a shared subscription is a protocol error',
    { 5: ['3.8.3-4'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x82, '00 01 00', field('$share/g/t'), '04'));
      await client.sentAway(PROTOCOL_ERROR, MALFORMED);
    },
  ),
  promise(
    'SUBACK has a code for each filter, in their order',
    {
      5: ['3.8.4-5', '3.8.4-6', '3.8.4-7', '3.9.3-1', '3.9.3-2'],
      4: ['3.8.4-4', '3.8.4-5', '3.9.3-1', '3.9.3-2'],
    },
    async (talk) => {
      const client = await talk.join();
      const filters = ['a', 'b/+', 'c/#', 'a'] as const;
      const qos = [2, 0, 1, 0] as const;
      client.say({
        type: 'SUBSCRIBE',
        packetId: 3,
        subscriptions: filters.map((filter, index) =>
          client.request(filter, { qos: qos[index] ?? 0 }),
        ),
      });
      expect((await client.take('SUBACK')).reasonCodes).toEqual([2, 0, 1, 0]);
      // As if one after the other: the last one for `a` counts.
      const publisher = await talk.join();
      for (const topic of ['a', 'b/x', 'c']) await publisher.publish(topic, topic, { qos: 2 });
      const came = (await client.soFar()).map((packet) =>
        packet.type === 'PUBLISH' ? `${packet.topic} ${packet.qos}` : packet.type,
      );
      expect(came).toEqual(['a 0', 'b/x 0', 'c 1']);
    },
  ),
  promise(
    'the same filter again replaces the subscription: its QoS changes, retained messages come again',
    { 5: ['3.8.4-3', '3.8.4-4'], 4: ['3.8.4-3', '3.3.1-6'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('t', 'kept', { retain: true, qos: 1 });
      const client = await talk.join();
      await client.subscribe('t', { qos: 1 });
      await client.messages('kept');
      await client.subscribe('t', { qos: 0 });
      expect((await client.message('kept')).qos).toBe(0);
      await publisher.publish('t', 'x', { qos: 1 });
      expect((await client.message('x')).qos).toBe(0);
      await client.silence(); // one subscription, one copy
    },
  ),
  promise(
    'what is on its way or waits is not lost when a subscription is replaced',
    { 5: ['3.8.4-4'], 4: ['3.8.4-3'] },
    async (talk) => {
      const properties = { receiveMaximum: 1 };
      const client = await talk.join(talk.version === 5 ? { properties } : {});
      await client.subscribe('t', { qos: 1 });
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 1 });
      const one = await client.message('one');
      if (talk.version === 4) await client.messages('two');
      await client.subscribe('t', { qos: 2 });
      client.ack('PUBACK', one.packetId);
      if (talk.version === 5) await client.messages('two');
      await client.silence();
    },
  ),
  promise(
    'a message comes at the lower of its own QoS and the one that was granted',
    { 5: ['3.8.4-8'], 4: ['3.8.4-6'] },
    async (talk) => {
      const publisher = await talk.join();
      for (const granted of [0, 1, 2] as const) {
        const client = await talk.join();
        await client.subscribe('t', { qos: granted });
        for (const qos of [0, 1, 2] as const) {
          await publisher.publish('t', `${qos}`, { qos });
          const [message] = await client.messages(`${qos}`);
          expect(message?.qos).toBe(Math.min(qos, granted));
        }
      }
    },
  ),
  promise(
    'an UNSUBSCRIBE whose flags are not 0010 ends the connection',
    { 5: ['3.10.1-1'], 4: ['3.10.1-1'] },
    async (talk) => {
      for (const first of [0xa0, 0xa3]) {
        const client = await talk.join();
        client.bytes(frame(first, '00 01', noProperties(client), field('t')));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'an UNSUBSCRIBE without a topic filter ends the connection',
    { 5: ['3.10.3-2'], 4: ['3.10.3-2'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0xa2, '00 01', noProperties(client)));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
    },
  ),
  promise(
    'UNSUBSCRIBE removes the filter that is the same letter for letter, and no other',
    { 5: ['3.10.4-1', '3.10.4-2'], 4: ['3.10.4-1', '3.10.4-2'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('a/+', { qos: 0 });
      await client.subscribe('b', { qos: 0 });
      await client.unsubscribe('a/b', 'A/+', 'a/#', 'b/', '#', '+');
      const publisher = await talk.join();
      await publisher.publish('a/b', '1', { qos: 1 });
      await client.message('1');
      await client.unsubscribe('a/+');
      await publisher.publish('a/b', '2', { qos: 1 });
      await publisher.publish('b', '3', { qos: 1 });
      await client.message('3');
      await client.silence();
    },
  ),
  promise(
    'what the server has begun to send is finished after UNSUBSCRIBE',
    { 5: ['3.10.4-3'], 4: ['3.10.4-3'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const client = await talk.join(keep);
      await client.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 2 });
      await publisher.publish('t', 'two', { qos: 1 });
      const one = await client.message('one');
      const two = await client.message('two');
      await client.unsubscribe('t');
      await client.finish(one);
      await client.leave();
      const again = await talk.join(keep);
      expect(await again.message('two')).toMatchObject({ dup: true, packetId: two.packetId });
    },
  ),
  promise(
    'several filters in one UNSUBSCRIBE get one UNSUBACK, with a code for each in their order',
    {
      5: ['3.10.4-5', '3.10.4-6', '3.11.3-1', '3.11.3-2'],
      4: ['3.10.4-5', '3.10.4-6'],
    },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('a');
      await client.subscribe('c');
      const { reasonCodes } = await client.unsubscribe('a', 'b', 'c', 'a');
      expect(reasonCodes).toEqual(talk.version === 5 ? [0, 0x11, 0, 0x11] : []);
      const publisher = await talk.join();
      for (const topic of ['a', 'b', 'c']) await publisher.publish(topic, '', { qos: 1 });
      await client.silence();
    },
  ),
];
