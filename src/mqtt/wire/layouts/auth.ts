import { type ByteReader, Fault, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { MisuseError } from '../misuse-error.ts';
import type { Auth } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { hasProperties, writeProperties } from '../write-properties.ts';
import { checkReasonCode, readReasonCode } from './reason-code-field.ts';

/** Empty means Success without properties, the one case that needs no method. [v5 3.15.2.1, 3.15.2.2.2] */
export function read(reader: ByteReader): Auth {
  if (reader.atEnd()) return { type: 'AUTH', reasonCode: 0 };
  const reasonCode = readReasonCode(reader, '3.15.2.1', 'MQTT-3.15.2-1');
  const at = reader.offset;
  const properties = readProperties(reader, 'AUTH', '3.15.2.2');
  if (properties === undefined) {
    if (reasonCode !== 0) throw methodMissing(at);
    return { type: 'AUTH', reasonCode };
  }
  if (properties.authenticationMethod === undefined) throw methodMissing(at);
  return { type: 'AUTH', reasonCode, properties };
}

function methodMissing(at: number): Fault {
  const message = 'AUTH must name the Authentication Method.';
  return new Fault('authentication-method-missing', at, '3.15.2.2.2', PROTOCOL_ERROR, message);
}

export function write(writer: ByteWriter, packet: Auth): number {
  const { reasonCode, properties } = packet;
  const some = hasProperties(properties);
  if (reasonCode === 0 && !some) return 0;
  checkReasonCode(reasonCode, 'AUTH', 5, 'MQTT-3.15.2-1');
  if (properties?.authenticationMethod === undefined) {
    throw new MisuseError('AUTH must name the Authentication Method.', '3.15.2.2.2');
  }
  writer.byte(reasonCode, 'reasonCode');
  writeProperties(writer, properties, 'AUTH');
  return 0;
}
