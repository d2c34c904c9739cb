// AUTH: only after a CONNECT that named an authentication method. [v5 3.15, 4.12]

import type { Auth } from '#mqtt/wire';
import { authWhileConnected } from '../enhanced-authentication.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

export function onAuth(
  broker: Workings,
  connection: Connection,
  _session: Session,
  packet: Auth,
): void {
  authWhileConnected(broker, connection, packet);
}
