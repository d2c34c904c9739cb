// AUTH: only after a CONNECT that named an authentication method, and we accept none of those. [v5 3.15, 4.12]

import type { Auth } from '#mqtt/wire';
import { breakOff, brokenRule } from '../leaving.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

export function onAuth(
  broker: Workings,
  connection: Connection,
  _session: Session,
  _packet: Auth,
): void {
  breakOff(
    broker,
    connection,
    brokenRule(
      'auth-without-method',
      'MQTT-4.12.1-1',
      0x82,
      'AUTH came, but CONNECT named no authentication method.',
    ),
  );
}
