// Enhanced authentication, sections 3.15 and 4.12, with a method made for it: the server asks, the client must say
// the word that was asked for.

import { expect } from 'vitest';
import type { AuthenticationMethod } from '#mqtt/broker';
import type { Properties } from '#mqtt/wire';
import { type Client, text, utf8 } from '../client.ts';
import { type Promised, type PromiseOptions, promise } from '../promise.ts';
import type { Talk } from '../talk.ts';

const echo: AuthenticationMethod = {
  name: 'echo',
  step(memory, data) {
    const said = text(data);
    if (memory === undefined)
      return { kind: 'continue', data: utf8('say please'), memory: 'asked' };
    return said === 'please'
      ? { kind: 'success', userName: 'polite' }
      : { kind: 'failure', why: 'That was not the word.' };
  },
};

const options: PromiseOptions = {
  talents: { authenticationMethods: [echo] },
  mosquitto: { cannot: 'It has authentication methods only through plug-ins.' },
};

const method: Properties = { authenticationMethod: 'echo' };
const saying = (word: string): Properties => ({ ...method, authenticationData: utf8(word) });

/** A client whose CONNECT named the method, and who has been asked. */
async function asked(talk: Talk): Promise<Client> {
  const client = await talk.open();
  client.say(client.connectPacket({ properties: method }));
  const question = await client.take('AUTH');
  expect(question.reasonCode).toBe(0x18);
  expect(question.properties?.authenticationMethod).toBe('echo');
  return client;
}

async function authenticated(talk: Talk): Promise<Client> {
  const client = await asked(talk);
  client.say({ type: 'AUTH', reasonCode: 0x18, properties: saying('please') });
  const connack = await client.take('CONNACK');
  expect(connack.reasonCode).toBe(0);
  expect(connack.properties?.authenticationMethod).toBe('echo');
  return client;
}

export const authenticatingPromises: readonly Promised[] = [
  promise(
    'AUTH goes back and forth before CONNACK, and every one names the method',
    { 5: ['4.12.0-2', '4.12.0-5', '3.15.2-1', '3.2.0-1'] },
    async (talk) => {
      const client = await authenticated(talk);
      await client.silence();
    },
    options,
  ),
  promise(
    'whoever fails gets a CONNACK of 0x80 or more, and the connection ends',
    { 5: ['4.12.0-4', '4.13.2-1', '3.14.0-1'] },
    async (talk) => {
      const client = await asked(talk);
      client.say({ type: 'AUTH', reasonCode: 0x18, properties: saying('now') });
      const connack = await client.take('CONNACK');
      expect(connack.reasonCode).toBeGreaterThanOrEqual(0x80);
      expect(connack.sessionPresent).toBe(false);
      expect(await client.end()).toEqual([]);
    },
    options,
  ),
  promise(
    'until CONNACK only AUTH may come, with 0x18 and the same method; the rest ends the connection',
    { 5: ['3.1.2-30', '4.12.0-3', '4.12.0-5', '3.14.0-1'] },
    async (talk) => {
      const early = await asked(talk);
      early.say({ type: 'PINGREQ' });
      await early.refused(0x82);
      const again = await asked(talk);
      again.say({ type: 'AUTH', reasonCode: 0x19, properties: saying('please') });
      await again.refused(0x82);
      const other = await asked(talk);
      const properties = { ...saying('please'), authenticationMethod: 'other' };
      other.say({ type: 'AUTH', reasonCode: 0x18, properties });
      await other.refused(0x82, 0x8c);
    },
    options,
  ),
  promise(
    'a client may give up before CONNACK, and hears nothing more',
    { 5: ['3.1.2-30', '3.14.0-1'] },
    async (talk) => {
      const client = await asked(talk);
      client.say({ type: 'DISCONNECT', reasonCode: 0 });
      expect(await client.end()).toEqual([]);
    },
    options,
  ),
  promise(
    'a client may prove itself again, while everything else goes on',
    { 5: ['4.12.0-2', '4.12.0-5', '4.12.1-1', '3.15.2-1'] },
    async (talk) => {
      const client = await authenticated(talk);
      client.say({ type: 'AUTH', reasonCode: 0x19, properties: method });
      expect((await client.take('AUTH')).reasonCode).toBe(0x18);
      await client.subscribe('t', { qos: 0 });
      client.say(client.publishPacket('t', 'meanwhile'));
      await client.message('meanwhile');
      client.say({ type: 'AUTH', reasonCode: 0x18, properties: saying('please') });
      const done = await client.take('AUTH');
      expect(done.reasonCode).toBe(0);
      expect(done.properties?.authenticationMethod).toBe('echo');
      await client.silence();
    },
    options,
  ),
  promise(
    'whoever fails to prove itself again is sent away',
    { 5: ['4.12.1-2', '4.13.2-1'] },
    async (talk) => {
      const client = await authenticated(talk);
      client.say({ type: 'AUTH', reasonCode: 0x19, properties: method });
      await client.take('AUTH');
      client.say({ type: 'AUTH', reasonCode: 0x18, properties: saying('now') });
      await client.sentAway(0x87, 0x80, 0x83, 0x8c);
    },
    options,
  ),
  promise(
    'another method than the first one ends the connection',
    { 5: ['4.12.1-1'] },
    async (talk) => {
      const client = await authenticated(talk);
      const properties = { authenticationMethod: 'other' };
      client.say({ type: 'AUTH', reasonCode: 0x19, properties });
      await client.sentAway(0x82, 0x8c);
    },
    options,
  ),
  promise(
    'an explanation that would not fit is left out: AUTH',
    { 5: ['3.15.2-2', '3.15.2-3'] },
    async (talk) => {
      const client = await talk.open();
      client.say(client.connectPacket({ properties: { ...method, maximumPacketSize: 40 } }));
      await client.take('AUTH');
      expect(client.frame.length).toBeLessThanOrEqual(40);
    },
    options,
  ),
];
