// One layout per packet, found by its type: each has the same two verbs. `read` takes what follows the
// fixed header; `write` writes it and returns the low four bits of the first byte.

import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { Packet, ProtocolVersion } from '../packet.ts';
import * as acks from './acks.ts';
import * as auth from './auth.ts';
import * as connack from './connack.ts';
import * as connect from './connect.ts';
import * as disconnect from './disconnect.ts';
import * as ping from './ping.ts';
import * as publish from './publish.ts';
import * as suback from './suback.ts';
import * as subscribe from './subscribe.ts';
import * as unsuback from './unsuback.ts';
import * as unsubscribe from './unsubscribe.ts';

interface Layout<P extends Packet> {
  read(reader: ByteReader): P;
  write(writer: ByteWriter, packet: P, version: ProtocolVersion): number;
}

const LAYOUTS = {
  CONNECT: connect,
  CONNACK: connack,
  PUBLISH: publish,
  PUBACK: acks,
  PUBREC: acks,
  PUBREL: acks,
  PUBCOMP: acks,
  SUBSCRIBE: subscribe,
  SUBACK: suback,
  UNSUBSCRIBE: unsubscribe,
  UNSUBACK: unsuback,
  PINGREQ: ping,
  PINGRESP: ping,
  DISCONNECT: disconnect,
  AUTH: auth,
};

export function readLayout(reader: ByteReader): Packet {
  return LAYOUTS[reader.type].read(reader);
}

export function writeLayout(writer: ByteWriter, packet: Packet, version: ProtocolVersion): number {
  const layout = LAYOUTS[packet.type] as Layout<Packet>;
  return layout.write(writer, packet, version);
}
