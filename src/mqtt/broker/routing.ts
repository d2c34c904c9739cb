// From a message to the sessions that asked for it. [v5 3.3.4, 4.8]

import type { QoS } from '#mqtt/wire';
import { deliver, drop } from './delivery.ts';
import { SharedBytes } from './shared-bytes.ts';
import { nextMember } from './shared-subscriptions.ts';
import type { Message, Session } from './state.ts';
import type { Workings } from './workings.ts';

/** Hands the message to every session that matches; returns how many that are. */
export function route(broker: Workings, message: Message): number {
  const subscribers = handOn(broker, message);
  broker.notices.push({
    kind: 'routed',
    at: broker.state.now,
    clientId: message.publisher,
    topic: message.topic,
    qos: message.qos,
    subscribers,
  });
  return subscribers;
}

/** The same without a word about it. */
export function routeQuietly(broker: Workings, message: Message): void {
  const before = broker.notices.length;
  handOn(broker, message);
  broker.notices.length = before;
}

function handOn(broker: Workings, message: Message): number {
  const { now } = broker.state;
  const shared = new SharedBytes(message, now);
  const matches = broker.subscriptions.match(message.topic);
  const mayOverlap = matches.length > 1 && broker.settings.overlapping === 'one-copy';
  const wishes = mayOverlap ? new Map<Session, Wish>() : undefined;
  /** Those who got a copy outside of `wishes`. */
  const granted = new Set<Session>();
  for (const match of matches) {
    const share = 'members' in match ? match.topicFilter : undefined;
    const { session, subscription } =
      'members' in match ? nextMember(broker, match, message) : match;
    // [MQTT-3.8.3-3]
    if (subscription.noLocal && message.publisher === session.clientId) {
      drop(broker, session, message, 'no-local');
    } else if (wishes !== undefined && !subscription.shared) {
      const known = wishes.get(session);
      wishes.set(session, known === undefined ? subscription : both(known, subscription));
    } else {
      grant(broker, session, subscription, message, shared, share);
      granted.add(session);
    }
  }
  if (wishes === undefined) return granted.size;
  let subscribers = wishes.size;
  for (const session of granted) if (!wishes.has(session)) subscribers += 1;
  for (const [session, wish] of wishes) {
    grant(broker, session, wish, message, shared, undefined);
  }
  return subscribers;
}

/** What one or several subscriptions of a session ask for. */
interface Wish {
  qos: QoS;
  retainAsPublished: boolean;
  subscriptionIdentifier: number | undefined;
  subscriptionIdentifiers?: readonly number[];
}

function grant(
  broker: Workings,
  session: Session,
  wish: Wish,
  message: Message,
  shared: SharedBytes,
  share: string | undefined,
): void {
  const qos = message.qos < wish.qos ? message.qos : wish.qos; // [MQTT-3.8.4-8]
  const retain = wish.retainAsPublished && message.retain; // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
  const identifiers =
    wish.subscriptionIdentifiers ??
    (wish.subscriptionIdentifier === undefined ? undefined : [wish.subscriptionIdentifier]);
  deliver(broker, session, message, qos, retain, identifiers, shared, share);
}

/**
 * Filters of one session that overlap give one copy: at the highest QoS [MQTT-3.3.4-2], with every identifier
 * [MQTT-3.3.4-4].
 */
function both(a: Wish, b: Wish): Wish {
  const identifiers = [...identifiersOf(a), ...identifiersOf(b)];
  return {
    qos: a.qos > b.qos ? a.qos : b.qos,
    retainAsPublished: a.retainAsPublished || b.retainAsPublished,
    subscriptionIdentifier: undefined,
    ...(identifiers.length > 0 && { subscriptionIdentifiers: identifiers }),
  };
}

function identifiersOf(wish: Wish): readonly number[] {
  if (wish.subscriptionIdentifiers !== undefined) return wish.subscriptionIdentifiers;
  return wish.subscriptionIdentifier === undefined ? [] : [wish.subscriptionIdentifier];
}
