// Why a wish in SUBSCRIBE is not granted. [v5 3.2.2.3.11 to 3.2.2.3.13, 3.9.3]

import { parseShare } from '#mqtt/topic';
import { reasonToForbid } from './access.ts';
import type { BrokerSettings } from './settings.ts';
import type { Connection, Session } from './state.ts';
import { hasMoreLevels } from './topics-taken.ts';

const TOPIC_FILTER_INVALID = 0x8f;
const QUOTA_EXCEEDED = 0x97;
const SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9e;
const SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xa1;
const WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xa2;

export const refusalWords: Record<number, string | undefined> = {
  128: 'This subscription is refused.', // 0x80
  131: 'This server does not want this subscription.', // 0x83
  135: 'You may not subscribe to this filter.', // 0x87
  [TOPIC_FILTER_INVALID]: 'The filter has too many levels for this server.',
  [QUOTA_EXCEEDED]: 'There is no room for another subscription.',
  [SHARED_SUBSCRIPTIONS_NOT_SUPPORTED]: 'This server has no shared subscriptions.',
  [SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED]: 'This server has no subscription identifiers.',
  [WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED]: 'This server has no wildcard subscriptions.',
};

/** The code for a thing that this server does not have, and has said so in CONNACK. */
export function reasonUnavailable(
  settings: BrokerSettings,
  topicFilter: string,
  shared: boolean,
  identified: boolean,
): number | undefined {
  if (shared && !settings.sharedSubscriptions) return SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
  if (identified && !settings.subscriptionIdentifiers) {
    return SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED;
  }
  if (!settings.wildcardSubscriptions && /[+#]/.test(topicFilter)) {
    return WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
  }
  return undefined;
}

/** The code for a filter that this server will not listen to for this client. */
export function reasonToRefuseFilter(
  settings: BrokerSettings,
  connection: Connection,
  session: Session,
  topicFilter: string,
  shared: boolean,
): number | undefined {
  if (hasMoreLevels(topicFilter, settings.maximumTopicLevels)) return TOPIC_FILTER_INVALID;
  const heard = shared ? (parseShare(topicFilter)?.topicFilter ?? topicFilter) : topicFilter;
  const forbidden = reasonToForbid(settings, connection, 'subscribe', heard);
  if (forbidden !== undefined) return forbidden;
  const { subscriptions } = session;
  const isFull = subscriptions.size >= settings.maximumSubscriptionsPerSession;
  return isFull && !subscriptions.has(topicFilter) ? QUOTA_EXCEEDED : undefined;
}
