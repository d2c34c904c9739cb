// CONNECT and CONNACK, sections 3.1 and 3.2: who may come, and what is said to whom.

import { expect } from 'vitest';
import { type Client, field, frame, hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';
import { badUtf8, nullCharacter, surrogate } from './data.ts';

const MALFORMED = 0x81;
const PROTOCOL_ERROR = 0x82;
const UNSUPPORTED_VERSION = 0x84;
const CLIENT_ID_NOT_VALID = 0x85;
const NOT_A_CONNECT = [MALFORMED, PROTOCOL_ERROR, CLIENT_ID_NOT_VALID, 0x86, 0x90, 0x99];

interface RawConnect {
  protocolName?: string;
  level?: number;
  flags: string;
  payload: Uint8Array;
}

/** A CONNECT with free hands; no properties, no keep alive. */
function rawConnect(client: Client, { protocolName = 'MQTT', level, flags, payload }: RawConnect) {
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

/** No properties of the will, in the versions that have them. */
const noWillProperties = ({ version }: Client) => (version === 5 ? '00' : '');

export const connectingPromises: readonly Promised[] = [
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
    'a second CONNECT ends the connection, and gets no second CONNACK',
    { 5: ['3.1.0-2', '3.2.0-2', '4.13.2-1'], 4: ['3.1.0-2'] },
    async (talk) => {
      const client = await talk.join();
      client.say(client.connectPacket());
      await client.sentAway(PROTOCOL_ERROR);
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
    'a clean start drops what was there, and says so',
    { 5: ['3.1.2-4', '3.1.4-4', '3.2.2-2'], 4: ['3.1.2-6', '3.1.4-3', '3.2.2-1'] },
    async (talk) => {
      const keep = { clientId: 'keeper', properties: { sessionExpiryInterval: 100 } };
      const first = await talk.join({ ...keep, cleanStart: false });
      await first.subscribe('t');
      await first.leave();
      const publisher = await talk.join();
      await publisher.publish('t', 'for the old one', { qos: 1 });
      const second = await talk.join({ ...keep, cleanStart: true });
      expect(second.connack?.sessionPresent).toBe(false);
      await publisher.publish('t', 'for nobody', { qos: 1 });
      await second.silence();
    },
  ),
  promise(
    'a session is resumed with its subscriptions and with what waited for it',
    {
      5: ['3.1.2-5', '3.1.2-23', '3.2.2-3', '4.5.0-1'],
      4: ['3.1.2-4', '3.1.2-5', '3.2.2-2', '4.5.0-1', '4.1.0-1'],
    },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.subscribe('t');
      await first.leave();
      const publisher = await talk.join();
      await publisher.publish('t', 'one', { qos: 1 });
      await publisher.publish('t', 'two', { qos: 2 });
      const second = await talk.join(keep);
      expect(second.connack?.sessionPresent).toBe(true);
      await second.messages('one', 'two');
      await publisher.publish('t', 'live', { qos: 1 });
      await second.messages('live');
    },
  ),
  promise(
    'without a session there is a new one, and Session Present is 0',
    { 5: ['3.1.2-6', '3.2.2-3'], 4: ['3.1.2-4', '3.2.2-3'] },
    async (talk) => {
      const client = await talk.join({
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      });
      expect(client.connack?.sessionPresent).toBe(false);
      await client.leave();
      const again = await talk.join({
        clientId: client.clientId,
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      });
      expect(again.connack?.sessionPresent).toBe(true);
    },
  ),
  promise(
    'a client id names one session and no other',
    { 5: ['3.1.3-2'], 4: ['3.1.3-2'] },
    async (talk) => {
      const keep = { cleanStart: false, properties: { sessionExpiryInterval: 100 } };
      const first = await talk.join({ ...keep, clientId: 'aB' });
      await first.leave();
      const other = await talk.join({ ...keep, clientId: 'ab' });
      expect(other.connack?.sessionPresent).toBe(false);
      const same = await talk.join({ ...keep, clientId: 'aB' });
      expect(same.connack?.sessionPresent).toBe(true);
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
      const payload = hex(field('a'), noWillProperties(half), field('will/topic'));
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
    const payload = hex(field('a'), noWillProperties(client), field('w'), field('gone'));
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
      const willFields = hex(noWillProperties(client), field('w'), field('gone'));
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
      const willFields = hex(noWillProperties(client), field(surrogate), field('gone'));
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
    'client ids of 1 to 23 letters and digits are accepted',
    { 5: ['3.1.3-5'], 4: ['3.1.3-5'] },
    async (talk) => {
      for (const clientId of [
        '0',
        'abcdefghijklmnopqrstuvw',
        'ABCDEFGHIJKLMNOPQRSTUVW',
        'xyzXYZ0123456789',
      ]) {
        await talk.join({ clientId });
      }
    },
  ),
  promise(
    'a client without an id is given one of its own, and in 5 told which',
    { 5: ['3.1.3-6', '3.1.3-7', '3.2.2-16'], 4: ['3.1.3-6'] },
    async (talk) => {
      const first = await talk.join({ clientId: '' });
      const second = await talk.join({ clientId: '' });
      await first.silence();
      await second.silence();
      if (talk.version === 4) return;
      const ids = [first, second].map(
        ({ connack }) => connack?.properties?.assignedClientIdentifier ?? '',
      );
      expect(ids.every((id) => id.length > 0)).toBe(true);
      expect(ids[0]).not.toBe(ids[1]);
      // It is the client's own from now on: whoever brings it takes the place.
      await talk.join({ clientId: ids[0] ?? '' });
      expect((await first.take('DISCONNECT')).reasonCode).toBe(0x8e);
    },
  ),
  promise(
    'no id and no clean session: return code 2, and the connection ends',
    { 4: ['3.1.3-8', '3.1.3-9', '3.2.2-4', '3.2.2-5'] },
    async (talk) => {
      const client = await talk.open();
      client.say(client.connectPacket({ clientId: '', cleanStart: false }));
      expect(await client.take('CONNACK')).toEqual({
        type: 'CONNACK',
        sessionPresent: false,
        reasonCode: 2,
      });
      expect(await client.end()).toEqual([]);
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
  promise(
    'the client that comes takes the place of the one that is there, which in 5 is told',
    { 5: ['3.1.4-3', '3.14.2-2', '3.14.4-1', '3.14.4-2'], 4: ['3.1.4-2'] },
    async (talk) => {
      const first = await talk.join({ clientId: 'same' });
      const second = await talk.join({ clientId: 'same' });
      const packets = await first.end();
      if (talk.version === 5) {
        expect(packets).toHaveLength(1);
        expect(packets[0]).toMatchObject({ type: 'DISCONNECT', reasonCode: 0x8e });
        const disconnect = packets[0] as { properties?: object };
        expect(disconnect.properties ?? {}).not.toHaveProperty('sessionExpiryInterval');
      } else {
        expect(packets).toEqual([]);
      }
      await second.silence();
    },
  ),
  promise(
    'a good CONNECT gets a CONNACK with success, before anything else',
    { 5: ['3.1.4-5', '3.2.0-1', '3.2.2-1'], 4: ['3.1.4-4', '3.2.0-1'] },
    async (talk) => {
      const client = await talk.open();
      client.say(
        client.connectPacket(),
        { type: 'SUBSCRIBE', packetId: 1, subscriptions: [client.request('t', { qos: 0 })] },
        client.publishPacket('t', 'at once'),
      );
      expect((await client.take('CONNACK')).reasonCode).toBe(0);
      expect(client.frame[2]).toBe(0); // Session Present is the only flag there is
      await client.take('SUBACK');
      await client.message('at once');
    },
  ),
  promise(
    'CONNACK comes before the messages that waited',
    { 5: ['3.2.0-1', '3.2.2-1'], 4: ['3.2.0-1'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.subscribe('t');
      await first.leave();
      await (await talk.join()).publish('t', 'waited', { qos: 1 });
      const second = await talk.open();
      second.say(second.connectPacket(keep));
      await second.take('CONNACK');
      expect(second.frame[2]).toBe(1);
      await second.message('waited');
    },
  ),
  promise(
    'after a refusal nothing of what follows is done',
    { 5: ['3.1.4-6', '3.2.2-7', '4.12.0-1', '4.13.2-1'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('t', { qos: 0 });
      const client = await talk.open();
      client.say(
        client.connectPacket({ properties: { authenticationMethod: 'no such method' } }),
        client.publishPacket('t', 'from a stranger'),
        { type: 'PINGREQ' },
      );
      await client.refused(0x8c, 0x87);
      await watcher.silence();
    },
  ),
  promise(
    'after a refusal nothing of what follows is done in 3.1.1',
    { 4: ['3.1.4-5', '3.2.2-5'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('t', { qos: 0 });
      const client = await talk.open();
      client.say(
        client.connectPacket({ clientId: '', cleanStart: false }),
        client.publishPacket('t', 'from a stranger'),
        { type: 'PINGREQ' },
      );
      await client.refused(2);
      await watcher.silence();
    },
  ),
  promise(
    'a refusal has a reason code of CONNACK and Session Present 0, even where a session waits',
    { 5: ['3.2.2-6', '3.2.2-7', '3.2.2-8', '4.12.0-1'] },
    async (talk) => {
      const keep = { clientId: 'keeper', cleanStart: false };
      const first = await talk.join({ ...keep, properties: { sessionExpiryInterval: 100 } });
      await first.leave();
      const second = await talk.open();
      const properties = { authenticationMethod: 'no such method' };
      second.say(second.connectPacket({ ...keep, properties }));
      const connack = await second.take('CONNACK');
      expect([0x8c, 0x87]).toContain(connack.reasonCode);
      expect(connack.sessionPresent).toBe(false);
      expect(await second.end()).toEqual([]);
    },
  ),
  promise('no response information for who does not ask', { 5: ['3.1.2-28'] }, async (talk) => {
    for (const properties of [{}, { requestResponseInformation: 0 as const }]) {
      const client = await talk.join({ properties });
      expect(client.connack?.properties ?? {}).not.toHaveProperty('responseInformation');
    }
  }),
  promise('who names no authentication method hears of none', { 5: ['4.12.0-6'] }, async (talk) => {
    const client = await talk.join({ userName: 'who', password: utf8('secret') });
    expect(client.connack?.properties ?? {}).not.toHaveProperty('authenticationMethod');
    await client.silence();
  }),
  promise(
    'silence for one and a half times Keep Alive ends the connection as if the network had failed',
    { 5: ['3.1.2-22', '3.2.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w', { qos: 0 });
      const will = { topic: 'w', payload: utf8('gone'), qos: 0 as const, retain: false };
      const client = await talk.join({ keepAlive: 1, will });
      expect(client.connack?.properties ?? {}).not.toHaveProperty('serverKeepAlive');
      talk.pass(1_500, client, watcher);
      await watcher.message('gone');
      await client.sentAway(0x8d);
    },
  ),
  promise(
    'Keep Alive counts from the last packet of any kind, and not a moment less',
    { 5: ['3.1.2-22', '3.2.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 10 });
      talk.pass(14_999);
      await client.publish('t', 'still here');
      talk.pass(14_999);
      await client.silence();
      talk.pass(15_000);
      await client.sentAway(0x8d);
    },
    { sandboxOnly: 'Half a minute would have to be waited for.' },
  ),
  promise(
    'Keep Alive 0 switches it off',
    { 5: ['3.1.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 0 });
      talk.pass(7 * 24 * 3_600_000);
      await client.silence();
    },
    { sandboxOnly: 'That nothing happens would have to be waited for.' },
  ),
  promise(
    'where the server names a Keep Alive, that one counts',
    { 5: ['3.1.2-22', '3.1.2-21'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 60 });
      expect(client.connack?.properties?.serverKeepAlive).toBe(1);
      talk.pass(1_500, client);
      await client.sentAway(0x8d);
    },
    {
      settings: { serverKeepAlive: 1 },
      mosquitto: { cannot: 'It takes no max_keepalive below 10 s.' },
    },
  ),
];
