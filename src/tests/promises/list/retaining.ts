// Retained messages, section 3.3.1.3, and who is greeted by them, 3.8.3.1.

import { expect } from 'vitest';
import type { RetainHandling } from '#mqtt/wire';
import { type Promised, promise } from '../promise.ts';

export const retainingPromises: readonly Promised[] = [
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
