// For tests: clients that remember what the standard tells a client to remember [v5 4.1], so that they can lose their
// line, or their broker, at any moment and go on. They never wait for time; they answer what comes.

import { connect, type Socket } from 'node:net';
import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';

abstract class LastingPeer {
  readonly clientId: string;
  #socket: Socket | undefined;

  constructor(clientId: string) {
    this.clientId = clientId;
  }

  /** Resolves when CONNACK is there and what was unfinished has been sent again. */
  connect(port: number): Promise<{ sessionPresent: boolean }> {
    const socket = connect(port, '127.0.0.1');
    this.#socket = socket;
    const parser = mqttPacket.parser({ protocolVersion: 5 });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => void parser.parse(chunk));
    this.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 5,
      clientId: this.clientId,
      clean: false,
      keepalive: 0,
      properties: { sessionExpiryInterval: 0xffffffff },
    });
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${this.clientId}: closed before CONNACK`)));
      parser.on('error', reject);
      parser.on('packet', (packet) => {
        if (socket !== this.#socket) return;
        if (packet.cmd !== 'connack') {
          this.heard(packet);
          return;
        }
        resolve({ sessionPresent: packet.sessionPresent });
        this.resume();
      });
    });
  }

  drop(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  protected send(packet: Packet): void {
    this.#socket?.write(mqttPacket.generate(packet, { protocolVersion: 5 }));
  }

  protected abstract heard(packet: Packet): void;
  protected abstract resume(): void;
}

interface Unfinished {
  packet: IPublishPacket;
  released: boolean;
}

/** Keeps `window` messages under way as long as it has one to send. */
export class LastingPublisher extends LastingPeer {
  readonly acknowledged = new Set<string>();
  readonly #unfinished = new Map<number, Unfinished>();
  #next: () => Pick<IPublishPacket, 'topic' | 'payload' | 'qos' | 'retain'> | undefined;
  #window: number;
  #packetId = 0;
  onAcknowledged: () => void = () => {};

  constructor(clientId: string, window: number, next: LastingPublisher['nextMessage']) {
    super(clientId);
    this.#window = window;
    this.#next = next;
  }

  get nextMessage() {
    return this.#next;
  }

  get unfinished(): number {
    return this.#unfinished.size;
  }

  protected resume(): void {
    for (const [messageId, { packet, released }] of this.#unfinished) {
      this.send(released ? { cmd: 'pubrel', messageId } : { ...packet, dup: true });
    }
    this.#fill();
  }

  #fill(): void {
    while (this.#unfinished.size < this.#window) {
      const message = this.#next();
      if (!message) return;
      do this.#packetId = (this.#packetId % 65_535) + 1;
      while (this.#unfinished.has(this.#packetId));
      const packet: IPublishPacket = {
        cmd: 'publish',
        dup: false,
        messageId: this.#packetId,
        ...message,
      };
      this.#unfinished.set(this.#packetId, { packet, released: false });
      this.send(packet);
    }
  }

  protected heard(packet: Packet): void {
    const { messageId = 0 } = packet;
    const known = this.#unfinished.get(messageId);
    if (!known) return;
    if (packet.cmd === 'pubrec') {
      known.released = true;
      this.send({ cmd: 'pubrel', messageId });
    } else if (packet.cmd === 'puback' || packet.cmd === 'pubcomp') {
      this.#unfinished.delete(messageId);
      this.acknowledged.add(String(known.packet.payload));
      this.onAcknowledged();
      this.#fill();
    }
  }
}

export class LastingSubscriber extends LastingPeer {
  /** How often each payload was handed to the application. */
  readonly received = new Map<string, number>();
  /** QoS 2 packet ids that were not released yet. */
  readonly #held = new Set<number>();
  #subscribed: (() => void) | undefined;
  onReceived: () => void = () => {};

  subscribe(topicFilter: string): Promise<void> {
    this.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: topicFilter, qos: 2 }] });
    return new Promise((resolve) => {
      this.#subscribed = resolve;
    });
  }

  protected resume(): void {}

  protected heard(packet: Packet): void {
    const { messageId = 0 } = packet;
    if (packet.cmd === 'suback') this.#subscribed?.();
    else if (packet.cmd === 'pubrel') {
      this.#held.delete(messageId);
      this.send({ cmd: 'pubcomp', messageId });
    } else if (packet.cmd === 'publish') {
      const { qos } = packet;
      if (qos !== 2 || !this.#held.has(messageId)) this.#take(String(packet.payload));
      if (qos === 2) this.#held.add(messageId);
      if (qos > 0) this.send({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId });
    }
  }

  #take(payload: string): void {
    this.received.set(payload, (this.received.get(payload) ?? 0) + 1);
    this.onReceived();
  }
}
