// Which colour a packet has. The classes are in src/site/styles/base.css.

import { PACKET_TYPES } from '#mqtt/packet-types';

/** The class of a packet's family: `k-publish`. Undefined for a name that is no packet. */
export function packetFamily(name: string): string | undefined {
  const row = PACKET_TYPES.find((one) => one.name === name);
  return row && `k-${row.family}`;
}
