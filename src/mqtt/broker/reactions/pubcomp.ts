// PUBCOMP: the last of the four packets of QoS 2. The packet id is free. [v5 4.3.3]

import type { Ack } from '#mqtt/wire';
import { complete } from '../delivery.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

export function onPubcomp(
  broker: Workings,
  _connection: Connection,
  session: Session,
  packet: Ack,
): void {
  if (session.inFlight.get(packet.packetId)?.phase === 'awaiting-pubcomp') {
    complete(broker, session, packet.packetId);
  }
}
