// What the broker's tests talk through: bytes in, packets out, and a time that only the test moves.

import type { Connack, Connect, Packet, Publish, SubscriptionRequest } from '#mqtt/wire';
import { Framer, readPacket, writePacket } from '#mqtt/wire';
import {
  type Broker,
  type BrokerSettings,
  createBroker,
  type Input,
  type Notice,
  type Talents,
} from './broker.ts';

export class Talk {
  broker: Broker;
  now = 0;
  readonly notices: Notice[] = [];
  readonly clients = new Map<string, TestClient>();
  #lines = 0;

  constructor(settings: Partial<BrokerSettings> = {}, talents: Talents = {}) {
    this.broker = createBroker(settings, talents);
  }

  open(): TestClient {
    this.#lines += 1;
    const client = new TestClient(this, `line ${this.#lines}`);
    this.clients.set(client.line, client);
    this.give({ kind: 'line-opened', at: this.now, line: client.line });
    return client;
  }

  /** A client that is connected, CONNACK already taken. */
  join(connect: Partial<Connect> = {}): TestClient {
    const client = this.open();
    client.connect(connect);
    client.take();
    return client;
  }

  give(input: Input): void {
    const { orders, notices } = this.broker.receive(input);
    this.notices.push(...notices);
    for (const order of orders) {
      const client = this.clients.get(order.line);
      if (order.kind === 'send') client?.hear(order.bytes);
      else client?.end();
    }
  }

  /** Rings every alarm on the way, each at its time. */
  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const at = this.broker.nextAlarm();
      if (at === undefined || at > until) break;
      this.now = at;
      this.give({ kind: 'time-passed', at });
    }
    this.now = until;
  }

  told<K extends Notice['kind']>(kind: K): Extract<Notice, { kind: K }>[] {
    return this.notices.filter((notice) => notice.kind === kind) as Extract<Notice, { kind: K }>[];
  }
}

export class TestClient {
  readonly line: string;
  readonly talk: Talk;
  isClosed = false;
  bytes: Uint8Array[] = [];
  /** How it reads what the broker says. */
  version: Connect['protocolVersion'] = 5;
  #framer = new Framer();
  #heard: Packet[] = [];

  constructor(talk: Talk, line: string) {
    this.talk = talk;
    this.line = line;
  }

  connect(connect: Partial<Connect> = {}): void {
    this.version = connect.protocolVersion ?? 5;
    this.say({
      type: 'CONNECT',
      protocolVersion: 5,
      clientId: this.line,
      cleanStart: false,
      keepAlive: 0,
      ...connect,
    });
  }

  say(...packets: Packet[]): void {
    for (const packet of packets) this.write(writePacket(packet, this.version));
  }

  write(bytes: Uint8Array | number[]): void {
    const { now: at } = this.talk;
    this.talk.give({ kind: 'bytes-came', at, line: this.line, bytes: Uint8Array.from(bytes) });
  }

  publish(publish: Partial<Omit<Publish, 'payload'>> & { payload?: string }): void {
    this.say({
      type: 'PUBLISH',
      topic: 't',
      qos: 0,
      retain: false,
      dup: false,
      ...publish,
      payload: text(publish.payload ?? ''),
    });
  }

  subscribe(
    topicFilter: string,
    options: Partial<SubscriptionRequest> & { identifier?: number } = {},
  ): void {
    const { identifier, ...request } = options;
    this.say({
      type: 'SUBSCRIBE',
      packetId: 1,
      subscriptions: [
        {
          topicFilter,
          qos: 0,
          noLocal: false,
          retainAsPublished: false,
          retainHandling: 0,
          ...request,
        },
      ],
      ...(identifier !== undefined && { properties: { subscriptionIdentifier: [identifier] } }),
    });
  }

  /** Subscribes and throws away SUBACK and what is retained. */
  follow(...args: Parameters<TestClient['subscribe']>): this {
    this.subscribe(...args);
    this.take();
    return this;
  }

  vanish(): void {
    this.talk.give({ kind: 'line-lost', at: this.talk.now, line: this.line });
  }

  hear(bytes: Uint8Array): void {
    this.bytes.push(bytes);
    this.#framer.push(bytes);
    for (let frame = this.#framer.next(); frame !== undefined; frame = this.#framer.next()) {
      if (!(frame instanceof Uint8Array)) throw new Error(`not a frame: ${frame.message}`);
      const reading = readPacket(frame, this.version, 'server');
      if ('problem' in reading) throw new Error(`not a packet: ${reading.problem.message}`);
      this.#heard.push(reading.packet);
    }
  }

  end(): void {
    this.isClosed = true;
    this.vanish();
  }

  /** What came since the last time. */
  take(): Packet[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  /** The only packet that came. */
  takeOne<T extends Packet['type']>(type: T): Packet & { type: T } {
    const heard = this.take();
    const [packet] = heard;
    if (heard.length !== 1 || packet?.type !== type) {
      throw new Error(`expected one ${type}, got [${heard.map((each) => each.type).join()}]`);
    }
    return packet as Packet & { type: T };
  }

  takeConnack(): Connack {
    return this.takeOne('CONNACK');
  }

  /** Payloads of the messages that came, everything else thrown away. */
  takePayloads(): string[] {
    return this.take().flatMap((packet) =>
      packet.type === 'PUBLISH' ? [String.fromCharCode(...packet.payload)] : [],
    );
  }
}

export function text(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
