import { type ByteReader, Fault, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { MisuseError } from '../misuse-error.ts';
import type { PacketType, ProtocolVersion } from '../packet.ts';
import { isReasonCode, reasonCodeName } from '../reason-codes.ts';

/** A reason code (return code before 5) that the standard lists for this packet. */
export function readReasonCode(reader: ByteReader, clause: string, rule: string): number {
  const at = reader.offset;
  const code = reader.byte('reason-code', clause);
  if (isReasonCode(code, reader.type, reader.version)) return code;
  const message = `${reasonCodeName(code, reader.type, reader.version)} is not a reason code of ${reader.type}.`;
  throw new Fault('unknown-reason-code', at, rule, PROTOCOL_ERROR, message);
}

export function checkReasonCode(
  code: number,
  type: PacketType,
  version: ProtocolVersion,
  rule: string,
): void {
  if (!isReasonCode(code, type, version)) {
    throw new MisuseError(`${code} is not a reason code of ${type}.`, rule);
  }
}

/** One code per topic filter, to the end of the packet; a request has at least one. */
export function readReasonCodes(reader: ByteReader, clause: string, rule: string): number[] {
  const codes: number[] = [];
  do {
    if (reader.atEnd()) {
      const message = `${reader.type} must carry at least one reason code.`;
      throw new Fault('no-reason-code', reader.offset, clause, PROTOCOL_ERROR, message);
    }
    codes.push(readReasonCode(reader, clause, rule));
  } while (!reader.atEnd());
  return codes;
}

export function writeReasonCodes(
  writer: ByteWriter,
  codes: readonly number[],
  type: PacketType,
  version: ProtocolVersion,
  rule: string,
): void {
  if (codes.length === 0) {
    throw new MisuseError(`${type} must carry at least one reason code.`, rule);
  }
  for (const code of codes) {
    checkReasonCode(code, type, version, rule);
    writer.byte(code, 'reasonCode');
  }
}
