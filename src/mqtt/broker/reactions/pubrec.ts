// PUBREC: the client has taken a QoS 2 message. From now on only PUBREL is sent, never the message. [MQTT-4.3.3-6]

import type { Ack } from '#mqtt/wire';
import { recordReleased } from '../changes.ts';
import { complete } from '../delivery.ts';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

const PACKET_IDENTIFIER_NOT_FOUND = 0x92;

export function onPubrec(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Ack,
): void {
  const { packetId } = packet;
  const flight = session.inFlight.get(packetId);
  if (flight?.phase === 'awaiting-pubrec' && packet.reasonCode >= 0x80) {
    complete(broker, session, packetId); // refused: no PUBREL follows [v5 4.3.3]
    return;
  }
  const known = flight !== undefined && flight.phase !== 'awaiting-puback';
  if (known) {
    // Taken out and put in again at the end: PUBRELs go out in the order of the PUBRECs. [MQTT-4.6.0-4]
    session.inFlight.delete(packetId);
    session.inFlight.set(packetId, recordReleased(broker, packetId, flight));
  }
  // An id we do not know gets its PUBREL too, so that the client can let go of it.
  const reasonCode = known || connection.protocolVersion !== 5 ? 0 : PACKET_IDENTIFIER_NOT_FOUND;
  send(broker, connection, { type: 'PUBREL', packetId, reasonCode });
}
