// What a client keeps of its session: the QoS 1 and 2 messages it sent that are not complete. [v5 4.1, 4.4]
// It is used in one case only: the client comes back, and the broker has kept its half too.

import type { Packet, Publish } from '#mqtt/wire';

export interface Unfinished {
  packet: Publish;
  phase: 'awaiting-puback' | 'awaiting-pubrec' | 'awaiting-pubcomp';
}

/** Call for what the client sends. */
export function remember(unfinished: Unfinished[], packet: Packet): void {
  if (packet.type === 'CONNECT' && packet.cleanStart) unfinished.length = 0; // [MQTT-3.1.2-4]
  if (packet.type !== 'PUBLISH' || packet.qos === 0 || packet.dup) return;
  const phase = packet.qos === 1 ? 'awaiting-puback' : 'awaiting-pubrec';
  unfinished.push({ packet, phase });
}

/** Call for what the client hears; returns what it must send again now, in the old order. */
export function recall(unfinished: Unfinished[], heard: Packet): Packet[] {
  if (heard.type === 'CONNACK') {
    // The broker knows nothing: then neither does the client. [MQTT-3.2.2-5]
    if (!heard.sessionPresent) unfinished.length = 0;
    return unfinished.map(sentAgain); // [MQTT-4.4.0-1]
  }
  const at = unfinished.findIndex(({ packet, phase }) => {
    if (!('packetId' in heard) || heard.packetId !== packet.packetId) return false;
    return phase === `awaiting-${heard.type.toLowerCase()}`;
  });
  const found = unfinished[at];
  if (found === undefined) return [];
  if (heard.type === 'PUBREC' && heard.reasonCode < 0x80) found.phase = 'awaiting-pubcomp';
  else unfinished.splice(at, 1);
  return [];
}

function sentAgain({ packet, phase }: Unfinished): Packet {
  if (phase !== 'awaiting-pubcomp') return { ...packet, dup: true };
  return { type: 'PUBREL', packetId: packet.packetId ?? 0, reasonCode: 0 };
}
