// The load generator: clients as thin as they can be, because they share the machine with the broker. MQTT 3.1.1, packets
// put together once, and frames counted instead of parsed.

import { connect, type Socket } from 'node:net';
import mqttPacket from 'mqtt-packet';

const PUBACK = 0x40;
const PUBREC = 0x50;
const PUBREL = 0x62;
const PUBCOMP = 0x70;

export class LoadClient {
  readonly socket: Socket;
  /** PUBLISH packets that came. */
  received = 0;
  /** PUBLISH packets of QoS 1 and 2 that the broker has completely acknowledged. */
  completed = 0;
  /** Called once for each chunk that was read. */
  onProgress: () => void = () => {};
  readonly #awaited = new Map<number, PromiseWithResolvers<void>>();
  #rest: Buffer = Buffer.alloc(0);
  #acks: number[] = [];

  private constructor(socket: Socket, clientId: string) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of this.#awaited.values())
        reject(new Error(`the broker closed the connection of ${clientId}`));
    });
  }

  static async join(port: number, clientId: string): Promise<LoadClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const client = new LoadClient(socket, clientId);
    const connack = client.next(0x20);
    socket.write(connectPacket(clientId));
    await connack;
    return client;
  }

  /** Resolves when a packet with this first byte has come. */
  next(firstByte: number): Promise<void> {
    const awaited = Promise.withResolvers<void>();
    this.#awaited.set(firstByte, awaited);
    return awaited.promise;
  }

  async subscribe(filters: readonly string[], qos: 0 | 1 | 2): Promise<void> {
    const suback = this.next(0x90);
    this.socket.write(subscribePacket(filters, qos));
    await suback;
  }

  end(): void {
    this.socket.end(Uint8Array.of(0xe0, 0));
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + 2 <= bytes.length) {
      let length = 0;
      let shift = 0;
      let body = at + 1;
      let byte = 0x80;
      while (byte & 0x80 && body < bytes.length) {
        byte = bytes[body++] as number;
        length += (byte & 0x7f) << shift;
        shift += 7;
      }
      if (byte & 0x80 || body + length > bytes.length) break;
      this.#frame(bytes, at, body);
      at = body + length;
    }
    this.#rest = bytes.subarray(at);
    if (this.#acks.length > 0) {
      this.socket.write(Buffer.from(this.#acks));
      this.#acks = [];
    }
    this.onProgress();
  }

  #frame(bytes: Buffer, at: number, body: number): void {
    const first = bytes[at] as number;
    switch (first & 0xf0) {
      case 0x30: {
        this.received += 1;
        const qos = (first >> 1) & 3;
        if (qos > 0)
          this.#answer(qos === 1 ? PUBACK : PUBREC, bytes, body + 2 + bytes.readUInt16BE(body));
        break;
      }
      case PUBREC:
        this.#answer(PUBREL, bytes, body);
        break;
      case PUBREL & 0xf0:
        this.#answer(PUBCOMP, bytes, body);
        break;
      case PUBACK:
      case PUBCOMP:
        this.completed += 1;
        break;
      default: {
        const awaited = this.#awaited.get(first);
        this.#awaited.delete(first);
        awaited?.resolve();
      }
    }
  }

  #answer(first: number, bytes: Buffer, packetIdAt: number): void {
    this.#acks.push(first, 2, bytes[packetIdAt] as number, bytes[packetIdAt + 1] as number);
  }
}

export const connectPacket = (clientId: string): Buffer =>
  mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: 0,
  });

export const subscribePacket = (filters: readonly string[], qos: 0 | 1 | 2): Buffer =>
  mqttPacket.generate({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: filters.map((topic) => ({ topic, qos })),
  });

export function publishPacket(
  topic: string,
  qos: 0 | 1 | 2,
  payloadBytes: number,
  retain = false,
): Buffer {
  const payload = Buffer.alloc(payloadBytes, 'x');
  const id = qos > 0 ? { messageId: 1 } : {};
  return mqttPacket.generate({ cmd: 'publish', topic, payload, qos, retain, dup: false, ...id });
}

/** Copies of a PUBLISH one behind the other; those of QoS 1 and 2 get packet ids from `firstId` on. */
export function publishBatch(packet: Buffer, count: number, firstId: number): Buffer {
  const batch = Buffer.alloc(packet.length * count);
  const qos = ((packet[0] as number) >> 1) & 3;
  const idAt = 4 + packet.readUInt16BE(2);
  for (let index = 0; index < count; index += 1) {
    const at = index * packet.length;
    packet.copy(batch, at);
    if (qos > 0) batch.writeUInt16BE(((firstId + index) % 65_535) + 1, at + idAt);
  }
  return batch;
}
