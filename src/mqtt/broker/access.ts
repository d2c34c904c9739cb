// Who may publish and subscribe where. Rules are plain data, asked in order: the first that speaks about the client,
// the action and the topic decides. [v5 5.4.2, 4.13]
// A topic filter in a SUBSCRIBE stands for many topics. A rule that allows decides only if it covers all of them, a
// rule that denies if it touches any: so nobody hears through a wildcard what a rule keeps from them.

import type { BrokerSettings } from './settings.ts';
import { covers, overlaps } from './topic-sets.ts';

export interface AccessRule {
  /** Whom the rule is about; absent: everybody. */
  userName?: string;
  clientId?: string;
  action: 'publish' | 'subscribe' | 'both';
  /** `%c` stands for the client id, `%u` for the user name. */
  topicFilter: string;
  decision: 'allow' | 'deny';
  /** What a denied subscription or message is answered in 5, e.g. 0x80 for "not telling". Absent: 0x87. */
  reasonCode?: 0x80 | 0x83 | 0x87 | 0x97;
}

export interface Visitor {
  clientId: string;
  userName: string | undefined;
}

const NOT_AUTHORIZED = 0x87;

/** The reason code that forbids it, or undefined. `topic`: a name to publish to, a filter (not `$share/...`) to hear. */
export function reasonToForbid(
  { access, accessOtherwise }: BrokerSettings,
  visitor: Visitor,
  action: 'publish' | 'subscribe',
  topic: string,
): number | undefined {
  for (const rule of access) {
    if (rule.action !== action && rule.action !== 'both') continue;
    if (rule.userName !== undefined && rule.userName !== visitor.userName) continue;
    if (rule.clientId !== undefined && rule.clientId !== visitor.clientId) continue;
    const allows = rule.decision === 'allow';
    const filter = filledIn(rule.topicFilter, visitor, allows);
    if (filter === undefined) continue;
    if (allows ? covers(filter, topic) : overlaps(filter, topic)) {
      return allows ? undefined : (rule.reasonCode ?? NOT_AUTHORIZED);
    }
  }
  return accessOtherwise === 'allow' ? undefined : NOT_AUTHORIZED;
}

/** A client that calls itself `#` must not be allowed everything: such names fill in no rule that allows. */
function filledIn(filter: string, visitor: Visitor, allows: boolean): string | undefined {
  let unfit = false;
  const filled = filter.replace(/%[cu]/g, (mark) => {
    const name = mark === '%c' ? visitor.clientId : visitor.userName;
    unfit ||= name === undefined || (allows && (name === '' || /[+#/]/.test(name)));
    return name ?? '';
  });
  return unfit ? undefined : filled;
}
