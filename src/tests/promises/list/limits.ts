// What a server does not offer, does not allow, or keeps for some: CONNACK's capability flags (3.2.2.3), users and
// access (3.1.4, 5.4).

import { expect } from 'vitest';
import { utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const PACKET_TOO_LARGE = 0x95;
const RETAIN_NOT_SUPPORTED = 0x9a;
const QOS_NOT_SUPPORTED = 0x9b;

const lowQoS = { settings: { maximumQoS: 1 as const }, mosquitto: ['max_qos 1'] };
const noRetain = { settings: { retainAvailable: false }, mosquitto: ['retain_available false'] };
const noStrangers = {
  settings: { anonymousAllowed: false, users: [{ userName: 'ann', password: 'secret' }] },
  mosquitto: ['allow_anonymous false'],
};
const closedTopics = {
  settings: { access: [{ action: 'both', topicFilter: 'closed/#', decision: 'deny' } as const] },
  mosquitto: { cannot: 'Its access rules stand in a file of their own.' },
};

export const limitPromises: readonly Promised[] = [
  promise(
    'a server that does not take QoS 2 says so, and grants what it has to who asks for more',
    { 5: ['3.2.2-9', '3.2.2-10'] },
    async (talk) => {
      const client = await talk.join();
      expect(client.connack?.properties?.maximumQoS).toBe(1);
      for (const qos of [0, 1, 2] as const) {
        const { reasonCodes } = await client.subscribe(`t/${qos}`, { qos });
        expect(reasonCodes[0]).toBeLessThanOrEqual(qos);
      }
      await (await talk.join()).publish('t/2', 'x', { qos: 1 });
      await client.messages('x');
    },
    lowQoS,
  ),
  promise(
    'a PUBLISH above the Maximum QoS ends the connection',
    { 5: ['3.2.2-11'] },
    async (talk) => {
      const client = await talk.join();
      client.say(client.publishPacket('t', '', { qos: 2 }));
      await client.sentAway(QOS_NOT_SUPPORTED);
    },
    lowQoS,
  ),
  promise(
    'a will above the Maximum QoS is refused',
    { 5: ['3.2.2-12', '3.2.2-7'] },
    async (talk) => {
      const client = await talk.open();
      const will = { topic: 'w', payload: utf8('gone'), qos: 2 as const, retain: false };
      client.say(client.connectPacket({ will }));
      await client.refused(QOS_NOT_SUPPORTED);
    },
    lowQoS,
  ),
  promise(
    'a will to be retained is refused where nothing is retained',
    { 5: ['3.2.2-13', '3.2.2-7'] },
    async (talk) => {
      const client = await talk.open();
      const will = { topic: 'w', payload: utf8('gone'), qos: 0 as const, retain: true };
      client.say(client.connectPacket({ will }));
      await client.refused(RETAIN_NOT_SUPPORTED);
    },
    noRetain,
  ),
  promise(
    'a PUBLISH with RETAIN ends the connection where nothing is retained',
    { 5: ['3.2.2-14'] },
    async (talk) => {
      const client = await talk.join();
      expect(client.connack?.properties?.retainAvailable).toBe(0);
      client.say(client.publishPacket('t', 'x', { retain: true }));
      await client.sentAway(RETAIN_NOT_SUPPORTED);
    },
    noRetain,
  ),
  promise(
    'a packet above the Maximum Packet Size ends the connection, one of exactly that size does not',
    { 5: ['3.2.2-15'] },
    async (talk) => {
      const client = await talk.join();
      expect(client.connack?.properties?.maximumPacketSize).toBe(100);
      client.say(client.publishPacket('t', 'x'.repeat(94)));
      await client.silence();
      client.say(client.publishPacket('t', 'x'.repeat(95)));
      await client.sentAway(PACKET_TOO_LARGE);
    },
    { settings: { maximumPacketSize: 100 }, mosquitto: ['max_packet_size 100'] },
  ),
  promise(
    'a server that says no topic aliases takes none',
    { 5: ['3.2.2-18', '3.2.2-17'] },
    async (talk) => {
      const client = await talk.join();
      expect(client.connack?.properties?.topicAliasMaximum ?? 0).toBe(0);
      client.say(client.publishPacket('t', '', { properties: { topicAlias: 1 } }));
      await client.sentAway(0x94, 0x82);
    },
    { settings: { topicAliasMaximum: 0 }, mosquitto: ['max_topic_alias 0'] },
  ),
  promise(
    'a client that may not come in is refused, and the connection ends',
    { 5: ['3.1.4-2', '3.2.2-6', '3.2.2-7', '3.2.2-8'], 4: ['3.2.2-4', '3.2.2-5'] },
    async (talk) => {
      const codes = talk.version === 5 ? [0x86, 0x87] : [4, 5];
      const anonymous = await talk.open();
      anonymous.say(anonymous.connectPacket());
      await anonymous.refused(...codes);
      const wrong = await talk.open();
      wrong.say(wrong.connectPacket({ userName: 'ann', password: utf8('guess') }));
      await wrong.refused(...codes);
    },
    noStrangers,
  ),
  promise(
    'a message that may not be published is acknowledged or ends the connection, and reaches nobody',
    { 5: ['3.4.2-1', '3.5.2-1'], 4: ['3.3.5-2'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('open/#', { qos: 0 });
      const client = await talk.join();
      for (const qos of [1, 2] as const) {
        const answer = await client.publish('closed/a', 'x', { qos });
        expect(answer?.reasonCode).toBe(talk.version === 5 ? 0x87 : 0);
      }
      await watcher.silence();
    },
    closedTopics,
  ),
  promise(
    'a subscription that may not be had is refused in SUBACK, the others are granted',
    { 5: ['3.8.4-7', '3.9.3-2', '3.8.4-6'], 4: ['3.8.4-5', '3.9.3-2'] },
    async (talk) => {
      const client = await talk.join();
      client.say({
        type: 'SUBSCRIBE',
        packetId: 1,
        subscriptions: ['open', 'closed/a', 'also/open'].map((filter) => client.request(filter)),
      });
      const refusal = talk.version === 5 ? 0x87 : 0x80;
      expect((await client.take('SUBACK')).reasonCodes).toEqual([2, refusal, 2]);
    },
    closedTopics,
  ),
  promise(
    'a CONNECT that is refused takes no one’s place and ends no one’s session',
    { 5: ['3.1.4-2', '3.1.4-6', '3.2.2-12'] },
    async (talk) => {
      const keep = { clientId: 'keeper', cleanStart: false };
      const there = await talk.join({ ...keep, properties: { sessionExpiryInterval: 100 } });
      await there.subscribe('t', { qos: 1 });
      const stranger = await talk.open();
      const will = { topic: 'w', payload: utf8('gone'), qos: 2 as const, retain: false };
      stranger.say(stranger.connectPacket({ ...keep, cleanStart: true, will }));
      await stranger.refused(QOS_NOT_SUPPORTED);
      await (await talk.join()).publish('t', 'still here', { qos: 1 });
      await there.messages('still here');
    },
    lowQoS,
  ),
  promise(
    'what CONNACK says is not offered ends the connection of who asks for it',
    { 5: ['4.13.1-1'] },
    async (talk) => {
      const told = (await talk.join()).connack?.properties;
      expect(told?.wildcardSubscriptionAvailable).toBe(0);
      expect(told?.subscriptionIdentifierAvailable).toBe(0);
      expect(told?.sharedSubscriptionAvailable).toBe(0);
      const asks: [filter: string, identifier: number | undefined, reasonCode: number][] = [
        ['a/+', undefined, 0xa2],
        ['a', 1, 0xa1],
        ['$share/g/a', undefined, 0x9e],
      ];
      for (const [filter, identifier, reasonCode] of asks) {
        const client = await talk.join();
        client.say({
          type: 'SUBSCRIBE',
          packetId: 1,
          subscriptions: [client.request(filter)],
          ...(identifier !== undefined && { properties: { subscriptionIdentifier: [identifier] } }),
        });
        await client.sentAway(reasonCode);
      }
    },
    {
      settings: {
        wildcardSubscriptions: false,
        subscriptionIdentifiers: false,
        sharedSubscriptions: false,
      },
      mosquitto: { cannot: 'It always has them.' },
    },
  ),
  promise(
    'response information is for who asks',
    { 5: ['3.1.2-28'] },
    async (talk) => {
      const asked = await talk.join({ properties: { requestResponseInformation: 1 } });
      expect(asked.connack?.properties?.responseInformation).toBe('answers/c1');
      const silent = await talk.join({ properties: { requestResponseInformation: 0 } });
      expect(silent.connack?.properties ?? {}).not.toHaveProperty('responseInformation');
    },
    { settings: { responseInformation: 'answers/%c' }, mosquitto: { cannot: 'It has none.' } },
  ),
];
