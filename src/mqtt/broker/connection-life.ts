// The life of a connection as a table: stage x packet from the client -> next stage.
// A packet that is not in its row breaks a rule: nothing but CONNECT comes first [MQTT-3.1.0-1], CONNECT comes
// once [MQTT-3.1.0-2], and what only a server sends never comes from a client. After DISCONNECT nothing is read
// [MQTT-3.14.4-1]. Any fault, and a refused CONNECT, lead to `closed` from everywhere; that needs no row.

import type { PacketType } from '#mqtt/wire';

export type Stage = 'waiting-for-connect' | 'authenticating' | 'connected' | 'closed';

export const connectionLife: Record<Stage, Partial<Record<PacketType, Stage>>> = {
  'waiting-for-connect': {
    CONNECT: 'connected',
  },
  // With an authentication method CONNECT leads here first; CONNACK ends it. [MQTT-3.1.2-30]
  authenticating: {
    AUTH: 'connected',
    DISCONNECT: 'closed',
  },
  connected: {
    PUBLISH: 'connected',
    PUBACK: 'connected',
    PUBREC: 'connected',
    PUBREL: 'connected',
    PUBCOMP: 'connected',
    SUBSCRIBE: 'connected',
    UNSUBSCRIBE: 'connected',
    PINGREQ: 'connected',
    AUTH: 'connected',
    DISCONNECT: 'closed',
  },
  closed: {},
};

/** Does the table let this packet come now? */
export function mayCome(stage: Stage, packet: PacketType): boolean {
  return connectionLife[stage][packet] !== undefined;
}
