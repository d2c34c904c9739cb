// From a session to its client: QoS 0 now or never; QoS 1 and 2 in order, within the send quota, until acknowledged.
// [v5 4.3, 4.4, 4.9]

import type { QoS } from '#mqtt/wire';
import { recordDone, recordQueued, recordSent } from './changes.ts';
import { isExpired, makeKeepable } from './messages.ts';
import type { DropReason } from './ports.ts';
import { send, sendBytes } from './sending.ts';
import { SharedBytes, stamped } from './shared-bytes.ts';
import type { Connection, Delivery, InFlight, Message, Session } from './state.ts';
import { bytesFor } from './topic-aliases-sent.ts';
import type { Workings } from './workings.ts';

/** `shared`: the encodings of this message, for all who get it now. `share`: the `$share/...` it came by. */
export function deliver(
  broker: Workings,
  session: Session,
  message: Message,
  qos: QoS,
  retain: boolean,
  subscriptionIdentifiers: readonly number[] | undefined,
  shared: SharedBytes,
  share: string | undefined,
): void {
  const { connection } = session;
  if (qos > 0) {
    makeKeepable(message);
    const delivery = { message, qos, retain, subscriptionIdentifiers, share };
    sendOrQueue(broker, session, delivery, shared);
  } else if (connection === undefined) {
    drop(broker, session, message, 'offline-qos-0');
  } else {
    const bytes = bytesFor(broker, connection, shared, 0, retain, subscriptionIdentifiers);
    // Too large for this client: as if it had been sent. [MQTT-3.1.2-25]
    if (bytes.length > connection.maximumPacketSize) drop(broker, session, message, 'too-large');
    else sendBytes(broker, connection, bytes);
  }
}

function sendOrQueue(
  broker: Workings,
  session: Session,
  delivery: Delivery,
  shared: SharedBytes,
): void {
  const { connection, queue, resend, clientId } = session;
  // Nothing overtakes what waits already. [MQTT-4.6.0-5]
  const nothingWaits = queue.length === 0 && resend.length === 0;
  if (connection !== undefined && connection.sendQuota > 0 && nothingWaits) {
    sendFirstTime(broker, session, connection, delivery, shared);
  } else if (queue.length >= broker.settings.maximumQueuedMessages && !makesRoom(broker, session)) {
    drop(broker, session, delivery.message, 'queue-full');
  } else {
    queue.push(delivery);
    recordQueued(broker, session, delivery);
    const { topic } = delivery.message;
    broker.notices.push({ kind: 'queued', at: broker.state.now, clientId, topic });
  }
}

/** Gives up what has waited longest, if the server is set so. */
function makesRoom(broker: Workings, session: Session): boolean {
  if (broker.settings.queueFull !== 'drop-oldest') return false;
  const oldest = session.queue.shift();
  if (oldest === undefined) return false;
  recordDone(broker, oldest);
  drop(broker, session, oldest.message, 'queue-full');
  return true;
}

/** Sends what waits, as far as the quota goes. Call whenever the quota grew or the client came back. */
export function pump(broker: Workings, session: Session): void {
  const { connection } = session;
  if (connection === undefined) return;
  const { now } = broker.state;
  let sentAgain = 0;
  while (connection.sendQuota > 0 && sentAgain < session.resend.length) {
    const packetId = session.resend[sentAgain++] as number;
    const flight = session.inFlight.get(packetId);
    if (flight !== undefined && flight.phase !== 'awaiting-pubcomp') {
      sendAgain(broker, session, connection, packetId, flight.delivery);
    }
  }
  if (sentAgain > 0) session.resend.splice(0, sentAgain);
  let taken = 0;
  while (connection.sendQuota > 0 && taken < session.queue.length) {
    const delivery = session.queue[taken++] as Delivery;
    if (isExpired(delivery.message, now)) {
      recordDone(broker, delivery);
      drop(broker, session, delivery.message, 'expired'); // [MQTT-3.3.2-5]
    } else {
      const shared = new SharedBytes(delivery.message, now);
      sendFirstTime(broker, session, connection, delivery, shared);
    }
  }
  if (taken > 0) session.queue.splice(0, taken);
}

/** The client is back: everything unacknowledged goes out again, under its old packet ids. [MQTT-4.4.0-1] */
export function resumeDelivery(broker: Workings, session: Session, connection: Connection): void {
  session.resend = [];
  for (const [packetId, flight] of session.inFlight) {
    if (flight.phase === 'awaiting-pubcomp') {
      send(broker, connection, { type: 'PUBREL', packetId, reasonCode: 0 });
    } else {
      session.resend.push(packetId);
    }
  }
  pump(broker, session);
}

/** A message is complete: the packet id is free and the quota grows, never past its start. [v5 4.9] */
export function complete(broker: Workings, session: Session, packetId: number): void {
  recordDone(broker, session.inFlight.get(packetId));
  session.inFlight.delete(packetId);
  const { connection } = session;
  if (connection === undefined) return;
  connection.sendQuota = Math.min(connection.sendQuota + 1, connection.initialSendQuota);
  pump(broker, session);
}

export function drop(broker: Workings, session: Session, message: Message, why: DropReason): void {
  dropped(broker, session, message.topic, why);
}

/** Only the word about it. */
export function dropped(broker: Workings, session: Session, topic: string, why: DropReason): void {
  const { clientId } = session;
  broker.notices.push({ kind: 'dropped', at: broker.state.now, clientId, topic, why });
}

function sendFirstTime(
  broker: Workings,
  session: Session,
  connection: Connection,
  delivery: Delivery,
  shared: SharedBytes,
): void {
  const bytes = bytesOf(broker, connection, delivery, shared);
  if (bytes.length > connection.maximumPacketSize) {
    recordDone(broker, delivery);
    drop(broker, session, delivery.message, 'too-large');
    return;
  }
  const packetId = freePacketId(session);
  const phase = delivery.qos === 1 ? 'awaiting-puback' : 'awaiting-pubrec';
  session.inFlight.set(packetId, { phase, delivery } as InFlight);
  recordSent(broker, session, packetId, delivery);
  connection.sendQuota -= 1;
  sendBytes(broker, connection, stamped(bytes, packetId, false));
}

function sendAgain(
  broker: Workings,
  session: Session,
  connection: Connection,
  packetId: number,
  delivery: Delivery,
): void {
  const shared = new SharedBytes(delivery.message, broker.state.now);
  const bytes = bytesOf(broker, connection, delivery, shared);
  if (bytes.length > connection.maximumPacketSize) {
    session.inFlight.delete(packetId);
    recordDone(broker, delivery);
    drop(broker, session, delivery.message, 'too-large');
    return;
  }
  connection.sendQuota -= 1;
  sendBytes(broker, connection, stamped(bytes, packetId, true));
}

function bytesOf(
  broker: Workings,
  connection: Connection,
  { qos, retain, subscriptionIdentifiers }: Delivery,
  shared: SharedBytes,
): Uint8Array {
  return bytesFor(broker, connection, shared, qos, retain, subscriptionIdentifiers);
}

/** The next one not in use. There is one: the quota is smaller than the number of ids. [MQTT-2.2.1-4] */
function freePacketId(session: Session): number {
  do {
    session.lastPacketId = (session.lastPacketId % 65_535) + 1;
  } while (session.inFlight.has(session.lastPacketId));
  return session.lastPacketId;
}
