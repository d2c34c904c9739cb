// `$share/{ShareName}/{filter}`: each message goes to one of the sessions that subscribed. Ours take turns; those
// whose client is away are passed over while another is there. [v5 4.8.2]

import type { Route, ShareGroup } from './subscription-index.ts';
import type { Workings } from './workings.ts';

export function nextMember(broker: Workings, group: ShareGroup): Route {
  const { shareTurns } = broker.state;
  const { members, topicFilter } = group;
  const turn = (shareTurns.get(topicFilter) ?? 0) % members.length;
  let chosen = turn;
  for (let step = 0; step < members.length; step += 1) {
    const candidate = (turn + step) % members.length;
    if (members[candidate]?.session.connection !== undefined) {
      chosen = candidate;
      break;
    }
  }
  shareTurns.set(topicFilter, chosen + 1);
  return members[chosen] as Route;
}
