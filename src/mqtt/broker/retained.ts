// One message per topic, kept for whoever subscribes later. [v5 3.3.1.3]

import { deliver } from './delivery.ts';
import { isExpired, makeKeepable } from './messages.ts';
import { SharedBytes } from './shared-bytes.ts';
import type { Message, Session, Subscription } from './state.ts';
import { retainedSubject, setAlarm, type Workings } from './workings.ts';

/** False when there is no room for one more topic. */
export function keepRetained(broker: Workings, message: Message): boolean {
  const { retained, now } = broker.state;
  const { topic } = message;
  if (message.payload.length === 0) {
    forgetRetained(broker, topic, 'empty-payload'); // [MQTT-3.3.1-6], [MQTT-3.3.1-7]
    return true;
  }
  if (!retained.has(topic) && retained.size >= broker.settings.maximumRetainedMessages) {
    return false;
  }
  makeKeepable(message);
  retained.set(topic, message); // [MQTT-3.3.1-5]
  broker.retainedTopics.set(topic, message);
  broker.changes?.push({ kind: 'retained-set', message });
  setAlarm(broker.alarms, retainedSubject(topic), message.expiresAt);
  broker.notices.push({ kind: 'retained', at: now, topic });
  return true;
}

export function forgetRetained(
  broker: Workings,
  topic: string,
  why: 'empty-payload' | 'expired',
): void {
  if (!broker.state.retained.delete(topic)) return;
  broker.retainedTopics.delete(topic);
  broker.changes?.push({ kind: 'retained-cleared', topic });
  broker.notices.push({ kind: 'retained-cleared', at: broker.state.now, topic, why });
}

/** What the shelf holds for a new subscription, with RETAIN set. [MQTT-3.3.1-8], [MQTT-3.3.1-9] */
export function sendRetained(broker: Workings, session: Session, subscription: Subscription): void {
  const { now } = broker.state;
  const { subscriptionIdentifier } = subscription;
  const identifiers = subscriptionIdentifier === undefined ? undefined : [subscriptionIdentifier];
  for (const message of broker.retainedTopics.matching(subscription.topicFilter)) {
    if (isExpired(message, now)) continue; // [MQTT-3.3.2-5]
    const qos = message.qos < subscription.qos ? message.qos : subscription.qos;
    const shared = new SharedBytes(message, now);
    deliver(broker, session, message, qos, true, identifiers, shared, undefined);
  }
}
