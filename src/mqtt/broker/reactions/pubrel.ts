// PUBREL: the client knows that we have its QoS 2 message; its packet id may be used anew. [MQTT-4.3.3-11]

import type { Ack } from '#mqtt/wire';
import { recordReleasedId } from '../changes.ts';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

const PACKET_IDENTIFIER_NOT_FOUND = 0x92;

export function onPubrel(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Ack,
): void {
  const { packetId } = packet;
  const known = session.received.delete(packetId);
  if (known) recordReleasedId(broker, session, packetId);
  if (known && connection.receiving > 0) connection.receiving -= 1;
  const reasonCode = known || connection.protocolVersion !== 5 ? 0 : PACKET_IDENTIFIER_NOT_FOUND;
  send(broker, connection, { type: 'PUBCOMP', packetId, reasonCode });
}
