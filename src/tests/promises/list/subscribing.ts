// SUBSCRIBE, UNSUBSCRIBE and their answers: sections 3.8 to 3.11, and shared subscriptions, 4.8.

import { expect } from 'vitest';
import { field, frame, text } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { badUtf8, noProperties, surrogate } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_FILTER_INVALID = 0x8f;

const subscribe: readonly Promised[] = [
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
  promise(
    'No Local keeps a client from hearing itself',
    { 5: ['3.8.3-3'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('t', { qos: 0, noLocal: true });
      await client.publish('t', 'mine', { qos: 1 });
      await client.silence();
      await (await talk.join()).publish('t', 'from another', { qos: 1 });
      await client.message('from another');
    },
  ),
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
        subscriptions: filters.map((filter, index) => client.request(filter, { qos: qos[index] ?? 0 })),
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
];

const unsubscribe: readonly Promised[] = [
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
      const keep = { clientId: 'keeper', cleanStart: false, properties: { sessionExpiryInterval: 100 } };
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

const shared: readonly Promised[] = [
  promise(
    'a share name has at least one character and none of / + #, and a filter follows',
    { 5: ['4.8.2-1', '4.8.2-2'] },
    async (talk) => {
      for (const filter of ['$share//t', '$share/g', '$share/g/', '$share/a+/t', '$share/#/t', '$share/g/a#']) {
        const client = await talk.join();
        client.bytes(frame(0x82, '00 01 00', field(filter), '00'));
        const heard = await client.inbox.next();
        // The filter alone may be refused, or the whole packet.
        if (heard?.packet.type === 'SUBACK') {
          expect(heard.packet.reasonCodes).toEqual([TOPIC_FILTER_INVALID]);
        } else {
          expect(await client.end()).toEqual([]);
          if (heard === undefined) continue;
          expect(heard.packet.type).toBe('DISCONNECT');
          const { reasonCode } = heard.packet as { reasonCode: number };
          expect([MALFORMED, PROTOCOL_ERROR, TOPIC_FILTER_INVALID]).toContain(reasonCode);
        }
      }
    },
  ),
  promise(
    'a message to a group goes to one member, another group has its own',
    { 5: ['4.8.2-1', '4.5.0-1'] },
    async (talk) => {
      const members = [await talk.join(), await talk.join()];
      for (const member of members) await member.subscribe('$share/g/t', { qos: 0 });
      const other = await talk.join();
      await other.subscribe('$share/h/t', { qos: 0 });
      const publisher = await talk.join();
      for (const payload of ['1', '2', '3', '4']) await publisher.publish('t', payload, { qos: 1 });
      const came: string[] = [];
      for (const member of members) {
        for (const packet of await member.soFar()) {
          if (packet.type === 'PUBLISH') came.push(text(packet.payload));
        }
      }
      expect(came.sort()).toEqual(['1', '2', '3', '4']);
      await other.messages('1', '2', '3', '4');
    },
  ),
  promise(
    'each member of a group gets messages at the QoS it was granted',
    { 5: ['4.8.2-3'] },
    async (talk) => {
      const low = await talk.join();
      await low.subscribe('$share/g/t', { qos: 0 });
      const high = await talk.join();
      await high.subscribe('$share/g/t', { qos: 1 });
      const publisher = await talk.join();
      for (let count = 0; count < 6; count += 1) await publisher.publish('t', '', { qos: 2 });
      const came = { low: await low.soFar(), high: await high.soFar() };
      expect(came.low.length + came.high.length).toBe(6);
      for (const packet of came.low) expect(packet).toMatchObject({ qos: 0 });
      for (const packet of came.high) expect(packet).toMatchObject({ qos: 1 });
    },
  ),
  promise(
    'a QoS 2 message to a member of a group is finished with that member when it returns',
    { 5: ['4.8.2-4'] },
    async (talk) => {
      const keep = { clientId: 'keeper', cleanStart: false, properties: { sessionExpiryInterval: 100 } };
      const member = await talk.join(keep);
      await member.subscribe('$share/g/t');
      await (await talk.join()).publish('t', 'x', { qos: 2 });
      await member.message('x');
      const other = await talk.join();
      await other.subscribe('$share/g/t');
      await member.leave();
      await other.silence();
      const again = await talk.join(keep);
      const message = await again.message('x');
      expect(message).toMatchObject({ qos: 2, dup: true });
      await again.finish(message);
      await other.silence();
    },
  ),
  promise(
    'if that member never returns, no other gets the message',
    { 5: ['4.8.2-5'] },
    async (talk) => {
      const member = await talk.join();
      await member.subscribe('$share/g/t');
      await (await talk.join()).publish('t', 'x', { qos: 2 });
      await member.message('x');
      const other = await talk.join();
      await other.subscribe('$share/g/t');
      await member.leave();
      await other.silence();
    },
  ),
  promise(
    'a message that a member refuses goes to no other',
    { 5: ['4.8.2-6'] },
    async (talk) => {
      const member = await talk.join();
      await member.subscribe('$share/g/t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 2 });
      const one = await member.message('one');
      const two = await member.message('two');
      const other = await talk.join();
      await other.subscribe('$share/g/t');
      member.ack('PUBACK', one.packetId, 0x80);
      member.ack('PUBREC', two.packetId, 0x80);
      await member.silence();
      await other.silence();
    },
  ),
];

const topics: readonly Promised[] = [
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
      const topicNames = ['sport', 'sport/', 'sport/a', 'sport/a/b', '/sport', '/', 'Sport', 'sport//b'];
      const matching = async (topicFilter: string) => {
        const client = await talk.join();
        await client.subscribe(topicFilter, { qos: 0 });
        for (const topic of topicNames) await publisher.publish(topic);
        const came = await client.soFar();
        await client.leave();
        return came.flatMap((packet) => (packet.type === 'PUBLISH' ? [packet.topic] : []));
      };
      expect(await matching('sport/#')).toEqual(['sport', 'sport/', 'sport/a', 'sport/a/b', 'sport//b']);
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
  promise(
    'an empty topic filter is refused',
    { 5: ['4.7.3-1'], 4: ['4.7.3-1'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(frame(0x82, '00 01', noProperties(client), field(''), '00'));
      const heard = await client.inbox.next();
      if (heard?.packet.type === 'SUBACK') {
        expect(heard.packet.reasonCodes[0]).toBeGreaterThanOrEqual(0x80);
      } else {
        await client.end();
      }
    },
  ),
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

export const subscribingPromises: readonly Promised[] = [
  ...subscribe,
  ...unsubscribe,
  ...topics,
  ...shared,
];

