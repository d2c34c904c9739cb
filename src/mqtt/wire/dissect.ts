// The picture of a frame: the same reading as `readPacket`, with every field remembered.

import { ByteReader, Fault } from './byte-reader.ts';
import type { Field, Sender } from './field.ts';
import { FieldLog } from './field-log.ts';
import type { Packet, PacketType, ProtocolVersion } from './packet.ts';
import { frameType } from './packet-types.ts';
import type { Problem } from './problem.ts';
import { readFrame } from './read-packet.ts';

export interface Dissection {
  /** Exactly one of `packet` and `problem` is there. */
  readonly packet?: Packet;
  readonly problem?: Problem;
  /**
   * In the order of the bytes; the leaves tile the frame. With a problem, they tile it up to
   * `problem.offset`, and the rest is one field `not-understood`.
   */
  readonly fields: readonly Field[];
  /** What the first byte announces; undefined for the forbidden type 0 and for no bytes at all. */
  readonly type: PacketType | undefined;
}

/** Never throws, whatever the bytes are. Arguments as for `readPacket`. */
export function dissect(bytes: Uint8Array, version: ProtocolVersion, sender: Sender): Dissection {
  const type = bytes.length === 0 ? undefined : frameType(bytes[0] as number);
  const log = new FieldLog();
  try {
    const packet = readFrame(new ByteReader(bytes, version, sender, log));
    return { packet, fields: log.whole(), type };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const { problem } = fault;
    return { problem, fields: log.upTo(problem.offset, bytes, problem.rule), type };
  }
}
