// `$share/{ShareName}/{filter}`: each message goes to one of the sessions that subscribed. Which one is the server's
// choice, message by message [v5 4.8.2]; here it is a named strategy. Whoever is away is passed over while another is
// there; with nobody there, the strategy chooses among those away, and the message waits.

import { recordDone } from './changes.ts';
import { deliver } from './delivery.ts';
import { SharedBytes } from './shared-bytes.ts';
import type { Delivery, Message, Session } from './state.ts';
import type { Route, ShareGroup } from './subscription-index.ts';
import type { Workings } from './workings.ts';

export type SharedStrategy =
  | 'round-robin' // in turns
  | 'least-queued' // who has least to do: unacknowledged and waiting; equals in turns
  | 'sticky' // the same one as long as it is there, then the next
  | 'first-available' // the one that subscribed first
  | 'by-publisher' // all messages of one client to the same member, as long as the group stays the same
  | 'by-topic'; // all messages of one topic to the same member

export type SharedUnacknowledged =
  | 'wait' // QoS 1 and 2 wait for the same member; what it has not when its session ends is lost
  | 'move-when-session-ends' // QoS 1, and what was never sent, goes to another member then (a SHOULD of 4.8.2)
  | 'move-when-line-ends'; // the same, as soon as the connection is gone (a MAY of 4.8.2)

export function nextMember(broker: Workings, group: ShareGroup, message: Message): Route {
  const { shareTurns } = broker.state;
  const { topicFilter } = group;
  const members = availableMembers(group);
  const chosen = choose(broker, members, shareTurns.get(topicFilter) ?? 0, message);
  shareTurns.set(topicFilter, chosen.subscription.order);
  return chosen;
}

function availableMembers({ members }: ShareGroup): readonly Route[] {
  if (members.every(isHere)) return members;
  const here = members.filter(isHere);
  return here.length > 0 ? here : members;
}

const isHere = ({ session }: Route) => session.connection !== undefined;

function choose(
  broker: Workings,
  members: readonly Route[],
  latest: number,
  message: Message,
): Route {
  const [first] = members as [Route];
  switch (broker.settings.sharedStrategy) {
    case 'round-robin':
      return members.find(({ subscription }) => subscription.order > latest) ?? first;
    case 'least-queued':
      return leastBusy(members, latest);
    case 'sticky':
      return (
        members.find(({ subscription }) => subscription.order === latest) ??
        members.find(({ subscription }) => subscription.order > latest) ??
        first
      );
    case 'first-available':
      return first;
    case 'by-publisher':
      return members[hash(message.publisher) % members.length] as Route;
    case 'by-topic':
      return members[hash(message.topic) % members.length] as Route;
  }
}

function leastBusy(members: readonly Route[], latest: number): Route {
  const load = ({ session }: Route) => session.inFlight.size + session.queue.length;
  const least = Math.min(...members.map(load));
  const idle = members.filter((member) => load(member) === least);
  return idle.find(({ subscription }) => subscription.order > latest) ?? (idle[0] as Route);
}

/** FNV-1a: spreads names evenly, and is the same everywhere. */
function hash(name: string): number {
  let bits = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    bits = Math.imul(bits ^ name.charCodeAt(index), 0x01000193);
  }
  return bits >>> 0;
}

/**
 * A member is gone. What it got by a shared subscription and has not acknowledged goes to the others: QoS 1, and
 * whatever was never sent. A QoS 2 message that was sent never does. [MQTT-4.8.2-4], [MQTT-4.8.2-5]
 */
export function passOn(broker: Workings, session: Session): void {
  const orphans: Delivery[] = [];
  for (const [packetId, flight] of session.inFlight) {
    if (flight.phase !== 'awaiting-puback' || !isOrphan(broker, session, flight.delivery)) continue;
    session.inFlight.delete(packetId);
    recordDone(broker, flight);
    orphans.push(flight.delivery);
  }
  const queue = session.queue.filter((delivery) => !isOrphan(broker, session, delivery));
  for (const delivery of session.queue) {
    if (!isOrphan(broker, session, delivery)) continue;
    recordDone(broker, delivery);
    orphans.push(delivery);
  }
  session.queue = queue;
  for (const { message, share } of orphans) adopt(broker, share as string, message);
}

/** Did it come by a subscription that another session shares? */
function isOrphan(broker: Workings, session: Session, { share }: Delivery): boolean {
  if (share === undefined) return false;
  const others = broker.subscriptions
    .group(share)
    ?.members.filter((each) => each.session !== session);
  const ended = broker.state.sessions.get(session.clientId) !== session;
  // As long as the session lives, it waits no worse than another that is away.
  return others?.some((each) => ended || isHere(each)) ?? false;
}

function adopt(broker: Workings, share: string, message: Message): void {
  const group = broker.subscriptions.group(share);
  if (group === undefined) return;
  const { session, subscription } = nextMember(broker, group, message);
  const { qos, retainAsPublished, subscriptionIdentifier } = subscription;
  const identifiers = subscriptionIdentifier === undefined ? undefined : [subscriptionIdentifier];
  const shared = new SharedBytes(message, broker.state.now);
  deliver(
    broker,
    session,
    message,
    message.qos < qos ? message.qos : qos, // [MQTT-4.8.2-3]
    retainAsPublished && message.retain,
    identifiers,
    shared,
    share,
  );
}
