// SUBSCRIBE: wishes in, one answer for each, then what the shelf of retained messages holds. [v5 3.8.4]

import type { Subscribe } from '#mqtt/wire';
import { recordSubscription } from '../changes.ts';
import { breakOff, brokenRule } from '../leaving.ts';
import { sendRetained } from '../retained.ts';
import { send } from '../sending.ts';
import type { Connection, Session, Subscription } from '../state.ts';
import type { Workings } from '../workings.ts';

const UNSPECIFIED_ERROR = 0x80;
const QUOTA_EXCEEDED = 0x97;
const SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9e;

export function onSubscribe(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Subscribe,
): void {
  const subscriptionIdentifier = packet.properties?.subscriptionIdentifier?.[0];
  const reasonCodes: number[] = [];
  const greeted: Subscription[] = [];
  for (const request of packet.subscriptions) {
    const shared = connection.protocolVersion === 5 && request.topicFilter.startsWith('$share/');
    const refusal = reasonToRefuse(broker, session, request.topicFilter, shared);
    if (refusal !== undefined) {
      if (connection.protocolVersion === 3) {
        breakOff(broker, connection, noCodeFor(refusal));
        return;
      }
      // 3.1.1 has one code for every reason.
      reasonCodes.push(connection.protocolVersion === 5 ? refusal : UNSPECIFIED_ERROR);
      continue;
    }
    const known = session.subscriptions.get(request.topicFilter);
    const order = known?.order ?? ++broker.state.subscriptionsMade;
    const subscription = { ...request, shared, subscriptionIdentifier, order };
    const replaced = known !== undefined;
    subscribe(broker, session, subscription, replaced);
    reasonCodes.push(subscription.qos);
    if (wantsRetained(subscription, replaced)) greeted.push(subscription);
  }
  const { packetId } = packet;
  send(broker, connection, { type: 'SUBACK', packetId, reasonCodes }); // [MQTT-3.8.4-6]
  for (const subscription of greeted) sendRetained(broker, session, subscription);
}

function reasonToRefuse(
  broker: Workings,
  session: Session,
  topicFilter: string,
  shared: boolean,
): number | undefined {
  const { settings } = broker;
  if (shared && !settings.sharedSubscriptions) return SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
  const { subscriptions } = session;
  if (
    subscriptions.size >= settings.maximumSubscriptionsPerSession &&
    !subscriptions.has(topicFilter)
  ) {
    return QUOTA_EXCEEDED;
  }
  return undefined;
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
