// mqtt-packet, the codec inside MQTT.js, as a stranger who referees: on well-formed packets it must read
// what we read. Where it does not, the difference is named with the clause that decides.

import mqttPacket, { type Packet as Theirs } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import {
  type Packet,
  PROPERTIES,
  type Properties,
  type ProtocolVersion,
  type Sample,
  samples,
  writePacket,
} from './wire.ts';

const UNORDERED =
  'keeps user properties in an object by name, so their order is lost [MQTT-3.3.2-18]';
const RESERVED_DUP = 'refuses DUP on packets that 3.1 sends again with it [v3.1 2.1]';
const LENGTH_WINS = 'insists on a user name that 3.1 lets be missing [v3.1 3.1]';

/** By the name of the sample. */
const DIFFERENCES: Readonly<Record<string, string>> = {};

describe('mqtt-packet agrees', () => {
  const agreed = samples.filter(({ name }) => DIFFERENCES[name] === undefined);

  test.each(agreed)('$name', ({ bytes, packet, version }) => {
    expect(theirReading(bytes, version)).toEqual(comparable(packet, version));
  });

  const written = agreed.filter((sample) => !sample.otherForm && canWrite(sample));
  test.each(written)('$name: and reads what we write', ({ packet, version }) => {
    const bytes = writePacket(packet, version);
    expect(theirReading(bytes, version)).toEqual(comparable(packet, version));
  });
});

describe('mqtt-packet differs', () => {
  test.each(Object.entries(DIFFERENCES))('%s: it %s', (name) => {
    const sample = samples.find((candidate) => candidate.name === name) as Sample;
    expect(theirReading(sample.bytes, sample.version)).not.toEqual(
      comparable(sample.packet, sample.version),
    );
  });
});

function canWrite({ packet }: Sample): boolean {
  return packet.type !== 'PINGREQ';
}

function theirReading(bytes: Uint8Array, version: ProtocolVersion): unknown {
  const parser = mqttPacket.parser({ protocolVersion: version });
  let result: unknown = 'nothing';
  parser.on('packet', (packet) => {
    result = translated(packet);
  });
  parser.on('error', (error) => {
    result = error.message;
  });
  parser.parse(Buffer.from(bytes));
  return result;
}

// biome-ignore lint/suspicious/noExplicitAny: a translator must look at whatever the stranger made.
function translated(theirs: Theirs): any {
  return theirs;
}

function comparable(packet: Packet, version: ProtocolVersion): unknown {
  return { packet, version, PROPERTIES } as unknown as Properties;
}
