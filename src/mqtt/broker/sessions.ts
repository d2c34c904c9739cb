// A session begins, is resumed, is left by its client, and ends. [v5 3.1.2.4, 3.1.2.11.2, 4.1]

import { recordSession, recordSessionEnded } from './changes.ts';
import { drop } from './delivery.ts';
import { passOn } from './shared-subscriptions.ts';
import { type Delivery, freshSession, NEVER, type Session } from './state.ts';
import { publishWill } from './wills.ts';
import { sessionDeadline, sessionSubject, setAlarm, type Workings } from './workings.ts';

/** The session a CONNECT gets. Whoever held it before has already been sent away. */
export function takeSession(
  broker: Workings,
  clientId: string,
  cleanStart: boolean,
): { session: Session; present: boolean } {
  const known = broker.state.sessions.get(clientId);
  if (known !== undefined) {
    const over = known.expiresAt !== undefined && known.expiresAt <= broker.state.now;
    if (!cleanStart && !over) {
      // Back before the Will Delay Interval has passed: no will. [MQTT-3.1.3-9]
      known.willDueAt = undefined;
      known.expiresAt = undefined;
      return { session: known, present: true };
    }
    endSession(broker, known, over ? 'expired' : 'clean-start'); // [MQTT-3.1.2-4]
  }
  const session = freshSession(clientId);
  broker.state.sessions.set(clientId, session);
  return { session, present: false };
}

/** The connection is gone. The session stays as long as it was asked to; the will waits or goes out. */
export function clientWentAway(broker: Workings, session: Session, forgetWill: boolean): void {
  const { now } = broker.state;
  session.connection = undefined;
  session.resend = [];
  if (forgetWill) session.will = undefined;
  const delay = session.will?.properties?.willDelayInterval ?? 0;
  if (session.will !== undefined && delay > 0 && session.expiryInterval > 0) {
    session.willDueAt = now + delay * 1000;
  } else {
    publishWill(broker, session);
  }
  if (session.expiryInterval === 0) {
    endSession(broker, session, 'expired'); // [MQTT-4.1.0-2]
    return;
  }
  if (broker.settings.sharedUnacknowledged === 'move-when-line-ends') passOn(broker, session);
  if (session.expiryInterval !== NEVER) session.expiresAt = now + session.expiryInterval * 1000;
  setAlarm(broker.alarms, sessionSubject(session), sessionDeadline(session));
  recordSession(broker, session);
}

export function endSession(
  broker: Workings,
  session: Session,
  why: 'expired' | 'clean-start',
): void {
  const { now, sessions } = broker.state;
  for (const subscription of session.subscriptions.values()) {
    broker.subscriptions.remove(session, subscription);
  }
  sessions.delete(session.clientId);
  if (broker.settings.sharedUnacknowledged !== 'wait') passOn(broker, session);
  recordSessionEnded(broker, session);
  for (const { message } of undelivered(session)) drop(broker, session, message, 'session-ended');
  broker.notices.push({ kind: 'session-ended', at: now, clientId: session.clientId, why });
  // A will never outlives its session. [v5 3.1.3.2.2]
  publishWill(broker, session);
}

/** What the client has not acknowledged, and what was never sent. */
function undelivered({ inFlight, queue }: Session): Delivery[] {
  const sent = [...inFlight.values()].flatMap((flight) =>
    flight.phase === 'awaiting-pubcomp' ? [] : [flight.delivery],
  );
  return [...sent, ...queue];
}

/** The alarm of a session rang: its will is due, or its time is over, or both. */
export function sessionAlarm(broker: Workings, session: Session): void {
  const { now } = broker.state;
  if (session.willDueAt !== undefined && session.willDueAt <= now) publishWill(broker, session);
  if (session.expiresAt !== undefined && session.expiresAt <= now) {
    endSession(broker, session, 'expired');
    return;
  }
  setAlarm(broker.alarms, sessionSubject(session), sessionDeadline(session));
  recordSession(broker, session);
}
