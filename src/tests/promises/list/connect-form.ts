// The form of CONNECT, section 3.1: what is not one ends the connection.

import { expect } from 'vitest';
import { type Client, field, frame, hex } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { badUtf8, noProperties, nullCharacter, surrogate } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const UNSUPPORTED_VERSION = 0x84;
const CLIENT_ID_NOT_VALID = 0x85;
const NOT_A_CONNECT = [MALFORMED, PROTOCOL_ERROR, CLIENT_ID_NOT_VALID, 0x86, 0x90, 0x99];

export interface RawConnect {
  protocolName?: string;
  level?: number;
  flags: string;
  payload: Uint8Array;
}

/** A CONNECT with free hands; no properties, no keep alive. */
export function rawConnect(
  client: Client,
  { protocolName = 'MQTT', level, flags, payload }: RawConnect,
) {
  const { version } = client;
  const properties = version === 5 ? '00' : '';
  const head = hex(
    field(protocolName),
    Uint8Array.of(level ?? version),
    flags,
    '00 00',
    properties,
  );
  return frame(0x10, head, payload);
}

export const connectFormPromises: readonly Promised[] = [
  promise(
    'a first packet that is not CONNECT ends the connection, without a DISCONNECT',
    { 5: ['3.1.0-1', '3.14.0-1'], 4: ['3.1.0-1', '3.2.0-1'] },
    async (talk) => {
      for (const bytes of ['c0 00', '30 03 00 01 61', 'e0 00']) {
        const client = await talk.open();
        client.bytes(hex(bytes));
        expect(await client.end()).toEqual([]);
      }
    },
  ),
  promise(
    'another protocol name ends the connection',
    { 5: ['3.1.2-1'], 4: ['3.1.2-1'] },
    async (talk) => {
      for (const protocolName of ['MQTTT', 'mqtt']) {
        const client = await talk.open();
        client.bytes(rawConnect(client, { protocolName, flags: '02', payload: field('a') }));
        await client.refused(UNSUPPORTED_VERSION, MALFORMED, PROTOCOL_ERROR);
      }
    },
  ),
  promise(
    'a protocol version nobody knows ends the connection, with 0x84 if with a word',
    { 5: ['3.1.2-2'] },
    async (talk) => {
      const client = await talk.open();
      client.inbox.version = 4;
      client.bytes(rawConnect(client, { level: 2, flags: '02', payload: field('a') }));
      // Whoever says 2 cannot read a CONNACK of 5.
      await client.refused(UNSUPPORTED_VERSION, 1);
      const later = await talk.open();
      later.bytes(rawConnect(later, { level: 6, flags: '02', payload: field('a') }));
      const frames = await later.inbox.end().catch(() => []);
      for (const { packet } of frames) {
        expect(packet).toMatchObject({ type: 'CONNACK', reasonCode: UNSUPPORTED_VERSION });
      }
      expect(later.inbox.hasEnded).toBe(true);
    },
  ),
  promise(
    'an unknown protocol level gets return code 1, and the connection ends',
    { 4: ['3.1.2-2'] },
    async (talk) => {
      const client = await talk.open();
      client.bytes(rawConnect(client, { level: 2, flags: '02', payload: field('a') }));
      expect((await client.take('CONNACK')).reasonCode).toBe(1);
      expect(await client.end()).toEqual([]);
    },
  ),
  promise(
    'the reserved flag of CONNECT is zero, or the connection ends',
    { 5: ['3.1.2-3', '3.1.4-1'], 4: ['3.1.2-3', '3.1.4-1'] },
    async (talk) => {
      const client = await talk.open();
      client.bytes(rawConnect(client, { flags: '03', payload: field('a') }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a will that is announced and missing ends the connection',
    { 5: ['3.1.2-9'], 4: ['3.1.2-9'] },
    async (talk) => {
      const none = await talk.open();
      none.bytes(rawConnect(none, { flags: '06', payload: field('a') }));
      await none.refused(...NOT_A_CONNECT);
      const half = await talk.open();
      const payload = hex(field('a'), noProperties(half), field('will/topic'));
      half.bytes(rawConnect(half, { flags: '06', payload }));
      await half.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'will QoS or will retain without a will ends the connection',
    { 5: ['3.1.2-11', '3.1.2-13'], 4: ['3.1.2-11', '3.1.2-13', '3.1.2-15'] },
    async (talk) => {
      for (const flags of ['0a', '12', '22']) {
        const client = await talk.open();
        client.bytes(rawConnect(client, { flags, payload: field('a') }));
        await client.refused(...NOT_A_CONNECT);
      }
    },
  ),
  promise('will QoS 3 ends the connection', { 5: ['3.1.2-12'], 4: ['3.1.2-14'] }, async (talk) => {
    const client = await talk.open();
    const payload = hex(field('a'), noProperties(client), field('w'), field('gone'));
    client.bytes(rawConnect(client, { flags: '1e', payload }));
    await client.refused(...NOT_A_CONNECT);
  }),
  promise(
    'a user name that is not announced ends the connection',
    { 5: ['3.1.2-16'], 4: ['3.1.2-18'] },
    async (talk) => {
      const client = await talk.open();
      const payload = hex(field('a'), field('who'));
      client.bytes(rawConnect(client, { flags: '02', payload }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a user name that is announced and missing ends the connection',
    { 5: ['3.1.2-17'], 4: ['3.1.2-19'] },
    async (talk) => {
      const client = await talk.open();
      client.bytes(rawConnect(client, { flags: '82', payload: field('a') }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a password that is not announced ends the connection',
    { 5: ['3.1.2-18'], 4: ['3.1.2-20'] },
    async (talk) => {
      const client = await talk.open();
      const payload = hex(field('a'), field('who'), field('secret'));
      client.bytes(rawConnect(client, { flags: '82', payload }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a password that is announced and missing ends the connection',
    { 5: ['3.1.2-19'], 4: ['3.1.2-21'] },
    async (talk) => {
      const client = await talk.open();
      const payload = hex(field('a'), field('who'));
      client.bytes(rawConnect(client, { flags: 'c2', payload }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a password without a user name ends the connection in 3.1.1',
    { 4: ['3.1.2-22'] },
    async (talk) => {
      const client = await talk.open();
      const payload = hex(field('a'), field('secret'));
      client.bytes(rawConnect(client, { flags: '42', payload }));
      await client.refused();
    },
  ),
  promise(
    'the payload of CONNECT is read in its order, each field in its place',
    { 5: ['3.1.3-1'], 4: ['3.1.3-1', '3.1.3-3'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w', { qos: 0 });
      const client = await talk.open();
      const willFields = hex(noProperties(client), field('w'), field('gone'));
      const payload = hex(field('whole'), willFields, field('who'), field('secret'));
      client.bytes(rawConnect(client, { flags: 'c6', payload }));
      expect((await client.take('CONNACK')).reasonCode).toBe(0);
      client.vanish();
      expect((await watcher.message('gone')).topic).toBe('w');
    },
  ),
  promise(
    'a CONNECT without a client id field ends the connection',
    { 5: ['3.1.3-3'], 4: ['3.1.3-3'] },
    async (talk) => {
      const client = await talk.open();
      client.bytes(rawConnect(client, { flags: '02', payload: new Uint8Array(0) }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a client id that is not UTF-8 ends the connection',
    { 5: ['3.1.3-4'], 4: ['3.1.3-4'] },
    async (talk) => {
      for (const clientId of [badUtf8, surrogate, nullCharacter]) {
        const client = await talk.open();
        client.bytes(rawConnect(client, { flags: '02', payload: field(clientId) }));
        await client.refused(...NOT_A_CONNECT);
      }
    },
  ),
  promise(
    'a will topic that is not UTF-8 ends the connection',
    { 5: ['3.1.3-11'], 4: ['3.1.3-10'] },
    async (talk) => {
      const client = await talk.open();
      const willFields = hex(noProperties(client), field(surrogate), field('gone'));
      const payload = hex(field('a'), willFields);
      client.bytes(rawConnect(client, { flags: '06', payload }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a user name that is not UTF-8 ends the connection',
    { 5: ['3.1.3-12'], 4: ['3.1.3-11'] },
    async (talk) => {
      const client = await talk.open();
      const payload = hex(field('a'), field(badUtf8));
      client.bytes(rawConnect(client, { flags: '82', payload }));
      await client.refused(...NOT_A_CONNECT);
    },
  ),
  promise(
    'a malformed CONNECT ends the connection, in 3.1.1 without a CONNACK',
    { 5: ['3.1.4-1', '4.13.1-1'], 4: ['3.1.4-1', '4.8.0-1', '3.2.2-6'] },
    async (talk) => {
      const empty = await talk.open();
      empty.bytes(hex('10 00'));
      await empty.refused(...NOT_A_CONNECT);
      const client = await talk.open();
      client.bytes(rawConnect(client, { flags: '03', payload: field('a') }));
      const packets = await client.end();
      if (talk.version === 4) expect(packets).toEqual([]);
    },
  ),
];
