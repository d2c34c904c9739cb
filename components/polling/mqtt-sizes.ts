// How large the packets of one station are, by the codec of this book. Asked at build time, so that the page
// carries five numbers instead of the codec.

import { type Packet, writePacket } from '#mqtt/wire';
import type { MqttPacket, Sizes } from './link-meter.ts';

/** What a station publishes; every station's number has three digits, so all packets of a kind have one size. */
export const example = {
  clientId: 'pump-007',
  topic: 'pump/007/pressure',
  payload: '41.7',
} as const;

const packets = {
  // The keep alive has two bytes whatever its value.
  CONNECT: {
    type: 'CONNECT',
    protocolVersion: 5,
    clientId: example.clientId,
    cleanStart: true,
    keepAlive: 60,
  },
  CONNACK: { type: 'CONNACK', sessionPresent: false, reasonCode: 0 },
  PUBLISH: {
    type: 'PUBLISH',
    topic: example.topic,
    payload: new TextEncoder().encode(example.payload),
    qos: 0,
    retain: false,
    dup: false,
  },
  PINGREQ: { type: 'PINGREQ' },
  PINGRESP: { type: 'PINGRESP' },
} as const satisfies Record<MqttPacket, Packet>;

const size = (packet: Packet) => writePacket(packet, 5).length;

export const mqttSizes: Sizes<MqttPacket> = {
  CONNECT: size(packets.CONNECT),
  CONNACK: size(packets.CONNACK),
  PUBLISH: size(packets.PUBLISH),
  PINGREQ: size(packets.PINGREQ),
  PINGRESP: size(packets.PINGRESP),
};
