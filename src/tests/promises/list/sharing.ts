// Shared subscriptions, section 4.8.2.

import { expect } from 'vitest';
import { field, frame, text } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const TOPIC_FILTER_INVALID = 0x8f;

export const sharingPromises: readonly Promised[] = [
  promise(
    'a share name has at least one character and none of / + #, and a filter follows',
    { 5: ['4.8.2-1', '4.8.2-2'] },
    async (talk) => {
      for (const filter of [
        '$share//t',
        '$share/g',
        '$share/g/',
        '$share/a+/t',
        '$share/#/t',
        '$share/g/a#',
      ]) {
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
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
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
  promise('a message that a member refuses goes to no other', { 5: ['4.8.2-6'] }, async (talk) => {
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
  }),
];
