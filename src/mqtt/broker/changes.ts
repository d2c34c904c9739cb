// What a host must write down so that this broker can come back after a crash. [v5 4.1.1]
// The theory: with the setting `recordChanges` every answer carries the changes that its input made to sessions and
// retained messages, in order, as plain data. A host writes them, all or none, before it obeys the orders of that
// answer; then nothing is ever acknowledged that is not written. `kept.ts` makes a state of what was written.
// Only what outlives a connection is recorded: a session that ends with its connection would end in the crash too.
// Its will is the one exception, because somebody waits for it. QoS 0 records nothing.

import type { Will } from '#mqtt/wire';
import type { Whom } from './administration.ts';
import type { Delivery, InFlight, Message, Session, Subscription } from './state.ts';
import type { Workings } from './workings.ts';

export type Change =
  /** New, or anything in it is different now. */
  | { kind: 'session-saved'; session: KeptSession }
  /** With everything that belongs to it: subscriptions, deliveries, packet ids. */
  | { kind: 'session-ended'; clientId: string }
  /** New, or in place of the one with the same filter. */
  | { kind: 'subscription-set'; clientId: string; subscription: Subscription }
  | { kind: 'subscription-removed'; clientId: string; topicFilter: string }
  | { kind: 'delivery-kept'; kept: KeptDelivery }
  /** The same delivery, further on. From `awaiting-pubcomp` on its message is not needed any more. */
  | { kind: 'delivery-progressed'; sequence: number; progress: Progress }
  | { kind: 'delivery-done'; sequence: number }
  /** A QoS 2 message of this client was taken; the same id again is the same message. [MQTT-4.3.3-10] */
  | { kind: 'packet-id-held'; clientId: string; packetId: number }
  | { kind: 'packet-id-released'; clientId: string; packetId: number }
  /** New, or in place of the one with the same topic. */
  | { kind: 'retained-set'; message: Message }
  | { kind: 'retained-cleared'; topic: string }
  /** All that there are now. */
  | { kind: 'bans-set'; bans: readonly Whom[] };

export interface KeptSession {
  clientId: string;
  userName: string | undefined;
  connected: boolean;
  /** Seconds; 0 is kept for the sake of the will only. */
  expiryInterval: number;
  /** Milliseconds on the host's clock, as in the state. */
  expiresAt: number | undefined;
  will: Will | undefined;
  willDueAt: number | undefined;
}

export interface Progress {
  phase: 'queued' | InFlight['phase'];
  /** 0 while it is queued. */
  packetId: number;
  /** Ascending is the order in which a client that comes back gets what is in one phase. */
  order: number;
}

export interface KeptDelivery extends Progress {
  /** Never given twice by one broker, ascending. */
  sequence: number;
  clientId: string;
  /** Absent when only PUBCOMP is missing. */
  delivery: Delivery | undefined;
}

/** Call after anything in the session itself is different: connection, expiry, will. */
export function recordSession({ changes }: Workings, session: Session): void {
  if (changes === undefined) return;
  const { clientId, userName, connection, expiryInterval, expiresAt, will, willDueAt } = session;
  if (expiryInterval > 0 || will !== undefined) {
    session.kept = true;
    const connected = connection !== undefined;
    const saved = { clientId, userName, connected, expiryInterval, expiresAt, will, willDueAt };
    changes.push({ kind: 'session-saved', session: saved });
  } else if (session.kept) {
    recordSessionEnded({ changes }, session);
  }
}

export function recordSessionEnded({ changes }: Recorder, session: Session): void {
  if (!session.kept) return;
  session.kept = false;
  changes?.push({ kind: 'session-ended', clientId: session.clientId });
}

export function recordSubscription(
  { changes }: Recorder,
  session: Session,
  subscription: Subscription,
): void {
  if (!outlivesConnection(session)) return;
  changes?.push({ kind: 'subscription-set', clientId: session.clientId, subscription });
}

export function recordUnsubscribed(
  { changes }: Recorder,
  session: Session,
  topicFilter: string,
): void {
  if (!outlivesConnection(session)) return;
  changes?.push({ kind: 'subscription-removed', clientId: session.clientId, topicFilter });
}

export function recordQueued(broker: Workings, session: Session, delivery: Delivery): void {
  if (broker.changes === undefined || !outlivesConnection(session)) return;
  const progress = { phase: 'queued', packetId: 0, order: nextNumber(broker) } as const;
  recordDelivery(broker.changes, session, delivery, progress);
}

/** The delivery has its packet id, straight from its publisher or out of the queue. */
export function recordSent(
  broker: Workings,
  session: Session,
  packetId: number,
  delivery: Delivery,
): void {
  if (broker.changes === undefined || !outlivesConnection(session)) return;
  const phase = delivery.qos === 1 ? 'awaiting-puback' : 'awaiting-pubrec';
  const { sequence } = delivery;
  if (sequence === undefined) {
    const progress = { phase, packetId, order: nextNumber(broker) } as const;
    recordDelivery(broker.changes, session, delivery, progress);
  } else {
    const progress = { phase, packetId, order: sequence } as const;
    broker.changes.push({ kind: 'delivery-progressed', sequence, progress });
  }
}

/** PUBREC came. Returns the flight as it goes on, which now stands behind all others. [MQTT-4.6.0-4] */
export function recordReleased(broker: Workings, packetId: number, flight: InFlight): InFlight {
  const sequence = sequenceOf(flight);
  if (broker.changes === undefined || sequence === undefined) return { phase: 'awaiting-pubcomp' };
  const phase = 'awaiting-pubcomp';
  const progress = { phase, packetId, order: nextNumber(broker) } as const;
  broker.changes.push({ kind: 'delivery-progressed', sequence, progress });
  return { phase, sequence };
}

/** Complete, dropped or refused: nothing of it will be sent again. */
export function recordDone({ changes }: Recorder, what: InFlight | Delivery | undefined): void {
  if (changes === undefined || what === undefined) return;
  const sequence = 'phase' in what ? sequenceOf(what) : what.sequence;
  if (sequence !== undefined) changes.push({ kind: 'delivery-done', sequence });
}

export function recordHeld({ changes }: Recorder, session: Session, packetId: number): void {
  if (!outlivesConnection(session)) return;
  changes?.push({ kind: 'packet-id-held', clientId: session.clientId, packetId });
}

export function recordReleasedId({ changes }: Recorder, session: Session, packetId: number): void {
  if (!outlivesConnection(session)) return;
  changes?.push({ kind: 'packet-id-released', clientId: session.clientId, packetId });
}

type Recorder = Pick<Workings, 'changes'>;

const outlivesConnection = (session: Session) => session.expiryInterval > 0;

function sequenceOf(flight: InFlight): number | undefined {
  return flight.phase === 'awaiting-pubcomp' ? flight.sequence : flight.delivery.sequence;
}

function nextNumber({ state }: Workings): number {
  state.deliveriesNumbered += 1;
  return state.deliveriesNumbered;
}

function recordDelivery(
  changes: Change[],
  session: Session,
  delivery: Delivery,
  progress: Progress,
): void {
  const sequence = progress.order;
  delivery.sequence = sequence;
  const { clientId } = session;
  changes.push({ kind: 'delivery-kept', kept: { sequence, clientId, delivery, ...progress } });
}
