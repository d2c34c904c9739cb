import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

const switches = [
  ['sharedSubscriptions', 'sharedSubscriptionAvailable', 0x9e, '$share/g/t', {}, '3.2.2.3.13'],
  ['wildcardSubscriptions', 'wildcardSubscriptionAvailable', 0xa2, 't/#', {}, '3.2.2.3.11'],
  [
    'subscriptionIdentifiers',
    'subscriptionIdentifierAvailable',
    0xa1,
    't',
    { identifier: 1 },
    '3.2.2.3.12',
  ],
] as const;

describe.each(switches)('%s switched off', (name, property, code, filter, options, clause) => {
  test(`is told in CONNACK, and what comes all the same ends the connection [v5 ${clause}]`, () => {
    const talk = new Talk({ [name]: false });
    const client = talk.open();
    client.connect();
    expect(client.takeConnack().properties).toMatchObject({ [property]: 0 });
    client.subscribe(filter, options);
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(code);
    expect(client.isClosed).toBe(true);
    expect(talk.told('rule-broken')).toMatchObject([{ problem: { rule: clause } }]);
  });

  test('is one code in SUBACK where the server is set to be mild', () => {
    const client = new Talk({ [name]: false, unavailableSubscription: 'suback' }).join();
    client.subscribe(filter, options);
    expect(client.takeOne('SUBACK').reasonCodes).toEqual([code]);
    expect(client.isClosed).toBe(false);
  });

  test('changes nothing for other subscriptions', () => {
    const client = new Talk({ [name]: false }).join();
    client.subscribe('t');
    expect(client.takeOne('SUBACK').reasonCodes).toEqual([0]);
  });
});

describe('a subscription', () => {
  test('with a wildcard that there is not is 0x80 in 3.1.1', () => {
    const client = new Talk({ wildcardSubscriptions: false }).join({
      protocolVersion: 4,
      cleanStart: true,
    });
    client.subscribe('t/#');
    expect(client.takeOne('SUBACK').reasonCodes).toEqual([0x80]);
  });

  test('is granted at the Maximum QoS, whatever it asks for [MQTT-3.2.2-10]', () => {
    const client = new Talk({ maximumQoS: 1 }).join();
    client.subscribe('t', { qos: 2 });
    expect(client.takeOne('SUBACK').reasonCodes).toEqual([1]);
  });

  test('with more levels than the server takes is 0x8F', () => {
    const talk = new Talk({ maximumTopicLevels: 3 });
    const client = talk.join();
    client.subscribe('a/b/c');
    expect(client.takeOne('SUBACK').reasonCodes).toEqual([0]);
    client.subscribe('a/b/c/#');
    expect(client.takeOne('SUBACK').reasonCodes).toEqual([0x8f]);
    expect(talk.told('subscription-refused')).toMatchObject([
      { topicFilter: 'a/b/c/#', reasonCode: 0x8f },
    ]);
  });
});
