// The only place that orders bytes to be sent or a line to be closed.

import type { Packet } from '#mqtt/wire';
import { writePacket } from '#mqtt/wire';
import type { Connection } from './state.ts';
import type { Workings } from './workings.ts';

export function sendBytes(broker: Workings, connection: Connection, bytes: Uint8Array): void {
  broker.orders.push({ kind: 'send', line: connection.line, bytes });
}

/** Anything but PUBLISH, which shares its bytes between receivers (`shared-bytes.ts`). */
export function send(broker: Workings, connection: Connection, packet: Packet): void {
  let bytes = writePacket(packet, connection.protocolVersion);
  if (bytes.length > connection.maximumPacketSize && 'properties' in packet) {
    // What is only explanation must not be what makes a packet too large. [MQTT-3.14.2-3, 3.4.2-2, ...]
    const { reasonString: _, ...rest } = packet.properties ?? {};
    bytes = writePacket({ ...packet, properties: rest }, connection.protocolVersion);
  }
  // A client that allows fewer bytes than an acknowledgement has gets none. [MQTT-3.1.2-24]
  if (bytes.length > connection.maximumPacketSize) return;
  sendBytes(broker, connection, bytes);
}

/** Closes our side. The caller has said what there was to say. */
export function close(broker: Workings, connection: Connection): void {
  if (connection.stage === 'closed') return;
  connection.stage = 'closed';
  broker.orders.push({ kind: 'close', line: connection.line });
}
