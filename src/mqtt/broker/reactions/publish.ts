// PUBLISH: take the message over, hand it on, say so. [v5 3.3.4, 4.3]
// A QoS 2 message is handed on when it first comes; its packet id is kept until PUBREL, so that the same PUBLISH
// again is answered but not handed on twice. [MQTT-4.3.3-10]

import type { Publish } from '#mqtt/wire';
import { recordHeld } from '../changes.ts';
import { breakOff, brokenRule } from '../leaving.ts';
import { messageOfPublish } from '../messages.ts';
import { keepRetained } from '../retained.ts';
import { route } from '../routing.ts';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import { topicOf } from '../topic-aliases.ts';
import type { Workings } from '../workings.ts';

const NO_MATCHING_SUBSCRIBERS = 0x10;
const QUOTA_EXCEEDED = 0x97;

export function onPublish(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Publish,
): void {
  const { qos, packetId = 0 } = packet;
  const topic = topicOf(broker, connection, packet);
  if (typeof topic !== 'string') {
    breakOff(broker, connection, topic);
    return;
  }

  if (qos === 0) {
    accept(broker, session, packet, topic);
  } else if (qos === 1) {
    const reasonCode = accept(broker, session, packet, topic);
    acknowledge(broker, connection, 'PUBACK', packetId, reasonCode); // [MQTT-4.3.2-4]
  } else if (session.received.has(packetId)) {
    acknowledge(broker, connection, 'PUBREC', packetId, 0);
  } else {
    if (
      connection.protocolVersion === 5 &&
      connection.receiving >= broker.settings.receiveMaximum
    ) {
      breakOff(broker, connection, tooManyAtOnce(broker.settings.receiveMaximum));
      return;
    }
    const reasonCode = accept(broker, session, packet, topic);
    if (reasonCode < 0x80) {
      session.received.add(packetId);
      recordHeld(broker, session, packetId);
      connection.receiving += 1;
    }
    acknowledge(broker, connection, 'PUBREC', packetId, reasonCode);
  }
}

/** Keeps, hands on, and returns the reason code for whoever published. */
function accept(broker: Workings, session: Session, packet: Publish, topic: string): number {
  const message = messageOfPublish(packet, topic, session.clientId, broker.state.now);
  if (message.retain && !keepRetained(broker, message)) {
    const { clientId } = session;
    const at = broker.state.now;
    broker.notices.push({ kind: 'dropped', at, clientId, topic, why: 'retained-full' });
    return QUOTA_EXCEEDED;
  }
  return route(broker, message) > 0 ? 0 : NO_MATCHING_SUBSCRIBERS;
}

function acknowledge(
  broker: Workings,
  connection: Connection,
  type: 'PUBACK' | 'PUBREC',
  packetId: number,
  reasonCode: number,
): void {
  // 3.x cannot say no: it acknowledges all the same. v3.1.1 [MQTT-3.3.5-2]
  send(broker, connection, {
    type,
    packetId,
    reasonCode: connection.protocolVersion === 5 ? reasonCode : 0,
  });
}

function tooManyAtOnce(receiveMaximum: number) {
  return brokenRule(
    'receive-maximum-exceeded',
    'MQTT-3.3.4-7',
    0x93,
    `At most ${receiveMaximum} unfinished messages at once; one more came.`,
  );
}
