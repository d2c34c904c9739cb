// What CONNACK tells a client that may stay: only what differs from the standard's defaults and from what was asked
// for. [v5 3.2.2.3]

import type { Connect, Properties } from '#mqtt/wire';
import { type Connection, NEVER } from './state.ts';
import type { Workings } from './workings.ts';

/** A letter has at most three bytes of the 65,535. */
const LETTERS_THAT_ALWAYS_FIT = 21_845;

/** Seconds; what was asked for, as far as this server allows. */
export function expiryInterval({ settings }: Workings, packet: Connect): number {
  return Math.min(expiryWish(packet), settings.maximumSessionExpiryInterval);
}

/** Clean Session of 3.x says both things at once: start clean, and keep nothing. */
function expiryWish(packet: Connect): number {
  if (packet.protocolVersion === 5) return packet.properties?.sessionExpiryInterval ?? 0;
  return packet.cleanStart ? 0 : NEVER;
}

/** Seconds; the server's own counts in 5 where it is shorter. [MQTT-3.1.2-21] */
export function keepAlive(broker: Workings, packet: Connect): number {
  const { serverKeepAlive } = broker.settings;
  const overrides =
    packet.protocolVersion === 5 &&
    serverKeepAlive > 0 &&
    (packet.keepAlive === 0 || packet.keepAlive > serverKeepAlive);
  return overrides ? serverKeepAlive : packet.keepAlive;
}

export function welcome(
  broker: Workings,
  connection: Connection,
  packet: Connect,
  assigned: boolean,
): Properties {
  const { settings } = broker;
  const said: Properties = {};
  if (expiryInterval(broker, packet) !== expiryWish(packet)) {
    said.sessionExpiryInterval = expiryInterval(broker, packet);
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
    const information = settings.responseInformation
      .replaceAll('%c', () => connection.clientId)
      .replaceAll('%u', () => connection.userName ?? '');
    // A name may be as long as any text may be; what does not fit is not said. [v5 1.5.4]
    if (information.length <= LETTERS_THAT_ALWAYS_FIT) said.responseInformation = information;
  }
  return said;
}
