// PUBLISH: take the message over, hand it on, say so. [v5 3.3.4, 4.3]
// A QoS 2 message is handed on when it first comes; its packet id is kept until PUBREL, so that the same PUBLISH
// again is answered but not handed on twice. [MQTT-4.3.3-10]

import type { Publish } from '#mqtt/wire';
import { recordHeld } from '../changes.ts';
import { dropped } from '../delivery.ts';
import { breakOff, brokenRule } from '../leaving.ts';
import { messageOfPublish } from '../messages.ts';
import { keepRetained } from '../retained.ts';
import { route } from '../routing.ts';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import { topicOf } from '../topic-aliases.ts';
import { reasonToRefuseTopic } from '../topics-taken.ts';
import type { Workings } from '../workings.ts';

const NO_MATCHING_SUBSCRIBERS = 0x10;
const NOT_AUTHORIZED = 0x87;
const TOPIC_NAME_INVALID = 0x90;
const QUOTA_EXCEEDED = 0x97;
const RETAIN_NOT_SUPPORTED = 0x9a;
const QOS_NOT_SUPPORTED = 0x9b;

export function onPublish(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Publish,
): void {
  const { qos, packetId = 0 } = packet;
  const { settings } = broker;
  if (qos > settings.maximumQoS || (packet.retain && !settings.retainAvailable)) {
    breakOff(broker, connection, notAvailable(qos > settings.maximumQoS));
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
  const refusal = reasonToRefuseTopic(broker, connection, topic);
  if (refusal !== undefined) {
    const why = refusal === TOPIC_NAME_INVALID ? 'topic-refused' : 'not-authorized';
    dropped(broker, session, topic, why);
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
  if (connection.protocolVersion === 5) {
    const reasonString = words[reasonCode];
    const explanation = reasonString !== undefined && { properties: { reasonString } };
    send(broker, connection, { type, packetId, reasonCode, ...explanation });
  } else if (closesFor(broker, reasonCode)) {
    breakOff(broker, connection, refused(reasonCode));
  } else {
    // 3.x cannot say no: it acknowledges all the same. v3.1.1 [MQTT-3.3.5-2]
    send(broker, connection, { type, packetId, reasonCode: 0 });
  }
}

const words: Record<number, string | undefined> = {
  [NOT_AUTHORIZED]: 'You may not publish to this topic.',
  [TOPIC_NAME_INVALID]: 'This server takes no messages on this topic.',
  [QUOTA_EXCEEDED]: 'There is no room for another retained message.',
};

/** Where nothing can be said, a refusal may end the connection instead. */
function closesFor({ settings }: Workings, reasonCode: number): boolean {
  return reasonCode >= 0x80 && settings.refusedPublish === 'close';
}

function refused(reasonCode: number) {
  const why = words[reasonCode] ?? 'This message is refused.';
  return brokenRule('publish-refused', 'MQTT-3.3.5-2', reasonCode, why);
}

function notAvailable(qosTooHigh: boolean) {
  return qosTooHigh
    ? brokenRule(
        'qos-not-supported',
        'MQTT-3.2.2-11',
        QOS_NOT_SUPPORTED,
        'The QoS is higher than the Maximum QoS in CONNACK.',
      )
    : brokenRule(
        'retain-not-supported',
        'MQTT-3.2.2-14',
        RETAIN_NOT_SUPPORTED,
        'CONNACK said that this server retains no messages.',
      );
}

function tooManyAtOnce(receiveMaximum: number) {
  return brokenRule(
    'receive-maximum-exceeded',
    'MQTT-3.3.4-7',
    0x93,
    `At most ${receiveMaximum} unfinished messages at once; one more came.`,
  );
}
