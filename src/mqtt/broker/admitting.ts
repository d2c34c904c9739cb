// A client whose name is known: may it come in, to which session, and what is it told? [v5 3.1.4, 3.2]

import type { Connect, Properties } from '#mqtt/wire';
import type { Visitor } from './access.ts';
import { isBanned } from './administration.ts';
import { recordSession } from './changes.ts';
import { assignClientId } from './client-ids.ts';
import { resumeDelivery } from './delivery.ts';
import { endConnection } from './leaving.ts';
import { ownWill } from './messages.ts';
import { redirectFor } from './redirecting.ts';
import { refuse } from './refusing.ts';
import { send } from './sending.ts';
import { takeSession } from './sessions.ts';
import { type Connection, NEVER, type Session } from './state.ts';
import { reasonToRefuseTopic } from './topics-taken.ts';
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
  sendPreviousAway(broker, clientId);
  const { session, present } = takeSession(broker, clientId, packet.cleanStart);
  connection.userName = userName;
  seat(broker, connection, session, packet);
  recordSession(broker, session);

  send(broker, connection, {
    type: 'CONNACK',
    sessionPresent: present && packet.protocolVersion !== 3, // 3.1 has no such flag
    reasonCode: 0,
    ...(packet.protocolVersion === 5 && {
      properties: { ...welcome(broker, connection, session, packet, assigned), ...proof },
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
    const refusal = reasonToRefuseTopic(broker, visitor, will.topic);
    if (refusal !== undefined) {
      return [refusal, 'The will must not be published to this topic.'];
    }
  }
  if (state.sessions.size >= settings.maximumSessions && !state.sessions.has(visitor.clientId)) {
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
  if (settings.topicAliasesToClients !== 'none') {
    connection.topicAliasMaximum = wishes.topicAliasMaximum ?? 0;
  }

  session.connection = connection;
  session.expiryInterval = Math.min(expiryWish(packet), settings.maximumSessionExpiryInterval);
  session.will = packet.will && ownWill(packet.will);
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

/** CONNACK says only what differs from the standard's defaults and from what was asked for. [v5 3.2.2.3] */
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
  if (settings.maximumQoS < 2) said.maximumQoS = settings.maximumQoS as 0 | 1; // [MQTT-3.2.2-9]
  if (!settings.retainAvailable) said.retainAvailable = 0;
  said.maximumPacketSize = settings.maximumPacketSize;
  if (assigned) said.assignedClientIdentifier = connection.clientId; // [MQTT-3.2.2-16]
  if (settings.topicAliasMaximum > 0) said.topicAliasMaximum = settings.topicAliasMaximum;
  if (!settings.wildcardSubscriptions) said.wildcardSubscriptionAvailable = 0;
  if (!settings.subscriptionIdentifiers) said.subscriptionIdentifierAvailable = 0;
  if (!settings.sharedSubscriptions) said.sharedSubscriptionAvailable = 0;
  if (keepAlive(broker, packet) !== packet.keepAlive) {
    said.serverKeepAlive = settings.serverKeepAlive;
  }
  // Only for those who ask. [MQTT-3.1.2-28]
  if (packet.properties?.requestResponseInformation === 1 && settings.responseInformation !== '') {
    said.responseInformation = settings.responseInformation
      .replaceAll('%c', () => connection.clientId)
      .replaceAll('%u', () => connection.userName ?? '');
  }
  return said;
}
