// PINGREQ: "are you there?" Yes. [MQTT-3.12.4-1]

import type { Pingreq } from '#mqtt/wire';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

export function onPingreq(
  broker: Workings,
  connection: Connection,
  _session: Session,
  _packet: Pingreq,
): void {
  send(broker, connection, { type: 'PINGRESP' });
}
