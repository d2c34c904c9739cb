// What time alone does: silence that lasted too long, wills and sessions and retained messages whose moment came.

import { endConnection } from './leaving.ts';
import { isExpired } from './messages.ts';
import { forgetRetained } from './retained.ts';
import { sessionAlarm } from './sessions.ts';
import { reportStatus } from './status-topics.ts';
import type { Workings } from './workings.ts';

const KEEP_ALIVE_TIMEOUT = 0x8d;

/** Does everything that is due, in the order in which it became due. */
export function timePassed(broker: Workings): void {
  const { state, alarms } = broker;
  for (
    let subject = alarms.takeDue(state.now);
    subject !== undefined;
    subject = alarms.takeDue(state.now)
  ) {
    const name = subject.slice(1);
    if (subject[0] === 'c') {
      const connection = state.connections.get(name);
      // [MQTT-3.1.2-22]; before CONNECT there is nothing that could be said.
      if (connection !== undefined) {
        endConnection(broker, connection, { how: 'keep-alive', reasonCode: KEEP_ALIVE_TIMEOUT });
      }
    } else if (subject[0] === 's') {
      const session = state.sessions.get(name);
      if (session !== undefined) sessionAlarm(broker, session);
    } else if (subject[0] === 'y') {
      reportStatus(broker);
    } else {
      const message = state.retained.get(name);
      if (message !== undefined && isExpired(message, state.now)) {
        forgetRetained(broker, name, 'expired'); // [MQTT-3.3.2-5]
      }
    }
  }
}
