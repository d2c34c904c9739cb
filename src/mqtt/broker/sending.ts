// The only place that orders bytes to be sent or a line to be closed.

import type { Packet, Properties } from '#mqtt/wire';
import { writePacket } from '#mqtt/wire';
import type { Connection } from './state.ts';
import type { Workings } from './workings.ts';

export function sendBytes(broker: Workings, connection: Connection, bytes: Uint8Array): void {
  broker.state.status.packetsSent += 1;
  broker.orders.push({ kind: 'send', line: connection.line, bytes });
}

/** Anything but PUBLISH, which shares its bytes between receivers (`shared-bytes.ts`). */
export function send(broker: Workings, connection: Connection, packet: Packet): void {
  const { protocolVersion } = connection;
  const explains = 'properties' in packet && packet.properties?.reasonString !== undefined;
  const mayExplain = explains && mayCarryReason(broker, connection, packet);
  let bytes = writePacket(explains && !mayExplain ? unexplained(packet) : packet, protocolVersion);
  if (bytes.length > connection.maximumPacketSize && mayExplain) {
    // What is only explanation must not be what makes a packet too large. [MQTT-3.14.2-3, 3.4.2-2, ...]
    bytes = writePacket(unexplained(packet), protocolVersion);
  }
  // A client that allows fewer bytes than an acknowledgement has gets none. [MQTT-3.1.2-24]
  if (bytes.length > connection.maximumPacketSize) return;
  sendBytes(broker, connection, bytes);
}

/** Who does not want explanations gets them with the last words only. [MQTT-3.1.2-29] */
function mayCarryReason(broker: Workings, connection: Connection, { type }: Packet): boolean {
  if (!broker.settings.reasonStrings) return false;
  return connection.wantsReasons || type === 'CONNACK' || type === 'DISCONNECT';
}

function unexplained<P extends Packet>(packet: P & { properties?: Properties }): P {
  const { reasonString: _, ...properties } = packet.properties ?? {};
  return { ...packet, properties };
}

/** Closes our side. The caller has said what there was to say. */
export function close(broker: Workings, connection: Connection): void {
  if (connection.stage === 'closed') return;
  connection.stage = 'closed';
  broker.orders.push({ kind: 'close', line: connection.line });
}
