// PINGREQ and PINGRESP: a fixed header and nothing else. [v5 3.12, 3.13]

import type { ByteReader } from '../byte-reader.ts';
import type { Pingreq, Pingresp } from '../packet.ts';

export function read(reader: ByteReader): Pingreq | Pingresp {
  return { type: reader.type as 'PINGREQ' | 'PINGRESP' };
}

export function write(): number {
  return 0;
}
