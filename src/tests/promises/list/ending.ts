// Pings, goodbyes, errors and the life of sessions: sections 3.12 to 3.15, 4.1 and 4.13; and WebSocket, chapter 6.

import { expect } from 'vitest';
import { writePacket } from '#mqtt/wire';
import { type Client, field, frame, hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;

const goodbyes: readonly Promised[] = [
  promise(
    'PINGREQ is answered with PINGRESP',
    { 5: ['3.12.4-1'], 4: ['3.12.4-1'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(hex('c0 00 c0 00'));
      await client.take('PINGRESP');
      await client.take('PINGRESP');
      await client.silence();
    },
  ),
  promise(
    'a PUBREL whose flags are not 0010 ends the connection',
    { 5: ['3.6.1-1'], 4: ['3.6.1-1'] },
    async (talk) => {
      for (const first of ['60', '63', '6a']) {
        const client = await talk.join();
        client.bytes(hex(first, '02 00 01'));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'a DISCONNECT with a flag ends the connection as malformed, so the will is published',
    { 5: ['3.14.1-1'], 4: ['3.14.1-1'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w', { qos: 0 });
      const will = { topic: 'w', payload: utf8('gone'), qos: 0 as const, retain: false };
      const client = await talk.join({ will });
      client.bytes(hex('e1 00'));
      await client.sentAway(MALFORMED);
      await watcher.message('gone');
    },
  ),
  promise(
    'an AUTH with a flag ends the connection',
    { 5: ['3.15.1-1'] },
    async (talk) => {
      const client = await talk.join();
      client.bytes(hex('f1 00'));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
    },
  ),
  promise(
    'an AUTH from a client that named no method ends the connection',
    { 5: ['4.12.0-7'] },
    async (talk) => {
      const client = await talk.join();
      client.say({ type: 'AUTH', reasonCode: 0x19, properties: { authenticationMethod: 'x' } });
      await client.sentAway(PROTOCOL_ERROR, MALFORMED, 0x8c);
    },
  ),
  promise(
    'a reason code that DISCONNECT does not have ends the connection as an error',
    { 5: ['3.14.2-1'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w', { qos: 0 });
      const will = { topic: 'w', payload: utf8('gone'), qos: 0 as const, retain: false };
      const client = await talk.join({ will });
      client.bytes(hex('e0 01 03'));
      await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      await watcher.message('gone');
    },
  ),
  promise(
    'after DISCONNECT the server closes, says nothing more and does nothing more',
    { 5: ['3.14.4-3', '3.14.4-2'], 4: ['3.14.4-3'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('t', { qos: 0 });
      const client = await talk.join();
      client.say({ type: 'DISCONNECT', reasonCode: 0 }, client.publishPacket('t', 'too late'));
      expect(await client.end()).toEqual([]);
      await watcher.silence();
    },
  ),
  promise(
    'whoever is sent away gets one DISCONNECT with a code of 0x80 or more, then the end',
    { 5: ['3.14.2-1', '3.14.2-2', '3.14.4-1', '3.14.4-2', '4.13.1-1', '4.13.2-1'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('t', { qos: 0 });
      const client = await talk.join({ properties: { sessionExpiryInterval: 100 } });
      client.bytes(
        frame(0x36, field('t'), '00 01 00'),
        writePacket(client.publishPacket('t', 'too late'), 5),
        hex('c0 00'),
      );
      const packets = await client.end();
      expect(packets).toHaveLength(1);
      const [goodbye] = packets;
      expect(goodbye?.type).toBe('DISCONNECT');
      if (goodbye?.type !== 'DISCONNECT') return;
      expect([MALFORMED, PROTOCOL_ERROR, 0x9b]).toContain(goodbye.reasonCode);
      expect(goodbye.properties ?? {}).not.toHaveProperty('sessionExpiryInterval');
      await watcher.silence();
    },
  ),
  promise(
    'what one client does wrong is no other client’s loss',
    { 5: ['4.13.2-1'], 4: ['4.8.0-1'] },
    async (talk) => {
      const bystander = await talk.join();
      await bystander.subscribe('t', { qos: 0 });
      for (const bytes of ['00 00', 'ff ff ff ff ff', '20 02 00 00', '90 03 00 01 00', 'd0 00']) {
        const client = await talk.join();
        client.bytes(hex(bytes));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR, 0x95);
      }
      bystander.say(bystander.publishPacket('t', 'still here'));
      await bystander.message('still here');
    },
  ),
];

/** The largest packet a client may get is so small that no explanation fits. */
const terse = { maximumPacketSize: 8 };

const explanations: readonly Promised[] = [
  promise(
    'an explanation that would not fit is left out: PUBACK and PUBREC',
    { 5: ['3.4.2-1', '3.4.2-2', '3.4.2-3', '3.5.2-1', '3.5.2-2', '3.5.2-3'] },
    async (talk) => {
      const client = await talk.join({ properties: { maximumPacketSize: 40 } });
      for (const qos of [1, 2] as const) {
        const answer = await client.publish('t', 'x', { qos, retain: true });
        expect(answer?.reasonCode).toBeGreaterThanOrEqual(0x80);
        expect(client.frame.length).toBeLessThanOrEqual(40);
      }
    },
    {
      settings: { maximumRetainedMessages: 0 },
      mosquitto: { cannot: 'It refuses no PUBLISH of this kind without an access list.' },
    },
  ),
  promise(
    'an explanation that would not fit is left out: PUBREL and PUBCOMP',
    { 5: ['3.6.2-2', '3.6.2-3', '3.7.2-2', '3.7.2-3'] },
    async (talk) => {
      const client = await talk.join({ properties: { maximumPacketSize: 24 } });
      client.ack('PUBREC', 77);
      client.ack('PUBREL', 78);
      await client.take('PUBREL');
      expect(client.frame.length).toBeLessThanOrEqual(24);
      await client.take('PUBCOMP');
      expect(client.frame.length).toBeLessThanOrEqual(24);
    },
  ),
  promise(
    'an explanation that would not fit is left out: SUBACK and UNSUBACK',
    { 5: ['3.9.2-1', '3.9.2-2', '3.11.2-1', '3.11.2-2'] },
    async (talk) => {
      const client = await talk.join({ properties: { maximumPacketSize: 24 } });
      await client.subscribe('one');
      const { reasonCodes } = await client.subscribe('one too many');
      expect(reasonCodes[0]).toBeGreaterThanOrEqual(0x80);
      expect(client.frame.length).toBeLessThanOrEqual(24);
      await client.unsubscribe('never there');
      expect(client.frame.length).toBeLessThanOrEqual(24);
    },
    {
      settings: { maximumSubscriptionsPerSession: 1 },
      mosquitto: { cannot: 'It has no limit for the subscriptions of a client.' },
    },
  ),
  promise(
    'an explanation that would not fit is left out: DISCONNECT',
    { 5: ['3.14.2-3', '3.14.2-4'] },
    async (talk) => {
      const client = await talk.join({ properties: { maximumPacketSize: 24 } });
      client.bytes(hex('00 00'));
      for (const { frame: bytes } of await client.inbox.end()) {
        expect(bytes.length).toBeLessThanOrEqual(24);
      }
    },
  ),
  promise(
    'an explanation that would not fit is left out: CONNACK',
    { 5: ['3.2.2-19', '3.2.2-20'] },
    async (talk) => {
      const client = await talk.open();
      const properties = { ...terse, authenticationMethod: 'no such method' };
      client.say(client.connectPacket({ properties }));
      for (const { frame: bytes } of await client.inbox.end()) {
        expect(bytes.length).toBeLessThanOrEqual(terse.maximumPacketSize);
      }
    },
  ),
  promise(
    'who wants no problem information gets reasons in CONNACK and DISCONNECT only',
    { 5: ['3.1.2-29'] },
    async (talk) => {
      const client = await talk.join({ properties: { requestProblemInformation: 0 } });
      const plain = async (answer: Promise<{ properties?: object } | undefined>) => {
        const properties = (await answer)?.properties ?? {};
        expect(properties).not.toHaveProperty('reasonString');
        expect(properties).not.toHaveProperty('userProperty');
      };
      await plain(client.subscribe('one'));
      await plain(client.subscribe('one too many'));
      await plain(client.unsubscribe('never there'));
      await plain(client.publish('t', 'x', { qos: 1, retain: true }));
      await plain(client.publish('t', 'x', { qos: 2, retain: true }));
      client.ack('PUBREC', 77);
      await plain(client.take('PUBREL'));
      client.ack('PUBREL', 78);
      await plain(client.take('PUBCOMP'));
    },
    {
      settings: { maximumSubscriptionsPerSession: 1, maximumRetainedMessages: 0 },
      mosquitto: [],
    },
  ),
];

const sessions: readonly Promised[] = [
  promise(
    'a session lives as long as its connection, whatever its expiry interval says',
    { 5: ['4.1.0-1'], 4: ['4.1.0-2'] },
    async (talk) => {
      const client = await talk.join({ properties: { sessionExpiryInterval: 1 } });
      await client.subscribe('t', { qos: 0 });
      talk.pass(30 * 24 * 3_600_000);
      client.say(client.publishPacket('t', 'still here'));
      await client.message('still here');
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'a session is gone when its expiry interval has passed after the connection, and not before',
    { 5: ['4.1.0-2', '3.1.2-23'] },
    async (talk) => {
      const keep = { clientId: 'keeper', cleanStart: false, properties: { sessionExpiryInterval: 10 } };
      const first = await talk.join(keep);
      await first.subscribe('t');
      talk.pass(60_000);
      await first.leave();
      talk.pass(9_999);
      const second = await talk.join(keep);
      expect(second.connack?.sessionPresent).toBe(true);
      second.vanish();
      talk.pass(10_000);
      const third = await talk.join(keep);
      expect(third.connack?.sessionPresent).toBe(false);
      await (await talk.join()).publish('t', 'for nobody', { qos: 1 });
      await third.silence();
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'without an expiry interval a session ends with its connection',
    { 5: ['4.1.0-2'], 4: ['3.1.2-6'] },
    async (talk) => {
      const first = await talk.join({ clientId: 'brief', cleanStart: true });
      await first.subscribe('t');
      await first.leave();
      const second = await talk.join({ clientId: 'brief', cleanStart: false });
      expect(second.connack?.sessionPresent).toBe(false);
      await (await talk.join()).publish('t', 'x', { qos: 1 });
      await second.silence();
    },
  ),
  promise(
    'DISCONNECT may change the expiry interval of its session',
    { 5: ['4.1.0-2', '3.1.2-23'] },
    async (talk) => {
      const keep = { clientId: 'keeper', cleanStart: false, properties: { sessionExpiryInterval: 100 } };
      const first = await talk.join(keep);
      await first.leave(0, { sessionExpiryInterval: 0 });
      const second = await talk.join(keep);
      expect(second.connack?.sessionPresent).toBe(false);
    },
  ),
  promise(
    'bytes arrive in order however they are cut',
    { 5: ['4.2.0-1'], 4: ['7.1.1-1'] },
    async (talk) => {
      const client = await talk.open();
      const payload = 'x'.repeat(300);
      for (const byte of wholeTalk(client, payload)) client.bytes([byte]);
      await client.take('CONNACK');
      await client.take('SUBACK');
      await client.message(payload);
      const big = await talk.join();
      await big.subscribe('big', { qos: 0 });
      const long = 'y'.repeat(200_000);
      big.say(big.publishPacket('big', long));
      await big.message(long);
    },
  ),
];

/** CONNECT, SUBSCRIBE and PUBLISH of a client that hears itself. */
function wholeTalk(client: Client, payload: string): Uint8Array {
  const packets = [
    client.connectPacket(),
    { type: 'SUBSCRIBE', packetId: 1, subscriptions: [client.request('t', { qos: 0 })] },
    client.publishPacket('t', payload),
  ] as const;
  return hex(...packets.map((packet) => writePacket(packet, client.version)));
}

const webSocket: readonly Promised[] = [
  promise(
    'the server chooses the sub-protocol mqtt and speaks in binary frames',
    { 5: ['6.0.0-1', '6.0.0-3', '6.0.0-4'], 4: ['6.0.0-1', '6.0.0-3', '6.0.0-4'] },
    async (talk) => {
      const { client, line } = await talk.openWebSocket(['other', 'mqtt']);
      expect(line.protocol).toBe('mqtt');
      await client.join();
    },
    { webSocketOnly: true },
  ),
  promise(
    'a text frame ends the connection',
    { 5: ['6.0.0-1'], 4: ['6.0.0-1'] },
    async (talk) => {
      const { client, line } = await talk.openWebSocket();
      await client.join();
      line.sendText('\u0000\u0000');
      await client.end();
    },
    { webSocketOnly: true },
  ),
  promise(
    'packets may be cut into frames, and frames may hold several packets',
    { 5: ['6.0.0-2'], 4: ['6.0.0-2'] },
    async (talk) => {
      const { client: one } = await talk.openWebSocket();
      one.bytes(wholeTalk(one, 'all at once'));
      await one.take('CONNACK');
      await one.take('SUBACK');
      await one.message('all at once');
      const { client: many } = await talk.openWebSocket();
      for (const byte of wholeTalk(many, 'bit by bit')) many.bytes([byte]);
      await many.take('CONNACK');
      await many.take('SUBACK');
      await many.message('bit by bit');
    },
    { webSocketOnly: true },
  ),
];

export const endingPromises: readonly Promised[] = [
  ...goodbyes,
  ...explanations,
  ...sessions,
  ...webSocket,
];
