// mqtt-packet, the codec inside MQTT.js, as a stranger who referees: a well-formed packet it must read as we
// do. Where it does not, the difference is named with the clause that decides.

import mqttPacket from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import {
  type Packet,
  PROPERTIES,
  type Properties,
  type ProtocolVersion,
  type Sample,
  samples,
} from './wire.ts';

const ORDER = 'keeps user properties by name, so their order is lost [MQTT-3.3.2-18]';
const RESENT = 'refuses the DUP flag with which 3.1 sent this packet again [v3.1 2.1]';
const SUCCESS = 'refuses the reason code 0x00 [v5 3.15.2.1]';

/** By the name of the sample. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'CONNECT in 3.1 whose flags promise a user name that is missing':
    'insists on the user name, where 3.1 lets the length decide [v3.1 3.1]',
  'PUBLISH in 5.0 from a client with every property it may have': ORDER,
  'PUBREL in 3.1, sent again with DUP': RESENT,
  'SUBSCRIBE in 3.1, sent again with DUP': RESENT,
  'UNSUBSCRIBE in 3.1, sent again with DUP': RESENT,
  'AUTH in 5.0, the shortest': SUCCESS,
  'AUTH 00, Success': SUCCESS,
  'DISCONNECT 8c, Bad authentication method':
    'goes by the list of 3.14.2.1, which leaves out a code that the summary has [v5 2.4]',
};

describe('mqtt-packet', () => {
  const agreed = samples.filter(({ name }) => DIFFERENCES[name] === undefined);

  test.each(agreed)('agrees: $name', ({ bytes, version, packet }) => {
    expect(theirReading(bytes, version)).toEqual(packet);
  });

  test.each(Object.entries(DIFFERENCES))('on "%s" %s', (name) => {
    const { bytes, version, packet } = samples.find((sample) => sample.name === name) as Sample;
    expect(theirReading(bytes, version)).not.toEqual(packet);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: their packets have no common shape; `translated` is the judge.
type Theirs = any;

function theirReading(bytes: Uint8Array, version: ProtocolVersion): Packet | string {
  const parser = mqttPacket.parser({ protocolVersion: version });
  let result: Packet | string = 'nothing';
  parser.on('packet', (packet) => {
    result = translated(packet, version);
  });
  parser.on('error', (error) => {
    result = error.message;
  });
  parser.parse(Buffer.from(bytes));
  return result;
}

function translated(theirs: Theirs, version: ProtocolVersion): Packet {
  const type = theirs.cmd.toUpperCase();
  const properties = withProperties(theirs.properties);
  const packetId = theirs.messageId;
  switch (theirs.cmd) {
    case 'connect': {
      const { protocolVersion, clientId, clean, keepalive, will, username, password } = theirs;
      return {
        type,
        protocolVersion,
        clientId,
        cleanStart: clean,
        keepAlive: keepalive,
        ...(username === undefined ? {} : { userName: username }),
        ...(password === undefined ? {} : { password: plain(password) }),
        ...(will === undefined ? {} : { will: willOf(will) }),
        ...properties,
      } as Packet;
    }
    case 'connack': {
      const { sessionPresent, reasonCode, returnCode } = theirs;
      return {
        type,
        sessionPresent,
        reasonCode: version === 5 ? reasonCode : returnCode,
        ...properties,
      };
    }
    case 'publish': {
      const { topic, payload, qos, retain, dup } = theirs;
      const id = packetId === undefined ? {} : { packetId };
      return { type, topic, payload: plain(payload), qos, retain, dup, ...id, ...properties };
    }
    case 'subscribe': {
      const subscriptions = theirs.subscriptions.map(({ topic, qos, nl, rap, rh }: Theirs) => ({
        topicFilter: topic,
        qos,
        noLocal: nl ?? false,
        retainAsPublished: rap ?? false,
        retainHandling: rh ?? 0,
      }));
      return { type, packetId, subscriptions, ...properties };
    }
    case 'unsubscribe':
      return { type, packetId, topicFilters: theirs.unsubscriptions, ...properties };
    case 'suback':
    case 'unsuback':
      return { type, packetId, reasonCodes: theirs.granted ?? [], ...properties };
    case 'disconnect':
    case 'auth':
      return { type, reasonCode: theirs.reasonCode ?? 0, ...properties };
    case 'pingreq':
    case 'pingresp':
      return { type };
    default:
      return { type, packetId, reasonCode: theirs.reasonCode ?? 0, ...properties };
  }
}

function willOf({ topic, payload, qos, retain, properties }: Theirs) {
  return { topic, payload: plain(payload), qos, retain, ...withProperties(properties) };
}

/** Their names and types of properties, made ours. */
function withProperties(theirs: Theirs): { properties?: Properties } {
  if (theirs === undefined) return {};
  const properties: Record<string, unknown> & { userProperty?: unknown } = {};
  for (const [key, value] of Object.entries<Theirs>(theirs)) {
    if (key === 'userProperties') {
      properties.userProperty = Object.entries<Theirs>(value).flatMap(([name, values]) =>
        [values].flat().map((text) => [name, text]),
      );
    } else if (key === 'subscriptionIdentifier') {
      properties[key] = [value].flat();
    } else if (typeof value === 'boolean') {
      properties[key.replace('Identifiers', 'Identifier')] = Number(value);
    } else {
      properties[key] = value instanceof Uint8Array ? plain(value) : value;
    }
  }
  const unknown = Object.keys(properties).filter(
    (key) => !PROPERTIES.some((row) => row.key === key),
  );
  if (unknown.length > 0) throw new Error(`mqtt-packet knows ${unknown}, which we do not.`);
  return { properties: properties as Properties };
}

function plain(buffer: Uint8Array): Uint8Array {
  return Uint8Array.from(buffer);
}
