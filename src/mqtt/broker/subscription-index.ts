// Who wants this topic? An index over the subscriptions of all sessions, shared ones grouped.

import { parseShare, SubscriptionTree } from '#mqtt/topic';
import type { Session, Subscription } from './state.ts';

/** One session's own subscription. */
export interface Route {
  session: Session;
  subscription: Subscription;
}

/** All who subscribed with the same `$share/{ShareName}/{filter}`, in the order in which they came. */
export interface ShareGroup {
  /** The whole `$share/...`. */
  topicFilter: string;
  members: Route[];
}

export type Match = Route | ShareGroup;

export class SubscriptionIndex {
  readonly #tree = new SubscriptionTree<Match>();
  readonly #groups = new Map<string, ShareGroup>();

  /** Adds, or replaces what the session has under the same filter. */
  add(session: Session, subscription: Subscription): void {
    const { topicFilter, shared } = subscription;
    if (!shared) {
      this.#tree.add(topicFilter, clientKey(session), { session, subscription });
      return;
    }
    let group = this.#groups.get(topicFilter);
    if (group === undefined) {
      group = { topicFilter, members: [] };
      this.#groups.set(topicFilter, group);
      this.#tree.add(sharedFilter(topicFilter), groupKey(topicFilter), group);
    }
    const known = group.members.find((member) => member.session === session);
    if (known === undefined) group.members.push({ session, subscription });
    else known.subscription = subscription;
  }

  remove(session: Session, { topicFilter, shared }: Subscription): void {
    if (!shared) {
      this.#tree.remove(topicFilter, clientKey(session));
      return;
    }
    const group = this.#groups.get(topicFilter);
    if (group === undefined) return;
    group.members = group.members.filter((member) => member.session !== session);
    if (group.members.length > 0) return;
    this.#groups.delete(topicFilter);
    this.#tree.remove(sharedFilter(topicFilter), groupKey(topicFilter));
  }

  group(topicFilter: string): ShareGroup | undefined {
    return this.#groups.get(topicFilter);
  }

  /** In an order that depends only on the order of subscribing. */
  match(topic: string): readonly Match[] {
    return this.#tree.match(topic);
  }
}

// Two kinds of keys under one filter must not meet, whatever a client calls itself.
const clientKey = (session: Session) => `c${session.clientId}`;
const groupKey = (topicFilter: string) => `g${topicFilter}`;

function sharedFilter(topicFilter: string): string {
  const share = parseShare(topicFilter);
  if (share === undefined) throw new Error(`not a shared subscription: ${topicFilter}`);
  return share.topicFilter;
}
