// SUBSCRIBE: wishes in, one answer for each, then what the shelf of retained messages holds. [v5 3.8.4]

import type { Subscribe } from '#mqtt/wire';
import { recordSubscription } from '../changes.ts';
import { breakOff, brokenRule } from '../leaving.ts';
import { sendRetained } from '../retained.ts';
import { send } from '../sending.ts';
import type { Connection, Session, Subscription } from '../state.ts';
import { reasonToRefuseFilter, reasonUnavailable, refusalWords } from '../subscription-refusals.ts';
import type { Workings } from '../workings.ts';

const UNSPECIFIED_ERROR = 0x80;

export function onSubscribe(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Subscribe,
): void {
  const { settings } = broker;
  const { protocolVersion } = connection;
  const { packetId, subscriptions } = packet;
  const subscriptionIdentifier = packet.properties?.subscriptionIdentifier?.[0];
  const isShared = (topicFilter: string) =>
    protocolVersion === 5 && topicFilter.startsWith('$share/');
  const identified = subscriptionIdentifier !== undefined;
  const unavailable = (topicFilter: string) =>
    reasonUnavailable(settings, topicFilter, isShared(topicFilter), identified);

  if (protocolVersion === 5 && settings.unavailableSubscription === 'disconnect') {
    const reasonCode = subscriptions.map((each) => unavailable(each.topicFilter)).find(Boolean);
    if (reasonCode !== undefined) {
      breakOff(broker, connection, notAvailable(reasonCode));
      return;
    }
  }

  const reasonCodes: number[] = [];
  const greeted: Subscription[] = [];
  for (const request of subscriptions) {
    const { topicFilter } = request;
    const shared = isShared(topicFilter);
    const refusal =
      unavailable(topicFilter) ??
      reasonToRefuseFilter(settings, connection, session, topicFilter, shared);
    if (refusal !== undefined) {
      if (protocolVersion === 3) {
        breakOff(broker, connection, noCodeFor(refusal));
        return;
      }
      refused(broker, session, topicFilter, refusal);
      reasonCodes.push(refusal);
      continue;
    }
    const known = session.subscriptions.get(topicFilter);
    const order = known?.order ?? ++broker.state.subscriptionsMade;
    // The highest QoS that is asked for and that there is. [MQTT-3.2.2-10], [MQTT-3.8.4-7]
    const qos = request.qos < settings.maximumQoS ? request.qos : settings.maximumQoS;
    const subscription = { ...request, qos, shared, subscriptionIdentifier, order };
    const replaced = known !== undefined;
    subscribe(broker, session, subscription, replaced);
    reasonCodes.push(qos);
    if (wantsRetained(subscription, replaced)) greeted.push(subscription);
  }
  answer(broker, connection, packetId, reasonCodes); // [MQTT-3.8.4-6]
  for (const subscription of greeted) sendRetained(broker, session, subscription);
}

/** The words are those of the first refusal; 3.1.1 has no words, and one code for every reason. */
function answer(
  broker: Workings,
  connection: Connection,
  packetId: number,
  reasonCodes: readonly number[],
): void {
  if (connection.protocolVersion < 5) {
    const codes = reasonCodes.map((code) => Math.min(code, UNSPECIFIED_ERROR));
    send(broker, connection, { type: 'SUBACK', packetId, reasonCodes: codes });
    return;
  }
  const reasonString = refusalWords[reasonCodes.find((code) => code >= 0x80) ?? 0];
  const explanation = reasonString !== undefined && { properties: { reasonString } };
  send(broker, connection, { type: 'SUBACK', packetId, reasonCodes, ...explanation });
}

function refused(
  broker: Workings,
  { clientId }: Session,
  topicFilter: string,
  reasonCode: number,
): void {
  const at = broker.state.now;
  broker.notices.push({ kind: 'subscription-refused', at, clientId, topicFilter, reasonCode });
}

/** What CONNACK has ruled out is a protocol error. [v5 3.2.2.3.11 to 3.2.2.3.13] */
function notAvailable(reasonCode: number) {
  const clause = `3.2.2.3.${reasonCode === 0xa2 ? 11 : reasonCode === 0xa1 ? 12 : 13}`;
  return brokenRule(
    'subscription-not-available',
    clause,
    reasonCode,
    refusalWords[reasonCode] ?? '',
  );
}

/** A filter that is there already is replaced; no message is lost over it. [MQTT-3.8.4-3] */
function subscribe(
  broker: Workings,
  session: Session,
  subscription: Subscription,
  replaced: boolean,
): void {
  const { topicFilter, qos } = subscription;
  const { clientId } = session;
  session.subscriptions.set(topicFilter, subscription);
  broker.subscriptions.add(session, subscription);
  recordSubscription(broker, session, subscription);
  broker.notices.push({
    kind: 'subscribed',
    at: broker.state.now,
    clientId,
    topicFilter,
    qos,
    replaced,
  });
}

/** [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]; never for shared ones (v5 4.8.2). */
function wantsRetained(subscription: Subscription, replaced: boolean): boolean {
  if (subscription.shared) return false;
  if (subscription.retainHandling === 0) return true;
  return subscription.retainHandling === 1 && !replaced;
}

/** SUBACK of 3.1 cannot refuse. */
function noCodeFor(reasonCode: number) {
  return brokenRule(
    'subscription-refused',
    '3.9',
    reasonCode,
    'The subscription is refused, and SUBACK of MQTT 3.1 cannot say so.',
  );
}
