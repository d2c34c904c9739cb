import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { BitField } from '../field.ts';
import { MisuseError } from '../misuse-error.ts';
import type {
  ProtocolVersion,
  QoS,
  RetainHandling,
  Subscribe,
  SubscriptionRequest,
} from '../packet.ts';
import type { ProblemKind } from '../problem-kinds.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import { checkPacketId, readPacketId, readTopicFilter, writeTopicFilter } from './topic-fields.ts';

const NO_LOCAL = 0b100;
const RETAIN_AS_PUBLISHED = 0b1000;

const OPTIONS: readonly BitField[] = [
  { name: 'reserved', from: 7, to: 6, clause: '3.8.3.1' },
  { name: 'retain-handling', from: 5, to: 4, clause: '3.8.3.1' },
  { name: 'retain-as-published', from: 3, to: 3, clause: '3.8.3.1' },
  { name: 'no-local', from: 2, to: 2, clause: '3.8.3.1' },
  { name: 'maximum-qos', from: 1, to: 0, clause: '3.8.3.1' },
];

const REQUESTED_QOS: readonly BitField[] = [
  { name: 'reserved', from: 7, to: 2, clause: '3.8.3.1' },
  { name: 'requested-qos', from: 1, to: 0, clause: '3.8.3.1' },
];

export function read(reader: ByteReader): Subscribe {
  const packetId = readPacketId(reader, '3.8.2');
  const properties =
    reader.version === 5 ? readProperties(reader, 'SUBSCRIBE', '3.8.2.1') : undefined;
  const subscriptions: SubscriptionRequest[] = [];
  do {
    if (reader.atEnd()) {
      const message = 'SUBSCRIBE must carry at least one topic filter.';
      throw new Fault('no-topic-filter', reader.offset, 'MQTT-3.8.3-2', PROTOCOL_ERROR, message);
    }
    subscriptions.push(readSubscription(reader));
  } while (!reader.atEnd());
  const packet: Subscribe = { type: 'SUBSCRIBE', packetId, subscriptions };
  if (properties !== undefined) packet.properties = properties;
  return packet;
}

function readSubscription(reader: ByteReader): SubscriptionRequest {
  const { log, version } = reader;
  if (log !== undefined) log.open('subscription', reader.offset, '3.8.3');
  const topicFilter = readTopicFilter(reader, '3.8.3');
  const at = reader.offset;
  const options =
    version === 5
      ? reader.flagByte('subscription-options', '3.8.3.1', OPTIONS)
      : reader.flagByte('requested-qos', '3.8.3.1', REQUESTED_QOS);
  const broken = brokenOptionRule(options, version, topicFilter);
  if (broken !== undefined) {
    const [kind, rule, reasonCode, message] = broken;
    throw new Fault(kind, at, rule, reasonCode, message);
  }
  if (log !== undefined) log.close(reader.offset, topicFilter);
  return {
    topicFilter,
    qos: (options & 0b11) as QoS,
    noLocal: (options & NO_LOCAL) !== 0,
    retainAsPublished: (options & RETAIN_AS_PUBLISHED) !== 0,
    retainHandling: ((options >> 4) & 0b11) as RetainHandling,
  };
}

function brokenOptionRule(
  options: number,
  version: ProtocolVersion,
  topicFilter: string,
): readonly [kind: ProblemKind, rule: string, reasonCode: number, message: string] | undefined {
  const reserved = version === 5 ? 0b1100_0000 : 0b1111_1100;
  if ((options & reserved) !== 0) {
    const rule = version === 5 ? 'MQTT-3.8.3-5' : 'v3.1.1 MQTT-3.8.3-4';
    const message = 'The reserved bits of the subscription options must be 0.';
    return ['reserved-subscription-options', rule, MALFORMED_PACKET, message];
  }
  if ((options & 0b11) === 3) {
    if (version === 5) {
      return ['subscription-qos-3', '3.8.3.1', PROTOCOL_ERROR, 'QoS must be 0, 1 or 2.'];
    }
    const rule = 'v3.1.1 MQTT-3.8.3-4';
    return ['subscription-qos-3', rule, MALFORMED_PACKET, 'QoS must be 0, 1 or 2.'];
  }
  if (options >> 4 === 3) {
    const message = 'Retain handling must be 0, 1 or 2.';
    return ['retain-handling-3', '3.8.3.1', PROTOCOL_ERROR, message];
  }
  if ((options & NO_LOCAL) !== 0 && topicFilter.startsWith('$share/')) {
    const message = 'No Local must be 0 on a shared subscription.';
    return ['no-local-on-shared', 'MQTT-3.8.3-4', PROTOCOL_ERROR, message];
  }
  return undefined;
}

export function write(writer: ByteWriter, packet: Subscribe, version: ProtocolVersion): number {
  writer.twoBytes(checkPacketId(packet.packetId), 'packetId');
  if (version === 5) writeProperties(writer, packet.properties, 'SUBSCRIBE');
  if (packet.subscriptions.length === 0) {
    throw new MisuseError('SUBSCRIBE must carry at least one topic filter.', 'MQTT-3.8.3-2');
  }
  for (const subscription of packet.subscriptions) {
    const options = optionsOf(subscription);
    const broken = brokenOptionRule(options, version, subscription.topicFilter);
    if (broken !== undefined) throw new MisuseError(broken[3], broken[1]);
    writeTopicFilter(writer, subscription.topicFilter, version);
    writer.byte(options, 'subscription options');
  }
  return 0b0010;
}

function optionsOf(subscription: SubscriptionRequest): number {
  const { qos, noLocal, retainAsPublished, retainHandling } = subscription;
  if (qos !== 0 && qos !== 1 && qos !== 2) {
    throw new MisuseError('qos must be 0, 1 or 2.', '3.8.3.1');
  }
  return (
    qos |
    (noLocal ? NO_LOCAL : 0) |
    (retainAsPublished ? RETAIN_AS_PUBLISHED : 0) |
    (retainHandling << 4)
  );
}
