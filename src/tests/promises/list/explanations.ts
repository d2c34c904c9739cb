// Reason strings and user properties must not make a packet too large, nor come to who does not want them.

import { expect } from 'vitest';
import { hex } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

/** The largest packet a client may get is so small that no explanation fits. */
const terse = { maximumPacketSize: 8 };

export const explanationPromises: readonly Promised[] = [
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
