// PUBACK: a QoS 1 message has arrived at its client, or was refused; either way it is done. [v5 4.3.2]

import type { Ack } from '#mqtt/wire';
import { complete } from '../delivery.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

export function onPuback(
  broker: Workings,
  _connection: Connection,
  session: Session,
  packet: Ack,
): void {
  // An id that waits for nothing, or for something else, frees nothing.
  if (session.inFlight.get(packet.packetId)?.phase === 'awaiting-puback') {
    complete(broker, session, packet.packetId);
  }
}
