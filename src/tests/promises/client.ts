// A client that does only what a promise tells it to: no acknowledgement by itself, no second try.

import { expect } from 'vitest';
import {
  type Ack,
  type Connack,
  type Connect,
  type Packet,
  type Properties,
  type Publish,
  type Suback,
  type SubscriptionRequest,
  type Unsuback,
  writePacket,
} from '#mqtt/wire';
import type { Line } from './hosts/host.ts';
import { type Heard, Inbox } from './inbox.ts';
import type { Version } from './promise.ts';

type Of<T extends Packet['type']> = Packet & { type: T };

export class Client {
  readonly version: Version;
  readonly inbox: Inbox;
  clientId: string;
  line: Line | undefined;
  connack: Connack | undefined;
  /** The bytes of the packet that was read last. */
  frame = new Uint8Array(0);
  #packetId = 0;

  constructor(clientId: string, version: Version, patience: number) {
    this.clientId = clientId;
    this.version = version;
    this.inbox = new Inbox(version, patience);
  }

  // --- saying

  say(...packets: Packet[]): void {
    this.bytes(...packets.map((packet) => writePacket(packet, this.version)));
  }

  /** All in one piece. */
  bytes(...chunks: (Uint8Array | readonly number[])[]): void {
    this.line?.send(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])));
  }

  connectPacket(connect: Partial<Connect> = {}): Connect {
    this.clientId = connect.clientId ?? this.clientId;
    return {
      type: 'CONNECT',
      protocolVersion: this.version,
      clientId: this.clientId,
      cleanStart: true,
      keepAlive: 0,
      ...connect,
    };
  }

  async join(connect: Partial<Connect> = {}): Promise<Connack> {
    this.say(this.connectPacket(connect));
    const connack = await this.take('CONNACK');
    expect(connack.reasonCode, 'reason code of CONNACK').toBe(0);
    this.connack = connack;
    return connack;
  }

  nextPacketId(): number {
    this.#packetId += 1;
    return this.#packetId;
  }

  publishPacket(topic: string, payload = '', more: Partial<Publish> = {}): Publish {
    const qos = more.qos ?? 0;
    return {
      type: 'PUBLISH',
      topic,
      payload: utf8(payload),
      qos,
      retain: false,
      dup: false,
      ...(qos > 0 && { packetId: this.nextPacketId() }),
      ...more,
    };
  }

  /** Publishes and finishes the exchange; returns the first acknowledgement, whose code may be a refusal. */
  async publish(
    topic: string,
    payload = '',
    more: Partial<Publish> = {},
  ): Promise<Ack | undefined> {
    const packet = this.publishPacket(topic, payload, more);
    this.say(packet);
    if (packet.qos === 0) {
      await this.silence();
      return undefined;
    }
    const { packetId = 0 } = packet;
    const answer = await this.take(packet.qos === 1 ? 'PUBACK' : 'PUBREC');
    expect(answer.packetId).toBe(packetId);
    if (packet.qos === 2 && answer.reasonCode < 0x80) {
      this.ack('PUBREL', packetId);
      expect((await this.take('PUBCOMP')).packetId).toBe(packetId);
    }
    return answer;
  }

  ack(type: Ack['type'], packetId: number | undefined, reasonCode = 0): void {
    this.say({ type, packetId: packetId ?? 0, reasonCode });
  }

  /** In 3.1.1 there is the QoS and no other option. */
  request(topicFilter: string, options: Partial<SubscriptionRequest> = {}): SubscriptionRequest {
    return {
      topicFilter,
      qos: 2,
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0,
      ...options,
      ...(this.version === 4 && { noLocal: false, retainAsPublished: false, retainHandling: 0 }),
    };
  }

  /** Subscribes; what is retained comes behind the SUBACK or before it, and stays unread only if behind. */
  async subscribe(
    topicFilter: string,
    options: Partial<SubscriptionRequest> & { identifier?: number } = {},
  ): Promise<Suback> {
    const { identifier, ...request } = options;
    const packetId = this.nextPacketId();
    this.say({
      type: 'SUBSCRIBE',
      packetId,
      subscriptions: [this.request(topicFilter, request)],
      ...(identifier !== undefined && { properties: { subscriptionIdentifier: [identifier] } }),
    });
    const suback = await this.take('SUBACK');
    expect(suback.packetId).toBe(packetId);
    return suback;
  }

  async unsubscribe(...topicFilters: string[]): Promise<Unsuback> {
    const packetId = this.nextPacketId();
    this.say({ type: 'UNSUBSCRIBE', packetId, topicFilters });
    const unsuback = await this.take('UNSUBACK');
    expect(unsuback.packetId).toBe(packetId);
    return unsuback;
  }

  /** Says goodbye and waits until the server has closed the line. */
  async leave(reasonCode = 0, properties?: Properties): Promise<void> {
    this.say({ type: 'DISCONNECT', reasonCode, ...(properties && { properties }) });
    await this.inbox.end();
  }

  /** The line breaks. */
  vanish(): void {
    this.line?.cut();
  }

  // --- hearing

  /** The next packet, which must be of this type. */
  async take<T extends Packet['type']>(type: T): Promise<Of<T>> {
    const heard = await this.inbox.next();
    if (heard === undefined) throw new Error(`expected ${type}, but the line ended`);
    this.frame = heard.frame.slice();
    if (heard.packet.type !== type) {
      throw new Error(`expected ${type}, got ${JSON.stringify(heard.packet)}`);
    }
    return heard.packet as Of<T>;
  }

  /** The next packet is a message with this payload. */
  async message(payload?: string): Promise<Publish> {
    const packet = await this.take('PUBLISH');
    if (payload !== undefined) expect(text(packet.payload)).toBe(payload);
    return packet;
  }

  /** Messages in a row, each acknowledged to its end. */
  async messages(...payloads: string[]): Promise<Publish[]> {
    const packets: Publish[] = [];
    for (const payload of payloads) {
      const packet = await this.message(payload);
      packets.push(packet);
      await this.finish(packet);
    }
    return packets;
  }

  /** Acknowledges a message to its end. */
  async finish(packet: Publish): Promise<void> {
    if (packet.qos === 1) this.ack('PUBACK', packet.packetId);
    if (packet.qos < 2) return;
    this.ack('PUBREC', packet.packetId);
    expect((await this.take('PUBREL')).packetId).toBe(packet.packetId);
    this.ack('PUBCOMP', packet.packetId);
  }

  /** Everything that comes before the answer to a PINGREQ: what has come until now. */
  async soFar(): Promise<Packet[]> {
    this.say({ type: 'PINGREQ' });
    const packets: Packet[] = [];
    for (;;) {
      const heard = await this.inbox.next();
      if (heard === undefined) throw new Error('the line ended');
      if (heard.packet.type === 'PINGRESP') return packets;
      packets.push(heard.packet);
    }
  }

  /** Nothing has come, and the line is open. */
  async silence(): Promise<void> {
    expect(await this.soFar(), 'nothing should have come').toEqual([]);
  }

  /** The line ends; returns what came before. */
  async end(): Promise<Packet[]> {
    return (await this.inbox.end()).map(({ packet }: Heard) => packet);
  }

  /**
   * The server ends the line because of what was said. In 5 it may say why, last of all, and with one of these reason
   * codes; in 3.1.1 it has no word for it.
   */
  async sentAway(...reasonCodes: number[]): Promise<void> {
    const packets = await this.end();
    if (this.version === 4) {
      expect(packets).toEqual([]);
      return;
    }
    expect(packets.length).toBeLessThanOrEqual(1);
    for (const packet of packets) {
      expect(packet.type).toBe('DISCONNECT');
      expect(reasonCodes).toContain((packet as Of<'DISCONNECT'>).reasonCode);
    }
  }

  /** The server does not accept the CONNECT: a CONNACK with one of these codes or none at all, and the line ends. */
  async refused(...reasonCodes: number[]): Promise<void> {
    const packets = await this.end();
    expect(packets.length).toBeLessThanOrEqual(1);
    for (const packet of packets) {
      expect(packet).toMatchObject({ type: 'CONNACK', sessionPresent: false });
      expect(reasonCodes).toContain((packet as Connack).reasonCode);
    }
  }
}

export const utf8 = (letters: string): Uint8Array => new TextEncoder().encode(letters);
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** `'30 05'` and `'text'` in quotes, put together. */
export function hex(...pieces: (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    pieces.flatMap((piece) =>
      typeof piece === 'string'
        ? (piece.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16))
        : [...piece],
    ),
  );
}

/** A string field: two bytes of length and the bytes, which need not be well-formed. */
export function field(content: string | Uint8Array): Uint8Array {
  const bytes = typeof content === 'string' ? utf8(content) : content;
  return Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes);
}

/** A whole packet of at most 127 bytes behind its fixed header. */
export function frame(firstByte: number, ...body: (string | Uint8Array)[]): Uint8Array {
  const bytes = hex(...body);
  if (bytes.length > 127) throw new RangeError('This one needs a longer length.');
  return Uint8Array.of(firstByte, bytes.length, ...bytes);
}
