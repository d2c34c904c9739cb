// One packet to its bytes.

import { ByteWriter } from './byte-writer.ts';
import { writeLayout } from './layouts/layouts.ts';
import { MisuseError } from './misuse-error.ts';
import type { Packet, ProtocolVersion } from './packet.ts';
import { PACKET_TYPES } from './packet-types.ts';

const writer = /* @__PURE__ */ new ByteWriter();

const FIRST_BYTES: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  PACKET_TYPES.map((type) => [type.name, type.value << 4]),
);

/**
 * The bytes of one packet; they never change afterwards. The array may be a view into a larger buffer: use it,
 * not its `.buffer`. CONNECT takes its version from the packet.
 * What `version` has no place for is left out: properties before 5, the reason codes of acknowledgements
 * before 5, Session Present in 3.1.
 * Throws `MisuseError` for what no bytes can say or the standard forbids: a string of more than 65535 bytes
 * or with half a surrogate pair, a missing packetId, a property in the wrong packet, AUTH before 5, ...
 */
export function writePacket(packet: Packet, version: ProtocolVersion): Uint8Array {
  const firstByte = FIRST_BYTES.get(packet.type);
  if (firstByte === undefined) throw new MisuseError('There is no such packet type.', '2.1.2');
  if (firstByte === 0xf0 && version < 5) {
    throw new MisuseError('AUTH came with MQTT 5.', '3.15');
  }
  writer.start();
  const flags = writeLayout(writer, packet, version);
  return writer.finish(firstByte | flags);
}
