// A message as the broker holds it: what the publisher wrote, without what belongs to the publisher's connection.

import type { Properties, Publish, Will } from '#mqtt/wire';
import type { Message } from './state.ts';

export function messageOfPublish(
  packet: Publish,
  topic: string,
  publisher: string,
  now: number,
): Message {
  return {
    topic,
    payload: packet.payload,
    qos: packet.qos,
    retain: packet.retain,
    properties: forwarded(packet.properties),
    expiresAt: expiry(packet.properties, now),
    publisher,
  };
}

/** Message Expiry of a will counts from the moment it is published. [v5 3.1.3.2.4] */
export function messageOfWill(will: Will, publisher: string, now: number): Message {
  return {
    topic: will.topic,
    payload: will.payload,
    qos: will.qos,
    retain: will.retain,
    properties: forwarded(will.properties),
    expiresAt: expiry(will.properties, now),
    publisher,
  };
}

export function isExpired(message: Message, now: number): boolean {
  return message.expiresAt !== undefined && message.expiresAt <= now;
}

/** The received interval minus the time it waited here, in whole seconds. [MQTT-3.3.2-6] */
export function remainingExpiry(message: Message, now: number): number | undefined {
  if (message.expiresAt === undefined) return undefined;
  return Math.max(0, Math.ceil((message.expiresAt - now) / 1000));
}

/**
 * Call before a message is kept longer than the input that brought it. Its bytes are a view into whatever the
 * host read at once; holding thirty bytes must not hold sixty-four thousand.
 */
export function makeKeepable(message: Message): void {
  message.payload = ownBytes(message.payload);
  const data = message.properties?.correlationData;
  if (data !== undefined) {
    message.properties = { ...message.properties, correlationData: ownBytes(data) };
  }
}

/** The same for a will, which waits for as long as its client is there. */
export function ownWill(will: Will): Will {
  const { properties } = will;
  const data = properties?.correlationData;
  return {
    ...will,
    payload: ownBytes(will.payload),
    ...(data !== undefined && { properties: { ...properties, correlationData: ownBytes(data) } }),
  };
}

export function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength * 2 < bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes;
}

function expiry(properties: Properties | undefined, now: number): number | undefined {
  const seconds = properties?.messageExpiryInterval;
  return seconds === undefined ? undefined : now + seconds * 1000;
}

/** The properties that travel unaltered and in order. [MQTT-3.3.2-4, -15, -16, -17, -18, -20] */
function forwarded(properties: Properties | undefined): Properties | undefined {
  if (properties === undefined) return undefined;
  const kept: Properties = {};
  let any = false;
  for (const name of forwardedNames) {
    if (properties[name] !== undefined) {
      Object.assign(kept, { [name]: properties[name] });
      any = true;
    }
  }
  return any ? kept : undefined;
}

const forwardedNames = [
  'payloadFormatIndicator',
  'contentType',
  'responseTopic',
  'correlationData',
  'userProperty',
] as const;
