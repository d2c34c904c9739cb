// Delivery at QoS 1 and 2, section 4.3, and again after a line ended, 4.4.

import { expect } from 'vitest';
import { type Promised, promise } from '../promise.ts';

const keep = {
  clientId: 'keeper',
  cleanStart: false,
  properties: { sessionExpiryInterval: 100_000 },
};

export const deliveringPromises: readonly Promised[] = [
  promise(
    'QoS 1 goes on until PUBACK: what is not acknowledged comes again, with DUP and under its identifier',
    {
      5: ['3.3.1-1', '4.3.2-3', '4.4.0-1'],
      4: ['3.3.1-1', '2.3.1-3', '2.3.1-4', '4.3.2-1', '4.4.0-1'],
    },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 1 });
      const one = await first.message('one');
      const two = await first.message('two');
      first.ack('PUBACK', one.packetId);
      await first.silence();
      await first.leave();
      const second = await talk.join(keep);
      const again = await second.message('two');
      expect(again).toMatchObject({ qos: 1, dup: true, packetId: two.packetId });
      second.ack('PUBACK', again.packetId);
      await second.silence();
      await second.leave();
      await (await talk.join(keep)).silence();
    },
  ),
  promise(
    'QoS 2 goes on until PUBREC: what is not acknowledged comes again, with DUP and under its identifier',
    {
      5: ['3.3.1-1', '4.3.3-3', '4.4.0-1'],
      4: ['3.3.1-1', '2.3.1-3', '2.3.1-4', '4.3.3-1', '4.4.0-1'],
    },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      await (await talk.join()).publish('t', 'x', { qos: 2 });
      const message = await first.message('x');
      await first.leave();
      const second = await talk.join(keep);
      const again = await second.message('x');
      expect(again).toMatchObject({ qos: 2, dup: true, packetId: message.packetId });
      await second.finish(again);
      await second.leave();
      await (await talk.join(keep)).silence();
    },
  ),
  promise(
    'PUBREC is answered with PUBREL under the same identifier',
    { 5: ['4.3.3-4', '3.6.2-1', '2.2.1-5'], 4: ['4.3.3-1', '2.3.1-6'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t');
      await (await talk.join()).publish('t', 'x', { qos: 2 });
      const { packetId } = await subscriber.message('x');
      subscriber.ack('PUBREC', packetId);
      expect(await subscriber.take('PUBREL')).toMatchObject({ packetId, reasonCode: 0 });
    },
  ),
  promise(
    'after PUBREL the PUBLISH never comes again, but PUBREL does until PUBCOMP',
    { 5: ['4.3.3-5', '4.3.3-6', '4.4.0-1'], 4: ['4.3.3-1', '4.4.0-1'] },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      await (await talk.join()).publish('t', 'x', { qos: 2 });
      const { packetId } = await first.message('x');
      first.ack('PUBREC', packetId);
      await first.take('PUBREL');
      await first.leave();
      const second = await talk.join(keep);
      expect((await second.take('PUBREL')).packetId).toBe(packetId);
      await second.silence();
      second.ack('PUBCOMP', packetId);
      await second.silence();
      await second.leave();
      await (await talk.join(keep)).silence();
    },
  ),
  promise(
    'nothing is sent again on a connection that lives',
    { 5: ['4.4.0-1'] },
    async (talk) => {
      const subscriber = await talk.join(keep);
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 2 });
      await subscriber.message('one');
      await subscriber.message('two');
      talk.pass(24 * 3_600_000);
      await subscriber.silence();
    },
    { sandboxOnly: 'That nothing happens would have to be waited for.' },
  ),
  promise(
    'an acknowledgement of 0x80 or more ends the delivery: it does not come again, and PUBREC gets no PUBREL',
    { 5: ['4.4.0-2', '4.3.3-4'] },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 2 });
      first.ack('PUBACK', (await first.message('one')).packetId, 0x80);
      first.ack('PUBREC', (await first.message('two')).packetId, 0x97);
      await first.silence();
      await first.leave();
      await (await talk.join(keep)).silence();
    },
  ),
  promise(
    'what has been sent once does not expire any more',
    { 5: ['4.3.3-7'] },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      const properties = { messageExpiryInterval: 5 };
      await (await talk.join()).publish('t', 'x', { qos: 2, properties });
      const { packetId } = await first.message('x');
      await first.leave();
      talk.pass(60_000);
      const second = await talk.join(keep);
      const again = await second.message('x');
      expect(again).toMatchObject({ packetId, dup: true });
      await second.finish(again);
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'after PUBACK the same identifier is a new message, whatever DUP says',
    { 5: ['4.3.2-5'], 4: ['4.3.2-2'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1, packetId: 9 });
      await publisher.publish('t', 'two', { qos: 1, packetId: 9, dup: true });
      await subscriber.messages('one', 'two');
    },
  ),
  promise(
    'until PUBREL the same identifier is the same message: PUBREC again, delivered once',
    { 5: ['4.3.3-10'], 4: ['4.3.3-2'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const publisher = await talk.join();
      publisher.say(publisher.publishPacket('t', 'x', { qos: 2, packetId: 9 }));
      expect((await publisher.take('PUBREC')).reasonCode).toBeLessThan(0x80);
      publisher.say(publisher.publishPacket('t', 'x', { qos: 2, packetId: 9, dup: true }));
      expect(await publisher.take('PUBREC')).toMatchObject({ packetId: 9 });
      publisher.ack('PUBREL', 9);
      expect(await publisher.take('PUBCOMP')).toMatchObject({ packetId: 9 });
      await subscriber.message('x');
      await subscriber.silence();
    },
  ),
  promise(
    'a QoS 2 message that comes again on a new connection is delivered once',
    { 5: ['4.3.3-10', '4.1.0-1'], 4: ['4.3.3-2', '4.1.0-1'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const first = await talk.join(keep);
      first.say(first.publishPacket('t', 'x', { qos: 2, packetId: 9 }));
      await first.take('PUBREC');
      await first.leave();
      const second = await talk.join(keep);
      await second.publish('t', 'x', { qos: 2, packetId: 9, dup: true });
      await subscriber.message('x');
      await subscriber.silence();
    },
  ),
  promise(
    'after PUBCOMP the same identifier is a new message',
    { 5: ['4.3.3-12'], 4: ['4.3.3-2'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 2, packetId: 9 });
      await publisher.publish('t', 'two', { qos: 2, packetId: 9 });
      await subscriber.messages('one', 'two');
    },
  ),
  promise(
    'after a PUBREC of 0x80 or more the same identifier is a new message',
    { 5: ['4.3.3-9', '3.5.2-1'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const publisher = await talk.join();
      const refused = await publisher.publish('t', 'one', { qos: 2, packetId: 9, retain: true });
      expect(refused?.reasonCode).toBeGreaterThanOrEqual(0x80);
      const accepted = await publisher.publish('t', 'two', { qos: 2, packetId: 9 });
      expect(accepted?.reasonCode).toBeLessThan(0x80);
      await subscriber.message('two');
    },
    {
      settings: { maximumRetainedMessages: 0 },
      mosquitto: { cannot: 'It refuses no PUBLISH of this kind without an access list.' },
    },
  ),
  promise(
    'PUBREL for an identifier nobody knows is answered with PUBCOMP',
    { 5: ['3.7.2-1', '4.3.3-11'], 4: ['4.3.3-2'] },
    async (talk) => {
      const client = await talk.join();
      client.ack('PUBREL', 77);
      const { packetId, reasonCode } = await client.take('PUBCOMP');
      expect(packetId).toBe(77);
      expect([0, 0x92]).toContain(reasonCode);
    },
  ),
  promise(
    'PUBREC for an identifier nobody knows is answered with PUBREL',
    { 5: ['3.6.2-1'] },
    async (talk) => {
      const client = await talk.join();
      client.ack('PUBREC', 77);
      const { packetId, reasonCode } = await client.take('PUBREL');
      expect(packetId).toBe(77);
      expect([0, 0x92]).toContain(reasonCode);
    },
  ),
  promise(
    'the exchange of a QoS 2 message goes on after the message has expired',
    { 5: ['4.3.3-13'] },
    async (talk) => {
      const publisher = await talk.join();
      const properties = { messageExpiryInterval: 5 };
      publisher.say(publisher.publishPacket('t', 'x', { qos: 2, packetId: 9, properties }));
      await publisher.take('PUBREC');
      talk.pass(60_000);
      publisher.ack('PUBREL', 9);
      expect(await publisher.take('PUBCOMP')).toMatchObject({ packetId: 9, reasonCode: 0 });
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
];
