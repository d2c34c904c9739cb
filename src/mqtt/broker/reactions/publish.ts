// PUBLISH: take the message over, hand it on, say so. [v5 3.3.4, 4.3]
// A QoS 2 message is handed on when it first comes; its packet id is kept until PUBREL, so that the same PUBLISH
// again is answered but not handed on twice. [MQTT-4.3.3-10]

import type { Publish } from '#mqtt/wire';
import { recordHeld } from '../changes.ts';
import { dropped } from '../delivery.ts';
import { breakOff } from '../leaving.ts';
import { messageOfPublish } from '../messages.ts';
import { breaksItsFormat, PAYLOAD_FORMAT_INVALID } from '../payload-format.ts';
import {
  closesFor,
  inWords,
  notRetained,
  qosTooHigh,
  refused,
  tooManyAtOnce,
  whyDropped,
} from '../publish-refusals.ts';
import { keepRetained } from '../retained.ts';
import { route } from '../routing.ts';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import { topicOf } from '../topic-aliases.ts';
import { reasonToRefuseTopic } from '../topics-taken.ts';
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
  const { settings } = broker;
  if (qos > settings.maximumQoS || (packet.retain && !settings.retainAvailable)) {
    breakOff(broker, connection, qos > settings.maximumQoS ? qosTooHigh : notRetained);
    return;
  }
  const topic = topicOf(broker, connection, packet);
  if (typeof topic !== 'string') {
    breakOff(broker, connection, topic);
    return;
  }

  if (qos === 0) {
    const reasonCode = accept(broker, connection, session, packet, topic);
    if (closesFor(broker, reasonCode)) breakOff(broker, connection, refused(reasonCode));
  } else if (qos === 1) {
    const reasonCode = accept(broker, connection, session, packet, topic);
    acknowledge(broker, connection, 'PUBACK', packetId, reasonCode); // [MQTT-4.3.2-4]
  } else if (session.received.has(packetId)) {
    acknowledge(broker, connection, 'PUBREC', packetId, 0);
  } else {
    if (connection.protocolVersion === 5 && connection.receiving >= settings.receiveMaximum) {
      breakOff(broker, connection, tooManyAtOnce(settings.receiveMaximum));
      return;
    }
    const reasonCode = accept(broker, connection, session, packet, topic);
    if (reasonCode < 0x80) {
      session.received.add(packetId);
      recordHeld(broker, session, packetId);
      connection.receiving += 1;
    }
    acknowledge(broker, connection, 'PUBREC', packetId, reasonCode);
  }
}

/** Keeps, hands on, and returns the reason code for whoever published. */
function accept(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Publish,
  topic: string,
): number {
  const refusal = breaksItsFormat(broker.settings, packet)
    ? PAYLOAD_FORMAT_INVALID
    : reasonToRefuseTopic(broker, connection, topic);
  if (refusal !== undefined) {
    dropped(broker, session, topic, whyDropped(refusal));
    return refusal;
  }
  const message = messageOfPublish(packet, topic, session.clientId, broker.state.now);
  if (message.retain && !keepRetained(broker, message)) {
    dropped(broker, session, topic, 'retained-full');
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
  if (reasonCode < 0x80) {
    const code = connection.protocolVersion === 5 ? reasonCode : 0;
    send(broker, connection, { type, packetId, reasonCode: code });
  } else if (connection.protocolVersion === 5) {
    const properties = { reasonString: inWords(reasonCode) };
    send(broker, connection, { type, packetId, reasonCode, properties });
  } else if (closesFor(broker, reasonCode)) {
    breakOff(broker, connection, refused(reasonCode));
  } else {
    // 3.x cannot say no: it acknowledges all the same. v3.1.1 [MQTT-3.3.5-2]
    send(broker, connection, { type, packetId, reasonCode: 0 });
  }
}
