// From what a host wrote down (`changes.ts`) to the state of a broker whose lines are all gone.

import type { Whom } from './administration.ts';
import type { KeptDelivery, KeptSession } from './changes.ts';
import type { BrokerSettings } from './settings.ts';
import {
  type BrokerState,
  emptyState,
  freshSession,
  type InFlight,
  type Message,
  NEVER,
  type Session,
  type Subscription,
} from './state.ts';

/** What is left when all changes have been applied, in any order. */
export interface Kept {
  sessions: readonly KeptSession[];
  subscriptions: readonly { clientId: string; subscription: Subscription }[];
  deliveries: readonly KeptDelivery[];
  heldPacketIds: readonly { clientId: string; packetId: number }[];
  retained: readonly Message[];
  bans: readonly Whom[];
}

/** `now`: milliseconds on the host's clock; whoever was connected counts as gone from this moment. */
export function stateOfKept(kept: Kept, settings: BrokerSettings, now: number): BrokerState {
  const state = emptyState(settings);
  for (const each of kept.sessions) {
    state.sessions.set(each.clientId, sessionOf(each, now));
  }
  for (const { clientId, subscription } of kept.subscriptions) {
    state.sessions.get(clientId)?.subscriptions.set(subscription.topicFilter, subscription);
    state.subscriptionsMade = Math.max(state.subscriptionsMade, subscription.order);
  }
  for (const each of kept.deliveries.toSorted((a, b) => a.order - b.order)) {
    const session = state.sessions.get(each.clientId);
    if (session !== undefined) putBack(session, each);
    state.deliveriesNumbered = Math.max(state.deliveriesNumbered, each.order);
  }
  for (const { clientId, packetId } of kept.heldPacketIds) {
    state.sessions.get(clientId)?.received.add(packetId);
  }
  for (const message of kept.retained) state.retained.set(message.topic, message);
  state.bans = kept.bans;
  return state;
}

function sessionOf(kept: KeptSession, now: number): Session {
  const session = freshSession(kept.clientId);
  const { expiryInterval, will } = kept;
  session.kept = true;
  session.userName = kept.userName;
  session.expiryInterval = expiryInterval;
  session.will = will;
  if (!kept.connected) {
    session.expiresAt = kept.expiresAt;
    session.willDueAt = kept.willDueAt;
    return session;
  }
  if (expiryInterval !== NEVER) session.expiresAt = now + expiryInterval * 1000;
  // A server that failed may publish wills when it is back. [v5 3.1.2.5]
  if (will !== undefined)
    session.willDueAt = now + (will.properties?.willDelayInterval ?? 0) * 1000;
  return session;
}

function putBack(session: Session, kept: KeptDelivery): void {
  const { phase, packetId, sequence, delivery } = kept;
  if (phase === 'awaiting-pubcomp') {
    session.inFlight.set(packetId, { phase, sequence });
  } else if (delivery !== undefined && phase === 'queued') {
    session.queue.push({ ...delivery, sequence });
  } else if (delivery !== undefined) {
    session.inFlight.set(packetId, { phase, delivery: { ...delivery, sequence } } as InFlight);
  }
}
