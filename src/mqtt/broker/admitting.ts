// A client whose name is known: may it come in, to which session, and what is it told? [v5 3.1.4, 3.2]

import type { Connect, Properties } from '#mqtt/wire';
import { writePacket } from '#mqtt/wire';
import type { Visitor } from './access.ts';
import { isBanned } from './administration.ts';
import { recordSession } from './changes.ts';
import { assignClientId } from './client-ids.ts';
import { resumeDelivery } from './delivery.ts';
import { endConnection } from './leaving.ts';
import { ownWill } from './messages.ts';
import { breaksItsFormat, PAYLOAD_FORMAT_INVALID } from './payload-format.ts';
import { redirectFor } from './redirecting.ts';
import { refuse } from './refusing.ts';
import { send } from './sending.ts';
import { takeSession } from './sessions.ts';
import type { Connection, Session } from './state.ts';
import { reasonToRefuseTopic } from './topics-taken.ts';
import { belongsToAnother } from './users.ts';
import { expiryInterval, keepAlive, welcome } from './welcome.ts';
import { connectionDeadline, connectionSubject, setAlarm, type Workings } from './workings.ts';

/** `proof`: what an authentication method has CONNACK say. */
export function admit(
  broker: Workings,
  connection: Connection,
  packet: Connect,
  userName: string | undefined,
  proof: Properties | undefined,
): void {
  const { state } = broker;
  const visitor = { clientId: packet.clientId, userName };
  const refusal = reasonToRefuse(broker, packet, visitor);
  if (refusal !== undefined) {
    refuse(broker, connection, packet.clientId, ...refusal);
    return;
  }

  const assigned = packet.clientId === '';
  const clientId = assigned ? assignClientId(state) : packet.clientId; // [MQTT-3.1.3-6]
  connection.clientId = clientId;
  connection.userName = userName;
  const said = packet.protocolVersion === 5 && {
    properties: { ...welcome(broker, connection, packet, assigned), ...proof },
  };
  if (said && !fits(connection, said.properties)) {
    const why = 'CONNACK is larger than this client allows.';
    refuse(broker, connection, clientId, 0x95, why); // [MQTT-3.1.2-24]
    return;
  }
  sendPreviousAway(broker, clientId);
  const { session, present } = takeSession(broker, clientId, packet.cleanStart);
  seat(broker, connection, session, packet);
  recordSession(broker, session);

  send(broker, connection, {
    type: 'CONNACK',
    sessionPresent: present && packet.protocolVersion !== 3, // 3.1 has no such flag
    reasonCode: 0,
    ...said,
  });
  broker.notices.push({
    kind: 'joined',
    at: state.now,
    line: connection.line,
    clientId,
    protocolVersion: packet.protocolVersion,
    sessionPresent: present,
  });
  setAlarm(broker.alarms, connectionSubject(connection), connectionDeadline(state, connection));
  if (present) resumeDelivery(broker, session, connection);
}

/** Whoever cannot be told what counts here cannot come in. */
function fits({ maximumPacketSize }: Connection, properties: Properties): boolean {
  if (maximumPacketSize === Number.POSITIVE_INFINITY) return true;
  const connack = { type: 'CONNACK', sessionPresent: false, reasonCode: 0, properties } as const;
  return writePacket(connack, 5).length <= maximumPacketSize;
}

type Refusal = [reasonCode: number, why: string, serverReference?: string | undefined];

function reasonToRefuse(
  broker: Workings,
  { will }: Connect,
  visitor: Visitor,
): Refusal | undefined {
  const { settings, state } = broker;
  if (isBanned(broker, visitor)) return [0x8a, 'This client is banned.'];
  const redirect = redirectFor(broker, visitor);
  if (redirect !== undefined) {
    return [redirect.reasonCode, 'Use another server.', redirect.serverReference];
  }
  if (will !== undefined) {
    if (will.qos > settings.maximumQoS) {
      return [0x9b, `A will may have QoS ${settings.maximumQoS} at most.`]; // [MQTT-3.2.2-12]
    }
    if (will.retain && !settings.retainAvailable) {
      return [0x9a, 'This server retains no messages.']; // [MQTT-3.2.2-13]
    }
    if (breaksItsFormat(settings, will)) {
      return [PAYLOAD_FORMAT_INVALID, 'The will says that it is UTF-8, and is not.'];
    }
    const refusal = reasonToRefuseTopic(broker, visitor, will.topic);
    if (refusal !== undefined) {
      return [refusal, 'The will must not be published to this topic.'];
    }
  }
  const session = state.sessions.get(visitor.clientId);
  if (belongsToAnother(broker, session, visitor.userName)) {
    return [0x85, 'A session of another user has this client id.'];
  }
  if (state.sessions.size >= settings.maximumSessions && session === undefined) {
    return [0x97, 'This server holds as many sessions as it may.'];
  }
  return undefined;
}

/** One client id, one connection: the older one goes, and is told so. [MQTT-3.1.4-3] */
function sendPreviousAway(broker: Workings, clientId: string): void {
  const previous = broker.state.sessions.get(clientId)?.connection;
  if (previous !== undefined) {
    endConnection(broker, previous, { how: 'taken-over', reasonCode: 0x8e });
  }
}

/** Writes down what the CONNECT says, on the connection and on the session. */
function seat(broker: Workings, connection: Connection, session: Session, packet: Connect): void {
  const { settings } = broker;
  const wishes = packet.properties ?? {};
  connection.stage = 'connected';
  connection.silenceAllowedMs = keepAlive(broker, packet) * 1500; // [MQTT-3.1.2-22]
  connection.initialSendQuota = Math.min(wishes.receiveMaximum ?? 65_535, settings.maximumInFlight);
  connection.sendQuota = connection.initialSendQuota;
  if (settings.topicAliasesToClients !== 'none') {
    connection.topicAliasMaximum = wishes.topicAliasMaximum ?? 0;
  }

  session.connection = connection;
  session.userName = connection.userName;
  session.expiryInterval = expiryInterval(broker, packet);
  session.will = packet.will && ownWill(packet.will);
}
