// Who comes, to which session, and what CONNACK says: sections 3.1.2.4, 3.1.3.1, 3.1.4 and 3.2.

import { expect } from 'vitest';
import { utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const PROTOCOL_ERROR = 0x82;

export const connectingPromises: readonly Promised[] = [
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
      await first.end();
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
];
