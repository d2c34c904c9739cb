// One message, many receivers, few encodings. Receivers that differ in nothing but their line get the same bytes;
// those that differ in the packet id get a copy with two bytes changed. Lives for one routing, at one moment,
// because the remaining Message Expiry Interval is part of the bytes.

import type { Properties, ProtocolVersion, Publish, QoS } from '#mqtt/wire';
import { writePacket } from '#mqtt/wire';
import { remainingExpiry } from './messages.ts';
import type { Message } from './state.ts';

const DUP = 0b1000;

export class SharedBytes {
  readonly #message: Message;
  readonly #now: number;
  /** By version (3.x or 5), QoS and RETAIN: twelve at most. */
  readonly #plain: (Uint8Array | undefined)[] = [];
  /** The same, with subscription identifiers or topic aliases. */
  #identified: Map<string, Uint8Array> | undefined;

  constructor(message: Message, now: number) {
    this.#message = message;
    this.#now = now;
  }

  get topic(): string {
    return this.#message.topic;
  }

  /** For QoS 1 and 2 the packet id is still to be stamped in. */
  bytes(
    version: ProtocolVersion,
    qos: QoS,
    retain: boolean,
    identifiers: readonly number[] | undefined,
  ): Uint8Array {
    const slot = (version === 5 ? 6 : 0) + qos * 2 + (retain ? 1 : 0);
    if (identifiers === undefined || version !== 5) {
      let known = this.#plain[slot];
      if (known === undefined) {
        known = this.#write(version, qos, retain, undefined);
        this.#plain[slot] = known;
      }
      return known;
    }
    this.#identified ??= new Map();
    const key = `${slot} ${identifiers.join()}`;
    let known = this.#identified.get(key);
    if (known === undefined) {
      known = this.#write(version, qos, retain, identifiers);
      this.#identified.set(key, known);
    }
    return known;
  }

  /** For 5, with a topic alias; `named`: the topic comes with it, so that the client learns the alias. */
  aliased(
    qos: QoS,
    retain: boolean,
    identifiers: readonly number[] | undefined,
    alias: number,
    named: boolean,
  ): Uint8Array {
    this.#identified ??= new Map();
    const key = `${qos} ${retain} ${identifiers?.join()} ${alias} ${named}`;
    let known = this.#identified.get(key);
    if (known === undefined) {
      known = this.#write(5, qos, retain, identifiers, alias, named);
      this.#identified.set(key, known);
    }
    return known;
  }

  #write(
    version: ProtocolVersion,
    qos: QoS,
    retain: boolean,
    identifiers: readonly number[] | undefined,
    topicAlias?: number,
    named = true,
  ): Uint8Array {
    const { payload } = this.#message;
    const topic = named ? this.#message.topic : '';
    const packet: Publish = { type: 'PUBLISH', topic, payload, qos, retain, dup: false };
    if (qos > 0) packet.packetId = 1;
    if (version === 5) {
      const properties = this.#properties(identifiers);
      if (topicAlias !== undefined) packet.properties = { ...properties, topicAlias };
      else if (properties !== undefined) packet.properties = properties;
    }
    return writePacket(packet, version);
  }

  #properties(identifiers: readonly number[] | undefined): Properties | undefined {
    const expiry = remainingExpiry(this.#message, this.#now);
    if (expiry === undefined && identifiers === undefined) return this.#message.properties;
    const properties: Properties = { ...this.#message.properties };
    if (expiry !== undefined) properties.messageExpiryInterval = expiry;
    if (identifiers !== undefined) properties.subscriptionIdentifier = identifiers;
    return properties;
  }
}

/** A copy of a PUBLISH of QoS 1 or 2 with its own packet id; `dup` says that it was sent before. [MQTT-3.3.1-1] */
export function stamped(bytes: Uint8Array, packetId: number, dup: boolean): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = packetIdAt(bytes);
  copy[at] = packetId >> 8;
  copy[at + 1] = packetId & 0xff;
  if (dup) copy[0] = (copy[0] ?? 0) | DUP;
  return copy;
}

/** First byte, one to four bytes of length, two of topic length, the topic: there it is. [v5 3.3.2] */
function packetIdAt(bytes: Uint8Array): number {
  let at = 1;
  while ((bytes[at] ?? 0) & 0x80) at += 1;
  at += 1;
  return at + 2 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
}
