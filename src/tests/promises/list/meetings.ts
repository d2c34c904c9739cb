// Where two rules meet: take-over and delivery, aliases and sizes, versions side by side. Each rule has a promise of
// its own elsewhere; these are the places where brokers forget one over the other.

import { expect } from 'vitest';
import { type MalformedSample, malformedSamples, type Properties } from '#mqtt/wire';
import { field, hex, text, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { rawConnect } from './connect-form.ts';
import { noProperties } from './data.ts';

const keep = { clientId: 'keeper', cleanStart: false, properties: { sessionExpiryInterval: 1000 } };
const keepWith = (properties: Properties) => ({
  ...keep,
  properties: { ...keep.properties, ...properties },
});

const will = { topic: 'w', payload: utf8('gone'), qos: 1 as const, retain: false };
const delayedWill = { ...will, properties: { willDelayInterval: 600 } };

const takingOver: readonly Promised[] = [
  promise(
    'what was on its way to the older connection comes again on the new one',
    { 5: ['3.1.2-5', '3.1.4-3', '4.4.0-1'], 4: ['3.1.2-4', '3.1.4-2', '4.4.0-1'] },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 2 });
      const one = await first.message('one');
      const two = await first.message('two');
      const second = await talk.join(keep);
      expect(second.connack?.sessionPresent).toBe(true);
      const again = [await second.message('one'), await second.message('two')];
      expect(again).toMatchObject([
        { dup: true, packetId: one.packetId },
        { dup: true, packetId: two.packetId },
      ]);
    },
  ),
  promise(
    'a clean start forgets the identifiers of the session before',
    { 5: ['3.1.2-4', '4.3.3-12'], 4: ['3.1.2-6', '4.3.3-2'] },
    async (talk) => {
      const subscriber = await talk.join();
      await subscriber.subscribe('t', { qos: 0 });
      const first = await talk.join(keep);
      first.say(first.publishPacket('t', 'of the old session', { qos: 2, packetId: 9 }));
      await first.take('PUBREC');
      const second = await talk.join({ ...keep, cleanStart: true });
      await second.publish('t', 'of the new session', { qos: 2, packetId: 9 });
      // The old one may have been handed on at once, or wait for a PUBREL that never comes.
      const came = (await subscriber.soFar()).map((packet) =>
        packet.type === 'PUBLISH' ? text(packet.payload) : packet.type,
      );
      expect(came.filter((payload) => payload !== 'of the old session')).toEqual([
        'of the new session',
      ]);
    },
  ),
  promise(
    'taking over publishes the will of the older connection',
    { 5: ['3.1.2-8'], 4: ['3.1.2-8'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      await talk.join({ ...keep, will });
      await talk.join(keep);
      await watcher.messages('gone');
      await watcher.silence();
    },
  ),
  promise(
    'taking over a session within the will delay publishes no will, ending that session does',
    { 5: ['3.1.2-8', '3.1.3-9'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      await talk.join({ ...keep, will: delayedWill });
      await talk.join({ ...keep, will: delayedWill });
      await watcher.silence();
      await talk.join({ ...keep, cleanStart: true });
      await watcher.messages('gone');
      await watcher.silence();
    },
  ),
  promise(
    'a goodbye takes back a will that would have waited',
    { 5: ['3.14.4-3', '3.1.2-10'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const client = await talk.join({ ...keep, will: delayedWill });
      await client.leave();
      await talk.join({ ...keep, cleanStart: true }); // ends the session
      await watcher.silence();
    },
  ),
  promise(
    'a will whose delay ends with its session is published once',
    { 5: ['3.1.2-8', '3.1.2-10'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const properties = { willDelayInterval: 10 };
      const client = await talk.join({
        will: { ...will, properties },
        properties: { sessionExpiryInterval: 10 },
      });
      client.vanish();
      talk.pass(3_600_000);
      await watcher.messages('gone');
      await watcher.silence();
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'a will can expire like any message',
    { 5: ['3.3.2-5', '3.3.2-6', '3.1.2-15'] },
    async (talk) => {
      const properties = { messageExpiryInterval: 10 };
      const client = await talk.join({ will: { ...will, retain: true, properties } });
      talk.pass(60_000); // it counts from its publication
      client.vanish();
      talk.pass(4_000);
      const early = await talk.join();
      await early.subscribe('w', { qos: 0 });
      expect((await early.message('gone')).properties?.messageExpiryInterval).toBe(6);
      talk.pass(6_000);
      const late = await talk.join();
      await late.subscribe('w', { qos: 0 });
      await late.silence();
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
];

const sizesAndQuotas: readonly Promised[] = [
  promise(
    'a client that takes fewer bytes than CONNACK has is not left without an answer',
    { 5: ['3.1.2-24', '3.1.4-5'] },
    async (talk) => {
      const client = await talk.open();
      client.say(client.connectPacket({ properties: { maximumPacketSize: 6 } }));
      const heard = await client.inbox.next();
      if (heard === undefined) return; // the line ended: an answer, too
      expect(heard.packet.type).toBe('CONNACK');
      expect(heard.frame.length).toBeLessThanOrEqual(6);
    },
  ),
  promise(
    'a smaller Receive Maximum counts for what comes again, too',
    { 5: ['3.3.4-9', '4.9.0-1', '4.4.0-1'] },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      const publisher = await talk.join();
      for (const payload of ['1', '2', '3']) {
        await publisher.publish('t', payload, { qos: 1 });
        await first.message(payload);
      }
      await first.leave();
      const second = await talk.join(keepWith({ receiveMaximum: 1 }));
      for (const payload of ['1', '2', '3']) {
        const message = await second.message(payload);
        expect(message.dup).toBe(true);
        await second.silence();
        second.ack('PUBACK', message.packetId);
      }
      await second.silence();
    },
  ),
  promise(
    'a smaller Maximum Packet Size counts for what comes again, too',
    { 5: ['3.1.2-24', '3.1.2-25'] },
    async (talk) => {
      const first = await talk.join(keep);
      await first.subscribe('t');
      const publisher = await talk.join();
      await publisher.publish('t', 'x'.repeat(100), { qos: 1 });
      await first.message();
      await first.leave();
      await publisher.publish('t', 'y'.repeat(100), { qos: 1 });
      const second = await talk.join(keepWith({ receiveMaximum: 1, maximumPacketSize: 40 }));
      await publisher.publish('t', 'small', { qos: 1 });
      await second.messages('small');
      await second.silence();
    },
  ),
  promise(
    'a message that fits without a topic alias is not lost to one',
    { 5: ['3.1.2-24', '3.1.2-25', '3.1.2-26'] },
    async (talk) => {
      const limits = { maximumPacketSize: 40, topicAliasMaximum: 5 };
      const subscriber = await talk.join({ properties: limits });
      await subscriber.subscribe('t');
      const publisher = await talk.join();
      for (const [qos, length] of [
        [0, 34],
        [1, 32],
      ] as const) {
        const payload = 'x'.repeat(length);
        await publisher.publish('t', payload, { qos });
        const message = await subscriber.message(payload);
        expect(subscriber.frame.length).toBeLessThanOrEqual(40);
        await subscriber.finish(message);
      }
      await subscriber.silence();
    },
  ),
  promise(
    'an alias that was in a message too large to send is not used before it was told',
    { 5: ['3.1.2-25', '3.1.2-26', '3.3.2-11'] },
    async (talk) => {
      const topic = 'a/rather/long/topic';
      const limits = { maximumPacketSize: 60, topicAliasMaximum: 1 };
      const subscriber = await talk.join({ properties: limits });
      await subscriber.subscribe('#', { qos: 0 });
      const publisher = await talk.join();
      await publisher.publish(topic, 'x'.repeat(100));
      await publisher.publish(topic, 'small');
      expect((await subscriber.message('small')).topic).toBe(topic);
    },
  ),
  promise(
    'what comes again on a new connection has its topic, whatever alias it had',
    { 5: ['3.3.2-7', '3.1.2-27', '4.4.0-1'] },
    async (talk) => {
      const first = await talk.join(keepWith({ topicAliasMaximum: 5 }));
      await first.subscribe('t');
      const publisher = await talk.join();
      for (const payload of ['1', '2']) {
        await publisher.publish('t', payload, { qos: 1 });
        await first.message(payload);
      }
      await first.leave();
      const second = await talk.join(keep);
      for (const message of await second.messages('1', '2')) {
        expect(message.topic).toBe('t');
        expect(message.properties ?? {}).not.toHaveProperty('topicAlias');
      }
    },
  ),
];

const subscriptions: readonly Promised[] = [
  promise(
    'a filter and the same filter shared are two subscriptions, each unsubscribed by its own name',
    { 5: ['3.10.4-1', '4.8.2-1'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('t', { qos: 0 });
      await client.subscribe('$share/g/t', { qos: 0 });
      const publisher = await talk.join();
      const copies = async () => {
        await publisher.publish('t', 'x', { qos: 1 });
        return (await client.soFar()).length;
      };
      expect(await copies()).toBe(2);
      expect((await client.unsubscribe('t')).reasonCodes).toEqual([0]);
      expect(await copies()).toBe(1);
      expect((await client.unsubscribe('t', '$share/h/t')).reasonCodes).toEqual([0x11, 0x11]);
      expect(await copies()).toBe(1);
      expect((await client.unsubscribe('$share/g/t')).reasonCodes).toEqual([0]);
      expect(await copies()).toBe(0);
    },
  ),
  promise(
    'retained messages below $ are left out by wildcards at the beginning, too',
    { 5: ['4.7.2-1'], 4: ['4.7.2-1'] },
    async (talk) => {
      const publisher = await talk.join();
      await publisher.publish('$private/x', 'hidden', { qos: 1, retain: true });
      const client = await talk.join();
      for (const filter of ['#', '+/x', '+/#']) await client.subscribe(filter, { qos: 0 });
      await client.silence();
    },
  ),
  promise(
    'a will to a topic with a wildcard, or without a letter, is refused',
    { 5: ['4.7.0-1', '4.7.3-1', '3.1.4-1'], 4: ['4.7.1-1', '4.7.3-1', '3.1.4-1'] },
    async (talk) => {
      for (const topic of ['#', 'a/+', '']) {
        const client = await talk.open();
        const payload = hex(field('a'), noProperties(client), field(topic), field('gone'));
        client.bytes(rawConnect(client, { flags: '06', payload }));
        await client.refused(0x81, 0x82, 0x90);
      }
    },
  ),
  promise(
    'where wildcards are not offered, a filter with one is refused',
    { 4: ['3.8.3-2'] },
    async (talk) => {
      const client = await talk.join();
      await client.subscribe('plain');
      client.say({ type: 'SUBSCRIBE', packetId: 9, subscriptions: [client.request('a/+')] });
      const heard = await client.inbox.next();
      if (heard === undefined) return; // the line was closed instead
      expect(heard.packet).toMatchObject({ type: 'SUBACK', reasonCodes: [0x80] });
    },
    { settings: { wildcardSubscriptions: false }, mosquitto: { cannot: 'It always has them.' } },
  ),
];

const versions: readonly Promised[] = [
  promise(
    'versions meet: a message goes from each to each, with what the receiver has room for',
    { 5: ['4.5.0-1', '3.8.4-8'], 4: ['4.5.0-1', '3.8.4-6'] },
    async (talk) => {
      const properties: Properties = { contentType: 'text/plain', userProperty: [['a', 'b']] };
      for (const [from, to] of [
        [4, 5],
        [5, 4],
        [5, 5],
        [4, 4],
      ] as const) {
        const subscriber = await talk.join({}, to);
        await subscriber.subscribe('t');
        const publisher = await talk.join({}, from);
        await publisher.publish('t', 'x', { qos: 2, properties });
        const [message] = await subscriber.messages('x');
        expect(message?.qos).toBe(2);
        const expected = from === 5 && to === 5 ? properties : {};
        expect(message?.properties ?? {}).toEqual(expected);
      }
    },
  ),
  promise(
    'versions meet: a session goes on when its client comes back with another version',
    { 5: ['3.1.2-5', '3.2.2-3'], 4: ['3.1.2-4', '3.2.2-2'] },
    async (talk) => {
      const properties: Properties = { contentType: 'text/plain' };
      const publisher = await talk.join({}, 5);
      for (const [before, after] of [
        [4, 5],
        [5, 4],
      ] as const) {
        const clientId = `from ${before} to ${after}`;
        const first = await talk.join({ ...keep, clientId }, before);
        await first.subscribe(`t/${before}`);
        await first.leave();
        await publisher.publish(`t/${before}`, 'waited', { qos: 2, properties });
        const second = await talk.join({ ...keep, clientId }, after);
        expect(second.connack?.sessionPresent).toBe(true);
        const [message] = await second.messages('waited');
        expect(message?.properties ?? {}).toEqual(after === 5 ? properties : {});
      }
    },
  ),
  promise(
    'every malformed packet that we know ends the connection',
    { 5: ['4.13.1-1', '3.1.4-1'], 4: ['4.8.0-1', '3.1.4-1'] },
    async (talk) => {
      const samples = malformedSamples.filter((sample) => mayBeSent(sample, talk.version));
      expect(samples.length).toBeGreaterThan(20);
      for (const { name, kind, bytes } of samples) {
        const isConnect = (bytes[0] ?? 0) >> 4 === 1;
        const client = isConnect ? await talk.open() : await talk.join();
        client.bytes(bytes);
        const packets = await client.end().catch((error: unknown) => {
          throw new Error(`${kind}, ${name}: ${error}`);
        });
        for (const packet of packets) {
          expect(['CONNACK', 'DISCONNECT'], name).toContain(packet.type);
          if ('reasonCode' in packet) expect(packet.reasonCode, name).toBeGreaterThan(0);
        }
      }
    },
    { mosquitto: { cannot: 'The list is that of our own reader; each rule is asked for singly.' } },
  ),
];

/** Whole packets of a client; what is only cut short is waited for, not refused. */
const mayBeSent = ({ sender, version, kind, bytes }: MalformedSample, wanted: number) =>
  sender === 'client' &&
  version === wanted &&
  bytes.length > 0 &&
  !['incomplete-packet', 'bytes-after-packet', 'unsupported-protocol-version'].includes(kind);

export const meetingPromises: readonly Promised[] = [
  ...takingOver,
  ...sizesAndQuotas,
  ...subscriptions,
  ...versions,
];
