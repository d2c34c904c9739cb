import type { Ack } from '../packet.ts';
import { hexOf, inVersions, type Sample, sample } from './sample.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const NONE = { qos: 0, retain: false, dup: false } as const;

/** PUBLISH and its four acknowledgements. */
export function publishingSamples(): Sample[] {
  return [
    ...inVersions(
      [3, 4],
      'client',
      { type: 'PUBLISH', topic: 'a', payload: bytes(), ...NONE },
      `30 03             # PUBLISH, QoS 0
       00 01 'a'         # topic name; the payload is empty`,
    ),
    sample(
      'PUBLISH in 3.1 at QoS 0 with DUP, which only 3.1.1 forbade',
      3,
      'client',
      { type: 'PUBLISH', topic: 'a', payload: bytes(), qos: 0, retain: false, dup: true },
      `38 03
       00 01 'a'`,
    ),
    sample(
      'PUBLISH in 3.1.1 at QoS 1, sent again, retained',
      4,
      'server',
      {
        type: 'PUBLISH',
        topic: 'home/temp',
        payload: bytes(0x32, 0x31),
        qos: 1,
        retain: true,
        dup: true,
        packetId: 10,
      },
      `3b 0f             # DUP, QoS 1, RETAIN
       00 09 'home/temp'
       00 0a             # packet identifier
       '21'              # payload`,
    ),
    sample(
      'PUBLISH in 5.0, the shortest',
      5,
      'client',
      { type: 'PUBLISH', topic: 'a', payload: bytes(), ...NONE },
      `30 04
       00 01 'a'
       00                # no properties`,
    ),
    sample(
      'PUBLISH in 5.0 from a client with every property it may have',
      5,
      'client',
      {
        type: 'PUBLISH',
        topic: 'a',
        payload: bytes(0xff),
        qos: 2,
        retain: true,
        dup: false,
        packetId: 65535,
        properties: {
          payloadFormatIndicator: 0,
          messageExpiryInterval: 0,
          topicAlias: 65535,
          responseTopic: 'r/1',
          correlationData: bytes(0, 1),
          userProperty: [
            ['z', '1'],
            ['a', '2'],
            ['z', '1'],
          ],
          contentType: '',
        },
      },
      `35 34
       00 01 'a'
       ff ff             # packet identifier
       2d
       01 00             # payload format indicator
       02 00 00 00 00    # message expiry interval
       23 ff ff          # topic alias
       08 00 03 'r/1'    # response topic
       09 00 02 00 01    # correlation data
       26 00 01 'z' 00 01 '1'
       26 00 01 'a' 00 01 '2'
       26 00 01 'z' 00 01 '1'
       03 00 00          # content type, empty
       ff                # payload`,
    ),
    sample(
      'PUBLISH in 5.0 from a server that answers two subscriptions',
      5,
      'server',
      {
        type: 'PUBLISH',
        topic: 'a',
        payload: bytes(),
        ...NONE,
        properties: { subscriptionIdentifier: [268_435_455, 1] },
      },
      `30 0b
       00 01 'a'
       07
       0b ff ff ff 7f    # subscription identifier, the largest
       0b 01             # and another`,
    ),
    sample(
      'PUBLISH in 5.0 with a topic alias for a topic',
      5,
      'client',
      { type: 'PUBLISH', topic: '', payload: bytes(0x78), ...NONE, properties: { topicAlias: 1 } },
      `30 07
       00 00             # no topic name
       03
       23 00 01          # topic alias
       'x'`,
    ),
    sample(
      'PUBLISH in 5.0 on a topic of one, two, three and four byte characters',
      5,
      'client',
      {
        type: 'PUBLISH',
        topic: '\u007f\u0080\u07ff\u0800\ufeff\uffff\u{10000}\u{10ffff}',
        payload: bytes(),
        ...NONE,
      },
      `30 19
       00 16
       7f
       c2 80
       df bf
       e0 a0 80
       ef bb bf          # U+FEFF stays where it is
       ef bf bf
       f0 90 80 80
       f4 8f bf bf
       00`,
    ),
    longPublish(),
    ...(['PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'] as const).flatMap(ackSamples),
  ];
}

/** Lengths that need two bytes: of the packet, and of its properties. */
function longPublish(): Sample {
  const letters = 'x'.repeat(130);
  return sample(
    'PUBLISH in 5.0 with lengths of two bytes',
    5,
    'client',
    {
      type: 'PUBLISH',
      topic: 'a',
      payload: Uint8Array.from(letters, () => 0x78),
      ...NONE,
      properties: { contentType: letters },
    },
    `30 8c 02           # 12 + 2 * 128 = 268 bytes follow
     00 01 'a'
     85 01              # 5 + 128 = 133 bytes of properties
     03 00 82 '${letters}'
     '${letters}'`,
  );
}

function ackSamples(type: Ack['type']): Sample[] {
  const first = hexOf({ PUBACK: 0x40, PUBREC: 0x50, PUBREL: 0x62, PUBCOMP: 0x70 }[type]);
  const again = hexOf({ PUBACK: 0x40, PUBREC: 0x50, PUBREL: 0x6a, PUBCOMP: 0x70 }[type]);
  const failure = type === 'PUBACK' || type === 'PUBREC' ? 0x87 : 0x92;
  const failed = sample(
    `${type} in 5.0 with a reason code`,
    5,
    'client',
    { type, packetId: 258, reasonCode: failure },
    `${first} 03 01 02 ${hexOf(failure)}`,
  );
  const explained = sample(
    `${type} in 5.0 with every property it may have`,
    5,
    'server',
    {
      type,
      packetId: 1,
      reasonCode: 0,
      properties: { reasonString: 'why', userProperty: [['k', 'v']] },
    },
    `${first} 11
     00 01
     00
     0d
     1f 00 03 'why'
     26 00 01 'k' 00 01 'v'`,
  );
  const spelled = sample(
    `${type} in 5.0 that spells out what it could leave out`,
    5,
    'client',
    { type, packetId: 1, reasonCode: 0 },
    `${first} 04 00 01 00 00`,
  );
  const resent = sample(
    `${type} in 3.1, sent again with DUP`,
    3,
    'client',
    { type, packetId: 1, reasonCode: 0 },
    `${again} 02 00 01`,
  );
  return [
    ...inVersions([3, 4, 5], 'client', { type, packetId: 1, reasonCode: 0 }, `${first} 02 00 01`),
    failed,
    explained,
    { ...spelled, otherForm: true },
    ...(again === first ? [] : [{ ...resent, otherForm: true } as const]),
  ];
}
