import type { Sender } from '../field.ts';
import type { ProtocolVersion } from '../packet.ts';
import type { ProblemKind } from '../problem-kinds.ts';
import { bytesOf, type MalformedSample } from './sample.ts';

const MALFORMED = 0x81;
const PROTOCOL = 0x82;

/** [name, bytes, offset of the fault, rule, reason code, version (5), sender (client)] by kind. */
type Row = readonly [
  name: string,
  hex: string,
  offset: number,
  rule: string,
  reasonCode: number,
  version?: ProtocolVersion,
  sender?: Sender,
];

// `packet-too-large` is missing: it is the framer's, and depends on its limit.
const ROWS: Readonly<Record<Exclude<ProblemKind, 'packet-too-large'>, readonly Row[]>> = {
  'incomplete-packet': [
    ['nothing at all', '', 0, '2.1.4', MALFORMED],
    ['half a fixed header', 'c0', 1, '2.1.4', MALFORMED],
    ['a length that goes on after the end', '30 80', 1, '2.1.4', MALFORMED],
    ['a PUBLISH cut in its topic', "30 06 00 03 'a'", 4, '2.1.4', MALFORMED, 4],
    ['a PUBLISH cut in its payload', "30 06 00 01 'a' 'b'", 6, '2.1.4', MALFORMED, 4],
    [
      'a CONNECT cut in its properties',
      "10 10 00 04 'MQTT' 05 02 00 00 05 11 00",
      14,
      '2.1.4',
      MALFORMED,
    ],
  ],
  'bytes-after-packet': [
    ['a second packet in the frame', 'c0 00 c0 00', 2, '2.1.4', MALFORMED],
    ['bytes behind a PUBLISH', "30 03 00 01 'a' 00", 5, '2.1.4', MALFORMED, 4],
  ],
  'bytes-after-last-field': [
    ['a PINGREQ with a body', 'c0 01 00', 2, '2.1.4', MALFORMED],
    ['a PUBACK of 3.1.1 with three bytes', '40 03 00 01 00', 4, '2.1.4', MALFORMED, 4],
    ['a DISCONNECT of 3.1.1 with a reason code', 'e0 01 00', 2, '2.1.4', MALFORMED, 4],
    [
      'a CONNECT with bytes behind the client id',
      "10 0e 00 04 'MQTT' 04 02 00 00 00 00 00 00",
      14,
      '2.1.4',
      MALFORMED,
      4,
    ],
    ['an UNSUBACK of 3.1.1 with a payload', 'b0 03 00 01 00', 4, '2.1.4', MALFORMED, 4, 'server'],
  ],
  'field-past-end': [
    ['a topic longer than the packet', "30 03 00 02 'a'", 4, '2.1.4', MALFORMED, 4],
    ['a packet identifier of one byte', '40 01 00', 2, '2.1.4', MALFORMED],
    ['a PUBLISH without property length', "30 03 00 01 'a'", 5, '2.1.4', MALFORMED],
    ['properties longer than the packet', "30 04 00 01 'a' 05", 5, '2.2.2.1', MALFORMED],
    ['a property longer than the properties', "30 06 00 01 'a' 02 23 00 01", 7, '2.1.4', MALFORMED],
    ['an AUTH with a code and nothing else', 'f0 01 18', 3, '2.1.4', MALFORMED],
    [
      'a will that is promised and missing',
      "10 0c 00 04 'MQTT' 04 06 00 00 00 00",
      14,
      '2.1.4',
      MALFORMED,
      4,
    ],
  ],
  'non-minimal-length': [
    ['a remaining length of two bytes for 0', 'c0 80 00', 1, 'MQTT-1.5.5-1', MALFORMED],
    [
      'a remaining length of four bytes for 3',
      "30 83 80 80 00 00 01 'a'",
      1,
      'MQTT-1.5.5-1',
      MALFORMED,
      4,
    ],
    ['a property length of two bytes for 0', "30 05 00 01 'a' 80 00", 5, 'MQTT-1.5.5-1', MALFORMED],
    [
      'a subscription identifier in two bytes for 1',
      "30 07 00 01 'a' 03 0b 81 00",
      7,
      'MQTT-1.5.5-1',
      MALFORMED,
      5,
      'server',
    ],
    [
      'a property identifier in two bytes',
      "30 08 00 01 'a' 04 a3 00 00 01",
      6,
      'MQTT-1.5.5-1',
      MALFORMED,
    ],
  ],
  'length-too-long': [
    ['a remaining length of five bytes', '30 ff ff ff ff 01', 1, '1.5.5', MALFORMED],
    ['a property length of five bytes', "30 08 00 01 'a' 80 80 80 80 01", 5, '1.5.5', MALFORMED],
  ],
  'reserved-packet-type': [
    ['type 0', '00 00', 0, '2.1.2', MALFORMED],
    ['AUTH before 5', 'f0 00', 0, '2.1.2', MALFORMED, 4],
  ],
  'reserved-flags': [
    ['CONNECT with a flag', "11 0c 00 04 'MQTT' 04 02 00 00 00 00", 0, 'MQTT-2.1.3-1', MALFORMED],
    ['PUBREL without its flag', '60 02 00 01', 0, 'MQTT-3.6.1-1', MALFORMED],
    ['PUBREL with DUP after 3.1', '6a 02 00 01', 0, 'MQTT-3.6.1-1', MALFORMED, 4],
    ['SUBSCRIBE without its flag', "80 06 00 01 00 01 'a' 00", 0, 'MQTT-3.8.1-1', MALFORMED, 4],
    ['UNSUBSCRIBE without its flag', "a0 05 00 01 00 01 'a'", 0, 'MQTT-3.10.1-1', MALFORMED, 4],
    ['DISCONNECT with a flag', 'e1 00', 0, 'MQTT-3.14.1-1', MALFORMED],
    ['AUTH with a flag', 'f8 00', 0, 'MQTT-3.15.1-1', MALFORMED],
    ['PINGREQ with a flag', 'c4 00', 0, 'MQTT-2.1.3-1', MALFORMED, 3],
  ],
  'wrong-direction': [
    [
      'CONNECT from a server',
      "10 0c 00 04 'MQTT' 04 02 00 00 00 00",
      0,
      '2.1.2',
      PROTOCOL,
      4,
      'server',
    ],
    ['CONNACK from a client', '20 02 00 00', 0, '2.1.2', PROTOCOL, 4],
    ['SUBACK from a client', '90 03 00 01 00', 0, '2.1.2', PROTOCOL, 4],
    ['PINGRESP from a client', 'd0 00', 0, '2.1.2', PROTOCOL],
    ['PINGREQ from a server', 'c0 00', 0, '2.1.2', PROTOCOL, 5, 'server'],
    ['DISCONNECT from a server of 3.1.1', 'e0 00', 0, '2.1.2', PROTOCOL, 4, 'server'],
  ],
  'invalid-utf8': [
    [
      'a topic with a byte that only continues',
      "30 05 00 03 'a' 80 'b'",
      5,
      'MQTT-1.5.4-1',
      MALFORMED,
      4,
    ],
    ['a topic with a character cut short', "30 04 00 02 'a' c3", 5, 'MQTT-1.5.4-1', MALFORMED, 4],
    [
      'a topic with a character broken off',
      "30 05 00 03 e2 82 'a'",
      4,
      'MQTT-1.5.4-1',
      MALFORMED,
      4,
    ],
    ['a topic with the byte ff', '30 03 00 01 ff', 4, 'MQTT-1.5.4-1', MALFORMED, 4],
    [
      'a topic with a code point above U+10FFFF',
      '30 06 00 04 f4 90 80 80',
      4,
      'MQTT-1.5.4-1',
      MALFORMED,
      4,
    ],
    [
      'a client id in Latin-1',
      "10 0f 00 04 'MQTT' 04 02 00 00 00 03 'a' e9 'b'",
      15,
      'MQTT-1.5.4-1',
      MALFORMED,
      4,
    ],
    [
      'a user property in Latin-1',
      "30 0b 00 01 'a' 07 26 00 01 e9 00 01 'v'",
      9,
      'MQTT-1.5.4-1',
      MALFORMED,
    ],
    ['a topic filter with the byte fe', '82 06 00 01 00 01 fe 00', 6, 'MQTT-1.5.4-1', MALFORMED, 4],
  ],
  'overlong-utf8': [
    ['a slash in two bytes', '30 04 00 02 c0 af', 4, 'MQTT-1.5.4-1', MALFORMED, 4],
    ['U+0000 in two bytes', '30 04 00 02 c0 80', 4, 'MQTT-1.5.4-1', MALFORMED, 4],
    ['a letter in three bytes', '30 05 00 03 e0 81 a1', 4, 'MQTT-1.5.4-1', MALFORMED, 4],
    ['a letter in four bytes', "30 07 00 05 'a' f0 80 81 a1", 5, 'MQTT-1.5.4-1', MALFORMED, 4],
  ],
  'surrogate-in-utf8': [
    ['U+D800', "30 06 00 04 'a' ed a0 80", 5, 'MQTT-1.5.4-1', MALFORMED, 4],
    [
      'a pair, each half by itself',
      '30 08 00 06 ed a0 bd ed b8 80',
      4,
      'MQTT-1.5.4-1',
      MALFORMED,
      4,
    ],
  ],
  'null-character': [
    ['U+0000 in a topic', "30 05 00 03 'a' 00 'b'", 5, 'MQTT-1.5.4-2', MALFORMED, 4],
    [
      'U+0000 as the last of eight letters',
      "30 0a 00 08 'abcdefg' 00",
      11,
      'MQTT-1.5.4-2',
      MALFORMED,
      4,
    ],
    ['U+0000 among eight letters', "30 0a 00 08 'abc' 00 'efgh'", 7, 'MQTT-1.5.4-2', MALFORMED, 4],
    [
      'U+0000 in a client id',
      "10 0d 00 04 'MQTT' 04 02 00 00 00 01 00",
      14,
      'MQTT-1.5.4-2',
      MALFORMED,
      4,
    ],
  ],
  'empty-topic-name': [
    ['in 3.1.1', '30 02 00 00', 2, 'MQTT-4.7.3-1', MALFORMED, 4],
    ['in 5.0 without an alias', '30 03 00 00 00', 2, '3.3.2.1', PROTOCOL],
    [
      'of a will',
      "10 10 00 04 'MQTT' 04 06 00 00 00 00 00 00 00 00",
      14,
      'MQTT-4.7.3-1',
      MALFORMED,
      4,
    ],
  ],
  'wildcard-in-topic-name': [
    ['+ in a PUBLISH', "30 05 00 03 'a/+'", 6, 'MQTT-3.3.2-2', MALFORMED, 4],
    ['# in a PUBLISH', "30 04 00 01 '#' 00", 4, 'MQTT-3.3.2-2', MALFORMED],
    ['+ within a level', "30 05 00 03 'a+b'", 5, 'MQTT-3.3.2-2', MALFORMED, 4],
    [
      '# in a will topic',
      "10 13 00 04 'MQTT' 04 06 00 00 00 00 00 03 'a/#' 00 00",
      18,
      'MQTT-4.7.0-1',
      MALFORMED,
      4,
    ],
  ],
  'empty-response-topic': [
    ['in a PUBLISH', "30 07 00 01 'a' 03 08 00 00", 7, 'MQTT-4.7.3-1', PROTOCOL],
  ],
  'wildcard-in-response-topic': [
    ['# in a PUBLISH', "30 0a 00 01 'a' 06 08 00 03 'r/#'", 11, 'MQTT-3.3.2-14', PROTOCOL],
  ],
  'empty-topic-filter': [
    ['in a SUBSCRIBE', '82 05 00 01 00 00 00', 4, 'MQTT-4.7.3-1', MALFORMED, 4],
    ['in an UNSUBSCRIBE', 'a2 05 00 01 00 00 00', 5, 'MQTT-4.7.3-1', MALFORMED],
  ],
  'plus-not-alone': [
    ['sport+', "82 0b 00 01 00 06 'sport+' 00", 11, 'MQTT-4.7.1-2', MALFORMED, 4],
    ['+a', "82 07 00 01 00 02 '+a' 00", 6, 'MQTT-4.7.1-2', MALFORMED, 4],
  ],
  'hash-not-alone': [
    ['sport/tennis#', "82 12 00 01 00 0d 'sport/tennis#' 00", 18, 'MQTT-4.7.1-1', MALFORMED, 4],
    ['in an UNSUBSCRIBE', "a2 06 00 01 00 02 'a#'", 7, 'MQTT-4.7.1-1', MALFORMED, 4],
  ],
  'hash-not-last': [
    [
      'sport/tennis/#/ranking',
      "82 1b 00 01 00 16 'sport/tennis/#/ranking' 00",
      19,
      'MQTT-4.7.1-1',
      MALFORMED,
      4,
    ],
  ],
  'share-name-invalid': [
    ['an empty share name', "82 0f 00 01 00 00 09 '$share//a' 00", 14, 'MQTT-4.8.2-1', MALFORMED],
    [
      'a wildcard in a share name',
      "82 10 00 01 00 00 0a '$share/+/a' 00",
      14,
      'MQTT-4.8.2-2',
      MALFORMED,
    ],
  ],
  'share-without-filter': [
    [
      'nothing behind the share name',
      "82 0e 00 01 00 00 08 '$share/g' 00",
      15,
      'MQTT-4.8.2-2',
      MALFORMED,
    ],
    [
      'an empty filter behind the share name',
      "82 0f 00 01 00 00 09 '$share/g/' 00",
      15,
      'MQTT-4.8.2-2',
      MALFORMED,
    ],
  ],
  'unknown-property': [
    ['identifier 0', "30 06 00 01 'a' 02 00 00", 6, '2.2.2.2', MALFORMED],
    ['identifier 4', "30 06 00 01 'a' 02 04 00", 6, '2.2.2.2', MALFORMED],
    ['identifier 43', '20 05 00 00 02 2b 01', 5, '2.2.2.2', MALFORMED, 5, 'server'],
    ['identifier 128 in two bytes', "30 07 00 01 'a' 03 80 01 00", 6, '2.2.2.2', MALFORMED],
  ],
  'misplaced-property': [
    ['Topic Alias in CONNACK', '20 06 00 00 03 23 00 01', 5, '2.2.2.2', MALFORMED, 5, 'server'],
    ['Reason String in PUBLISH', "30 08 00 01 'a' 04 1f 00 01 'r'", 6, '2.2.2.2', MALFORMED],
    [
      'Will Delay Interval outside the will',
      "10 12 00 04 'MQTT' 05 02 00 00 05 18 00 00 00 01 00 00",
      13,
      '2.2.2.2',
      MALFORMED,
    ],
    [
      'Subscription Identifier in UNSUBSCRIBE',
      "a2 08 00 01 02 0b 01 00 01 'a'",
      5,
      '2.2.2.2',
      MALFORMED,
    ],
  ],
  'duplicate-property': [
    ['Topic Alias twice', "30 0a 00 01 'a' 06 23 00 01 23 00 02", 9, '3.3.2.3.4', PROTOCOL],
    [
      'Content Type twice',
      "30 0c 00 01 'a' 08 03 00 01 'x' 03 00 01 'x'",
      10,
      '3.3.2.3.9',
      PROTOCOL,
    ],
    [
      'Correlation Data twice, empty',
      "30 0a 00 01 'a' 06 09 00 00 09 00 00",
      9,
      '3.3.2.3.6',
      PROTOCOL,
    ],
    [
      'Message Expiry Interval 0 twice',
      "30 0e 00 01 'a' 0a 02 00 00 00 00 02 00 00 00 00",
      11,
      '3.3.2.3.3',
      PROTOCOL,
    ],
    [
      'Subscription Identifier twice in SUBSCRIBE',
      "82 0b 00 01 04 0b 01 0b 02 00 01 'a' 00",
      7,
      '3.8.2.1.2',
      PROTOCOL,
    ],
  ],
  'property-from-wrong-side': [
    [
      'Subscription Identifier from a client',
      "30 06 00 01 'a' 02 0b 01",
      6,
      'MQTT-3.3.4-6',
      PROTOCOL,
    ],
    [
      'Session Expiry Interval in DISCONNECT from a server',
      'e0 07 00 05 11 00 00 00 01',
      4,
      'MQTT-3.14.2-2',
      PROTOCOL,
      5,
      'server',
    ],
    [
      'Server Reference in DISCONNECT from a client',
      "e0 06 00 04 1c 00 01 's'",
      4,
      '3.14.2.2.5',
      PROTOCOL,
    ],
  ],
  'property-value-out-of-range': [
    ['Receive Maximum 0', '20 06 00 00 03 21 00 00', 6, '3.2.2.3.3', PROTOCOL, 5, 'server'],
    [
      'Maximum Packet Size 0',
      '20 08 00 00 05 27 00 00 00 00',
      6,
      '3.2.2.3.6',
      PROTOCOL,
      5,
      'server',
    ],
    ['Maximum QoS 2', '20 05 00 00 02 24 02', 6, '3.2.2.3.4', PROTOCOL, 5, 'server'],
    ['Subscription Identifier 0', "82 09 00 01 02 0b 00 00 01 'a' 00", 6, '3.8.2.1.2', PROTOCOL],
    ['Payload Format Indicator 2', "30 06 00 01 'a' 02 01 02", 7, '3.3.2.3.2', PROTOCOL],
    [
      'Request Problem Information 2',
      "10 0f 00 04 'MQTT' 05 02 00 00 02 17 02 00 00",
      14,
      '3.1.2.11.7',
      PROTOCOL,
    ],
  ],
  'topic-alias-zero': [['in a PUBLISH', "30 07 00 01 'a' 03 23 00 00", 7, 'MQTT-3.3.2-8', 0x94]],
  'authentication-data-without-method': [
    [
      'in a CONNECT',
      "10 10 00 04 'MQTT' 05 02 00 00 03 16 00 00 00 00",
      12,
      '3.1.2.11.10',
      PROTOCOL,
    ],
  ],
  'authentication-method-missing': [
    ['no properties at all', 'f0 02 18 00', 3, '3.15.2.2.2', PROTOCOL],
    ['data only', 'f0 05 18 03 16 00 00', 3, '3.15.2.2.2', PROTOCOL],
  ],
  'wrong-protocol-name': [
    ['in small letters', "10 0c 00 04 'mqtt' 04 02 00 00 00 00", 2, 'MQTT-3.1.2-1', 0x84, 4],
    ['of another protocol', "10 0c 00 04 'HTTP' 04 02 00 00 00 00", 2, 'MQTT-3.1.2-1', 0x84],
  ],
  'unsupported-protocol-version': [
    ['6', "10 0d 00 04 'MQTT' 06 02 00 00 00 00 00", 8, 'MQTT-3.1.2-2', 0x84],
    ['3 under the new name', "10 0c 00 04 'MQTT' 03 02 00 00 00 00", 8, 'MQTT-3.1.2-2', 0x84],
    ['4 under the old name', "10 0e 00 06 'MQIsdp' 04 02 00 00 00 00", 10, 'MQTT-3.1.2-2', 0x84],
  ],
  'reserved-connect-flag': [
    ['in 3.1.1', "10 0c 00 04 'MQTT' 04 03 00 00 00 00", 9, 'MQTT-3.1.2-3', MALFORMED],
  ],
  'will-qos-without-will': [
    ['QoS 1', "10 0c 00 04 'MQTT' 04 0a 00 00 00 00", 9, 'MQTT-3.1.2-11', MALFORMED],
  ],
  'will-retain-without-will': [
    ['in 3.1.1', "10 0c 00 04 'MQTT' 04 22 00 00 00 00", 9, 'MQTT-3.1.2-13', MALFORMED],
  ],
  'will-qos-3': [
    [
      'in 5.0',
      "10 13 00 04 'MQTT' 05 1e 00 00 00 00 00 00 00 01 'w' 00 00",
      9,
      'MQTT-3.1.2-12',
      MALFORMED,
    ],
  ],
  'password-without-user-name': [
    [
      'in 3.1.1',
      "10 0f 00 04 'MQTT' 04 42 00 00 00 00 00 01 'p'",
      9,
      'v3.1.1 MQTT-3.1.2-22',
      MALFORMED,
    ],
    [
      'in 3.1',
      "10 11 00 06 'MQIsdp' 03 42 00 00 00 00 00 01 'p'",
      11,
      'v3.1.1 MQTT-3.1.2-22',
      MALFORMED,
    ],
  ],
  'reserved-connack-flags': [
    ['bit 1', '20 02 02 00', 2, 'MQTT-3.2.2-1', MALFORMED, 4, 'server'],
    ['session present in 3.1', '20 02 01 00', 2, 'MQTT-3.2.2-1', MALFORMED, 3, 'server'],
  ],
  'session-present-in-refusal': [
    ['in 3.1.1', '20 02 01 05', 2, 'MQTT-3.2.2-6', PROTOCOL, 4, 'server'],
    ['in 5.0', '20 03 01 87 00', 2, 'MQTT-3.2.2-6', PROTOCOL, 5, 'server'],
  ],
  'qos-3': [['in 3.1.1', "36 05 00 01 'a' 00 01", 0, 'MQTT-3.3.1-4', MALFORMED, 4]],
  'dup-at-qos-0': [['in 3.1.1', "38 03 00 01 'a'", 0, 'MQTT-3.3.1-2', MALFORMED, 4]],
  'packet-id-zero': [
    ['in PUBLISH from a client', "32 05 00 01 'a' 00 00", 5, 'MQTT-2.2.1-3', PROTOCOL, 4],
    ['in PUBLISH from a server', "32 05 00 01 'a' 00 00", 5, 'MQTT-2.2.1-4', PROTOCOL, 4, 'server'],
    ['in SUBSCRIBE', "82 06 00 00 00 01 'a' 00", 2, 'MQTT-2.2.1-3', PROTOCOL, 4],
    ['in UNSUBSCRIBE', "a2 05 00 00 00 01 'a'", 2, 'MQTT-2.2.1-3', PROTOCOL, 4],
    ['in PUBACK', '40 02 00 00', 2, 'MQTT-2.2.1-3', PROTOCOL],
    ['in SUBACK', '90 03 00 00 00', 2, 'MQTT-2.2.1-4', PROTOCOL, 4, 'server'],
  ],
  'no-topic-filter': [
    ['in SUBSCRIBE', '82 02 00 01', 4, 'MQTT-3.8.3-2', PROTOCOL, 4],
    ['in UNSUBSCRIBE', 'a2 03 00 01 00', 5, 'MQTT-3.10.3-2', PROTOCOL],
  ],
  'reserved-subscription-options': [
    ['bit 7 in 5.0', "82 07 00 01 00 00 01 'a' 80", 8, 'MQTT-3.8.3-5', MALFORMED],
    ['bit 2 in 3.1.1', "82 06 00 01 00 01 'a' 04", 7, 'v3.1.1 MQTT-3.8.3-4', MALFORMED, 4],
  ],
  'subscription-qos-3': [
    ['in 5.0', "82 07 00 01 00 00 01 'a' 03", 8, '3.8.3.1', PROTOCOL],
    ['in 3.1.1', "82 06 00 01 00 01 'a' 03", 7, 'v3.1.1 MQTT-3.8.3-4', MALFORMED, 4],
  ],
  'retain-handling-3': [['in 5.0', "82 07 00 01 00 00 01 'a' 30", 8, '3.8.3.1', PROTOCOL]],
  'no-local-on-shared': [
    ['in 5.0', "82 10 00 01 00 00 0a '$share/g/a' 04", 17, 'MQTT-3.8.3-4', PROTOCOL],
  ],
  'unknown-reason-code': [
    ['CONNACK 6 in 3.1.1', '20 02 00 06', 3, 'MQTT-3.2.2-8', PROTOCOL, 4, 'server'],
    ['CONNACK 01 in 5.0', '20 03 00 01 00', 3, 'MQTT-3.2.2-8', PROTOCOL, 5, 'server'],
    ['PUBACK 92', '40 03 00 01 92', 4, 'MQTT-3.4.2-1', PROTOCOL],
    ['PUBREC 01', '50 03 00 01 01', 4, 'MQTT-3.5.2-1', PROTOCOL],
    ['PUBREL 80', '62 03 00 01 80', 4, 'MQTT-3.6.2-1', PROTOCOL],
    ['PUBCOMP 80', '70 03 00 01 80', 4, 'MQTT-3.7.2-1', PROTOCOL],
    ['SUBACK 03', '90 04 00 01 00 03', 5, 'MQTT-3.9.3-2', PROTOCOL, 5, 'server'],
    ['SUBACK 87 in 3.1.1', '90 03 00 01 87', 4, 'MQTT-3.9.3-2', PROTOCOL, 4, 'server'],
    ['UNSUBACK 01', 'b0 04 00 01 00 01', 5, 'MQTT-3.11.3-2', PROTOCOL, 5, 'server'],
    ['DISCONNECT 84', 'e0 01 84', 2, 'MQTT-3.14.2-1', PROTOCOL],
    ['AUTH 17', "f0 06 17 04 15 00 01 'M'", 2, 'MQTT-3.15.2-1', PROTOCOL],
  ],
  'no-reason-code': [
    ['in SUBACK', '90 02 00 01', 4, '3.9.3', PROTOCOL, 4, 'server'],
    ['in UNSUBACK', 'b0 03 00 01 00', 5, '3.11.3', PROTOCOL, 5, 'server'],
  ],
};

export function malformed(): MalformedSample[] {
  return Object.entries(ROWS).flatMap(([kind, rows]) =>
    rows.map(([name, hex, offset, rule, reasonCode, version = 5, sender = 'client']) => ({
      name: `${kind}: ${name}`,
      version,
      sender,
      hex,
      bytes: bytesOf(hex),
      kind: kind as ProblemKind,
      offset,
      reasonCode,
      rule,
    })),
  );
}
