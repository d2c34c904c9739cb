import { inVersions, type Sample, sample } from './sample.ts';

const PLAIN = { noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;

/** SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK. */
export function subscribingSamples(): Sample[] {
  return [
    ...inVersions(
      [3, 4],
      'client',
      {
        type: 'SUBSCRIBE',
        packetId: 10,
        subscriptions: [
          { topicFilter: 'a/b', qos: 1, ...PLAIN },
          { topicFilter: 'c/+/#', qos: 2, ...PLAIN },
        ],
      },
      `82 10
       00 0a             # packet identifier
       00 03 'a/b' 01    # topic filter, requested QoS
       00 05 'c/+/#' 02`,
    ),
    {
      ...sample(
        'SUBSCRIBE in 3.1, sent again with DUP',
        3,
        'client',
        {
          type: 'SUBSCRIBE',
          packetId: 1,
          subscriptions: [{ topicFilter: 'a', qos: 0, ...PLAIN }],
        },
        `8a 06
         00 01
         00 01 'a' 00`,
      ),
      otherForm: true,
    },
    sample(
      'SUBSCRIBE in 3.1.1 where $share has no meaning',
      4,
      'client',
      {
        type: 'SUBSCRIBE',
        packetId: 1,
        subscriptions: [{ topicFilter: '$share//a', qos: 0, ...PLAIN }],
      },
      `82 0e
       00 01
       00 09 '$share//a' 00`,
    ),
    sample(
      'SUBSCRIBE in 5.0',
      5,
      'client',
      { type: 'SUBSCRIBE', packetId: 1, subscriptions: [{ topicFilter: '#', qos: 0, ...PLAIN }] },
      `82 07
       00 01
       00                # no properties
       00 01 '#' 00`,
    ),
    sample(
      'SUBSCRIBE in 5.0 with every property and option',
      5,
      'client',
      {
        type: 'SUBSCRIBE',
        packetId: 0x1234,
        subscriptions: [
          { topicFilter: 'a', qos: 2, noLocal: true, retainAsPublished: false, retainHandling: 0 },
          { topicFilter: 'b', qos: 1, noLocal: false, retainAsPublished: true, retainHandling: 1 },
          {
            topicFilter: '$share/g/+',
            qos: 0,
            noLocal: false,
            retainAsPublished: false,
            retainHandling: 2,
          },
        ],
        properties: { subscriptionIdentifier: [128], userProperty: [['k', 'v']] },
      },
      `82 22
       12 34
       0a
       0b 80 01          # subscription identifier 128
       26 00 01 'k' 00 01 'v'
       00 01 'a' 06      # no local, QoS 2
       00 01 'b' 19      # retain handling 1, retain as published, QoS 1
       00 0a '$share/g/+' 20 # retain handling 2`,
    ),
    sample(
      'SUBACK in 3.1',
      3,
      'server',
      { type: 'SUBACK', packetId: 10, reasonCodes: [1, 2] },
      '90 04 00 0a 01 02',
    ),
    sample(
      'SUBACK in 3.1.1 with a refusal',
      4,
      'server',
      { type: 'SUBACK', packetId: 10, reasonCodes: [0, 0x80] },
      `90 04
       00 0a
       00 80             # granted QoS 0, failure`,
    ),
    sample(
      'SUBACK in 5.0',
      5,
      'server',
      { type: 'SUBACK', packetId: 1, reasonCodes: [0, 1, 2, 0x87] },
      `90 07
       00 01
       00
       00 01 02 87`,
    ),
    sample(
      'SUBACK in 5.0 with every property it may have',
      5,
      'server',
      {
        type: 'SUBACK',
        packetId: 1,
        reasonCodes: [0xa2],
        properties: { reasonString: 'no', userProperty: [['k', 'v']] },
      },
      `90 10
       00 01
       0c
       1f 00 02 'no'
       26 00 01 'k' 00 01 'v'
       a2                # wildcard subscriptions not supported`,
    ),
    ...inVersions(
      [3, 4],
      'client',
      { type: 'UNSUBSCRIBE', packetId: 1, topicFilters: ['a/b', '#'] },
      `a2 0a
       00 01
       00 03 'a/b'
       00 01 '#'`,
    ),
    {
      ...sample(
        'UNSUBSCRIBE in 3.1, sent again with DUP',
        3,
        'client',
        { type: 'UNSUBSCRIBE', packetId: 1, topicFilters: ['a'] },
        `aa 05
         00 01
         00 01 'a'`,
      ),
      otherForm: true,
    },
    sample(
      'UNSUBSCRIBE in 5.0',
      5,
      'client',
      {
        type: 'UNSUBSCRIBE',
        packetId: 1,
        topicFilters: ['$share/g/a'],
        properties: { userProperty: [['k', 'v']] },
      },
      `a2 16
       00 01
       07
       26 00 01 'k' 00 01 'v'
       00 0a '$share/g/a'`,
    ),
    ...inVersions(
      [3, 4],
      'server',
      { type: 'UNSUBACK', packetId: 1, reasonCodes: [] },
      'b0 02 00 01',
    ),
    sample(
      'UNSUBACK in 5.0',
      5,
      'server',
      { type: 'UNSUBACK', packetId: 1, reasonCodes: [0, 0x11] },
      `b0 05
       00 01
       00
       00 11             # success, no subscription existed`,
    ),
    sample(
      'UNSUBACK in 5.0 with every property it may have',
      5,
      'server',
      {
        type: 'UNSUBACK',
        packetId: 1,
        reasonCodes: [0x8f],
        properties: { reasonString: 'no', userProperty: [['k', 'v']] },
      },
      `b0 10
       00 01
       0c
       1f 00 02 'no'
       26 00 01 'k' 00 01 'v'
       8f`,
    ),
  ];
}
