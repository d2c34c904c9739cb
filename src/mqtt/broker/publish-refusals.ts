// How a PUBLISH is refused: the words beside the codes, and the rules that end the connection. [v5 3.3.4, 3.4.2.1]

import type { Problem } from '#mqtt/wire';
import { brokenRule } from './leaving.ts';
import { PAYLOAD_FORMAT_INVALID } from './payload-format.ts';
import type { DropReason } from './ports.ts';
import type { Workings } from './workings.ts';

const NOT_AUTHORIZED = 0x87;
const TOPIC_NAME_INVALID = 0x90;
const RECEIVE_MAXIMUM_EXCEEDED = 0x93;
const QUOTA_EXCEEDED = 0x97;
const RETAIN_NOT_SUPPORTED = 0x9a;
const QOS_NOT_SUPPORTED = 0x9b;

const words: Record<number, string | undefined> = {
  [NOT_AUTHORIZED]: 'You may not publish to this topic.',
  [TOPIC_NAME_INVALID]: 'This server takes no messages on this topic.',
  [QUOTA_EXCEEDED]: 'There is no room for another retained message.',
  [PAYLOAD_FORMAT_INVALID]: 'The payload says that it is UTF-8, and is not.',
};

export function inWords(reasonCode: number): string {
  return words[reasonCode] ?? 'This message is refused.';
}

export function whyDropped(reasonCode: number): DropReason {
  if (reasonCode === TOPIC_NAME_INVALID) return 'topic-refused';
  return reasonCode === PAYLOAD_FORMAT_INVALID ? 'payload-format' : 'not-authorized';
}

/** Where nothing can be said, a refusal may end the connection instead. */
export function closesFor({ settings }: Workings, reasonCode: number): boolean {
  return reasonCode >= 0x80 && settings.refusedPublish === 'close';
}

export function refused(reasonCode: number): Problem {
  return brokenRule('publish-refused', 'v3.1.1 MQTT-3.3.5-2', reasonCode, inWords(reasonCode));
}

export const qosTooHigh = brokenRule(
  'qos-not-supported',
  'MQTT-3.2.2-11',
  QOS_NOT_SUPPORTED,
  'The QoS is higher than the Maximum QoS in CONNACK.',
);

export const notRetained = brokenRule(
  'retain-not-supported',
  'MQTT-3.2.2-14',
  RETAIN_NOT_SUPPORTED,
  'CONNACK said that this server retains no messages.',
);

export function tooManyAtOnce(receiveMaximum: number): Problem {
  return brokenRule(
    'receive-maximum-exceeded',
    'MQTT-3.3.4-7',
    RECEIVE_MAXIMUM_EXCEEDED,
    `At most ${receiveMaximum} unfinished messages at once; one more came.`,
  );
}
