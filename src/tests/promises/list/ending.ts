// Pings, goodbyes and errors: sections 3.12 to 3.15 and 4.13.

import { expect } from 'vitest';
import { writePacket } from '#mqtt/wire';
import { field, frame, hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;

export const endingPromises: readonly Promised[] = [
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
  promise('an AUTH with a flag ends the connection', { 5: ['3.15.1-1'] }, async (talk) => {
    const client = await talk.join();
    client.bytes(hex('f1 00'));
    await client.sentAway(MALFORMED, PROTOCOL_ERROR);
  }),
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
    'a packet that only a server sends ends the connection',
    { 5: ['4.13.1-1'], 4: ['4.8.0-1'] },
    async (talk) => {
      const acks =
        talk.version === 5
          ? ['90 04 00 01 00 00', 'b0 04 00 01 00 00']
          : ['90 03 00 01 00', 'b0 02 00 01'];
      for (const bytes of ['d0 00', ...acks]) {
        const client = await talk.join();
        client.bytes(hex(bytes));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'what one client does wrong is no other client’s loss',
    { 5: ['4.13.2-1'], 4: ['4.8.0-1'] },
    async (talk) => {
      const bystander = await talk.join();
      await bystander.subscribe('t', { qos: 0 });
      for (const bytes of ['00 00', '30 ff ff ff ff 01', '36 05 00 01 61 00 01']) {
        const client = await talk.join();
        client.bytes(hex(bytes));
        await client.sentAway(MALFORMED, PROTOCOL_ERROR, 0x95, 0x9b);
      }
      bystander.say(bystander.publishPacket('t', 'still here'));
      await bystander.message('still here');
    },
  ),
];
