// Order, section 4.6, flow control, 4.9, and what Maximum Packet Size does to delivery, 3.1.2.11.4.

import { expect } from 'vitest';
import { text } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const keep = {
  clientId: 'keeper',
  cleanStart: false,
  properties: { sessionExpiryInterval: 100_000 },
};

export const flowPromises: readonly Promised[] = [
  promise(
    'messages of a client arrive in the order in which they were published',
    { 5: ['4.6.0-5', '4.6.0-6'], 4: ['4.6.0-5', '4.6.0-6'] },
    async (talk) => {
      const publisher = await talk.join();
      for (const qos of [0, 1, 2] as const) {
        const subscriber = await talk.join();
        await subscriber.subscribe('t', { qos });
        const payloads = Array.from({ length: 10 }, (_, index) => `${qos}-${index}`);
        for (const payload of payloads) await publisher.publish('t', payload, { qos });
        const came: string[] = [];
        for (const packet of await subscriber.soFar()) {
          if (packet.type === 'PUBLISH') came.push(text(packet.payload));
        }
        expect(came).toEqual(payloads);
        await subscriber.leave();
      }
    },
  ),
  promise(
    'order is kept by the queue and by what comes again',
    { 5: ['4.6.0-5', '4.6.0-6'], 4: ['4.6.0-1', '4.6.0-5', '4.6.0-6'] },
    async (talk) => {
      const receiveMaximum = { ...keep.properties, receiveMaximum: 10 };
      const first = await talk.join({ ...keep, properties: receiveMaximum });
      await first.subscribe('t');
      const publisher = await talk.join();
      const payloads = Array.from({ length: 15 }, (_, index) => `${index}`);
      for (const payload of payloads) await publisher.publish('t', payload, { qos: 1 });
      for (const payload of payloads.slice(0, 3)) await first.message(payload);
      await first.leave();
      const second = await talk.join(keep);
      await second.messages(...payloads);
      await second.silence();
    },
  ),
  promise(
    'no more than Receive Maximum messages are on their way at once',
    { 5: ['3.3.4-9', '4.9.0-1', '4.9.0-2'] },
    async (talk) => {
      const subscriber = await talk.join({ properties: { receiveMaximum: 2 } });
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      for (const payload of ['1', '2', '3', '4']) {
        await publisher.publish('t', payload, { qos: payload === '1' ? 2 : 1 });
      }
      const one = await subscriber.message('1');
      const two = await subscriber.message('2');
      await subscriber.silence();
      subscriber.ack('PUBACK', two.packetId);
      const three = await subscriber.message('3');
      await subscriber.silence();
      subscriber.ack('PUBREC', one.packetId);
      await subscriber.take('PUBREL');
      await subscriber.silence(); // only PUBCOMP ends it
      subscriber.ack('PUBCOMP', one.packetId);
      await subscriber.message('4');
      subscriber.ack('PUBACK', three.packetId);
      await subscriber.silence();
    },
  ),
  promise(
    'a full quota delays nothing but PUBLISH with QoS 1 and 2',
    { 5: ['3.3.4-10', '4.9.0-3'] },
    async (talk) => {
      const subscriber = await talk.join({ properties: { receiveMaximum: 1 } });
      await subscriber.subscribe('t');
      await subscriber.subscribe('zero', { qos: 0 });
      const publisher = await talk.join();
      await publisher.publish('t', '1', { qos: 1 });
      await publisher.publish('t', '2', { qos: 1 });
      await subscriber.message('1');
      await publisher.publish('zero', 'passes');
      await subscriber.message('passes');
      await subscriber.subscribe('more');
      await subscriber.publish('elsewhere', '', { qos: 2 });
      await subscriber.unsubscribe('more');
      await subscriber.silence();
    },
  ),
  promise(
    'an acknowledgement of 0x80 or more gives the quota back',
    { 5: ['3.3.4-9', '4.9.0-2'] },
    async (talk) => {
      const subscriber = await talk.join({ properties: { receiveMaximum: 1 } });
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      for (const payload of ['1', '2', '3']) await publisher.publish('t', payload, { qos: 2 });
      subscriber.ack('PUBREC', (await subscriber.message('1')).packetId, 0x80);
      await subscriber.finish(await subscriber.message('2'));
      await subscriber.message('3');
    },
  ),
  promise(
    'a client that exceeds the Receive Maximum of the server is sent away with 0x93',
    { 5: ['3.3.4-7'] },
    async (talk) => {
      const publisher = await talk.join();
      expect(publisher.connack?.properties?.receiveMaximum).toBe(2);
      for (let packetId = 1; packetId <= 2; packetId += 1) {
        publisher.say(publisher.publishPacket('t', '', { qos: 2, packetId }));
        await publisher.take('PUBREC');
      }
      publisher.say(publisher.publishPacket('t', '', { qos: 2, packetId: 3 }));
      await publisher.sentAway(0x93);
    },
    { settings: { receiveMaximum: 2 }, mosquitto: ['max_inflight_messages 2'] },
  ),
  promise(
    'a message too large for a client is not sent to it, and counts as sent',
    { 5: ['3.1.2-24', '3.1.2-25'] },
    async (talk) => {
      const properties = { maximumPacketSize: 40, receiveMaximum: 1 };
      const subscriber = await talk.join({ properties });
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      for (const qos of [0, 1, 2] as const) {
        await publisher.publish('t', 'x'.repeat(100), { qos });
        await publisher.publish('t', 'small', { qos });
        const [message] = await subscriber.messages('small');
        expect(message?.qos).toBe(qos);
      }
      await subscriber.silence();
    },
  ),
  promise(
    'a message of exactly the Maximum Packet Size is sent',
    { 5: ['3.1.2-24'] },
    async (talk) => {
      const subscriber = await talk.join({ properties: { maximumPacketSize: 40 } });
      await subscriber.subscribe('t', { qos: 0 });
      const publisher = await talk.join();
      await publisher.publish('t', 'x'.repeat(35)); // one more than fits
      await publisher.publish('t', 'x'.repeat(34));
      expect(text((await subscriber.message()).payload)).toHaveLength(34);
      expect(subscriber.frame).toHaveLength(40);
    },
  ),
  promise(
    'a message that expires while the quota is full is not sent any more',
    { 5: ['3.3.2-5', '4.9.0-2'] },
    async (talk) => {
      const subscriber = await talk.join({ properties: { receiveMaximum: 1 } });
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'first', { qos: 1 });
      await publisher.publish('t', 'brief', { qos: 1, properties: { messageExpiryInterval: 5 } });
      await publisher.publish('t', 'last', { qos: 1 });
      const first = await subscriber.message('first');
      talk.pass(5_000);
      subscriber.ack('PUBACK', first.packetId);
      await subscriber.messages('last');
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
];
