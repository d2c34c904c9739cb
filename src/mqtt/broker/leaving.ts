// Every way in which a connection ends, in one place: what is said, what is closed, what becomes of session and will.

import type { Problem } from '#mqtt/wire';
import type { LeaveReason } from './ports.ts';
import { close, send } from './sending.ts';
import { clientWentAway } from './sessions.ts';
import type { Connection } from './state.ts';
import type { Workings } from './workings.ts';

export interface Farewell {
  how: LeaveReason;
  /** Said in a DISCONNECT, which a server has only in 5 and only after CONNACK. [MQTT-3.14.0-1] */
  reasonCode?: number;
  reasonString?: string;
  serverReference?: string;
  /** True only after DISCONNECT with reason code 0x00. [MQTT-3.14.4-3] */
  forgetWill?: boolean;
}

export function endConnection(broker: Workings, connection: Connection, farewell: Farewell): void {
  const wasConnected = connection.stage === 'connected';
  const { how, reasonCode, reasonString, serverReference } = farewell;
  if (wasConnected && connection.protocolVersion === 5 && reasonCode !== undefined) {
    send(broker, connection, {
      type: 'DISCONNECT',
      reasonCode,
      properties: {
        ...(reasonString !== undefined && { reasonString }),
        ...(serverReference !== undefined && { serverReference }),
      },
    });
  }
  if (how === 'line-lost') connection.stage = 'closed';
  else close(broker, connection);
  broker.state.connections.delete(connection.line);
  broker.framers.delete(connection.line);
  if (!wasConnected) return;

  const { clientId, line } = connection;
  broker.notices.push({ kind: 'left', at: broker.state.now, line, clientId, how });
  const session = broker.state.sessions.get(clientId);
  if (session?.connection === connection) {
    clientWentAway(broker, session, farewell.forgetWill ?? false);
  }
}

/** The client broke a rule: say which, in 5, and close. [MQTT-4.13.1-1] */
export function breakOff(broker: Workings, connection: Connection, problem: Problem): void {
  broker.notices.push({
    kind: 'rule-broken',
    at: broker.state.now,
    line: connection.line,
    problem,
  });
  endConnection(broker, connection, {
    how: 'rule-broken',
    reasonCode: problem.reasonCode,
    reasonString: problem.message,
  });
}

/** A rule that the bytes alone do not break, so there is no offset. */
export function brokenRule(
  kind: string,
  rule: string,
  reasonCode: number,
  message: string,
): Problem {
  return { kind, offset: 0, message, rule, reasonCode };
}
