// DISCONNECT: goodbye, with or without the will, and perhaps with another life time for the session. [v5 3.14]

import type { Disconnect } from '#mqtt/wire';
import { breakOff, brokenRule, endConnection } from '../leaving.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

export function onDisconnect(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Disconnect,
): void {
  const expiry = packet.properties?.sessionExpiryInterval;
  if (expiry !== undefined) {
    if (expiry > 0 && session.expiryInterval === 0) {
      breakOff(broker, connection, sessionCannotBeRevived);
      return;
    }
    session.expiryInterval = Math.min(expiry, broker.settings.maximumSessionExpiryInterval);
  }
  // Only 0x00 takes the will back; 0x04 asks for it, and every other code leaves it. [MQTT-3.14.4-3]
  endConnection(broker, connection, { how: 'disconnect', forgetWill: packet.reasonCode === 0 });
}

const sessionCannotBeRevived = brokenRule(
  'session-expiry-from-zero',
  '3.14.2.2.2',
  0x82,
  'A session that was to end with its connection cannot be kept by DISCONNECT.',
);
