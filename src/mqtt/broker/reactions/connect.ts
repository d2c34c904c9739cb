// CONNECT: who comes, under which name, to which session. [v5 3.1, 3.2; v3.1.1 3.1, 3.2]

import type { Connect, Properties } from '#mqtt/wire';
import { recordSession } from '../changes.ts';
import { assignClientId } from '../client-ids.ts';
import { resumeDelivery } from '../delivery.ts';
import { endConnection } from '../leaving.ts';
import { ownBytes } from '../messages.ts';
import { refuse } from '../refusing.ts';
import { send } from '../sending.ts';
import { takeSession } from '../sessions.ts';
import { type Connection, NEVER, type Session } from '../state.ts';
import { connectionDeadline, connectionSubject, setAlarm, type Workings } from '../workings.ts';

export function onConnect(broker: Workings, connection: Connection, packet: Connect): void {
  const { state } = broker;
  const refusal = reasonToRefuse(broker, packet);
  if (refusal !== undefined) {
    refuse(broker, connection, packet.clientId, ...refusal);
    return;
  }

  const assigned = packet.clientId === '';
  const clientId = assigned ? assignClientId(state) : packet.clientId; // [MQTT-3.1.3-6]
  sendPreviousAway(broker, clientId);
  const { session, present } = takeSession(broker, clientId, packet.cleanStart);
  seat(broker, connection, session, packet);
  recordSession(broker, session);

  send(broker, connection, {
    type: 'CONNACK',
    sessionPresent: present && packet.protocolVersion !== 3, // 3.1 has no such flag
    reasonCode: 0,
    ...(packet.protocolVersion === 5 && {
      properties: welcome(broker, connection, session, packet, assigned),
    }),
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

type Refusal = [reasonCode: number, why: string];

function reasonToRefuse(broker: Workings, packet: Connect): Refusal | undefined {
  const { clientId, protocolVersion } = packet;
  if (packet.properties?.authenticationMethod !== undefined) {
    return [0x8c, 'This server has no authentication methods.']; // [MQTT-4.12.0-1]
  }
  if (protocolVersion === 3 && (clientId === '' || clientId.length > 23)) {
    return [0x85, 'In MQTT 3.1 a client id has 1 to 23 characters.'];
  }
  if (protocolVersion === 4 && clientId === '' && !packet.cleanStart) {
    return [0x85, 'Without a client id there is no session to keep.']; // v3.1.1 [MQTT-3.1.3-8]
  }
  const { sessions } = broker.state;
  if (sessions.size >= broker.settings.maximumSessions && !sessions.has(clientId)) {
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
  connection.clientId = session.clientId;
  connection.silenceAllowedMs = keepAlive(broker, packet) * 1500; // [MQTT-3.1.2-22]
  connection.initialSendQuota = Math.min(wishes.receiveMaximum ?? 65_535, settings.maximumInFlight);
  connection.sendQuota = connection.initialSendQuota;
  connection.maximumPacketSize = wishes.maximumPacketSize ?? Number.POSITIVE_INFINITY;

  session.connection = connection;
  session.expiryInterval = Math.min(expiryWish(packet), settings.maximumSessionExpiryInterval);
  session.will = packet.will && { ...packet.will, payload: ownBytes(packet.will.payload) };
}

/** Seconds. Clean Session of 3.x says both things at once: start clean, and keep nothing. */
function expiryWish(packet: Connect): number {
  if (packet.protocolVersion === 5) return packet.properties?.sessionExpiryInterval ?? 0;
  return packet.cleanStart ? 0 : NEVER;
}

/** Seconds. */
function keepAlive(broker: Workings, packet: Connect): number {
  const { serverKeepAlive } = broker.settings;
  const overrides =
    packet.protocolVersion === 5 &&
    serverKeepAlive > 0 &&
    (packet.keepAlive === 0 || packet.keepAlive > serverKeepAlive);
  return overrides ? serverKeepAlive : packet.keepAlive;
}

/** CONNACK says only what differs from the standard's defaults and from what was asked for. */
function welcome(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Connect,
  assigned: boolean,
): Properties {
  const { settings } = broker;
  const said: Properties = {};
  if (session.expiryInterval !== expiryWish(packet)) {
    said.sessionExpiryInterval = session.expiryInterval;
  }
  if (settings.receiveMaximum < 65_535) said.receiveMaximum = settings.receiveMaximum;
  said.maximumPacketSize = settings.maximumPacketSize;
  if (assigned) said.assignedClientIdentifier = connection.clientId; // [MQTT-3.2.2-16]
  if (settings.topicAliasMaximum > 0) said.topicAliasMaximum = settings.topicAliasMaximum;
  if (keepAlive(broker, packet) !== packet.keepAlive) {
    said.serverKeepAlive = settings.serverKeepAlive;
  }
  if (!settings.sharedSubscriptions) said.sharedSubscriptionAvailable = 0;
  return said;
}
