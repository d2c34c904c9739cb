// For tests: a peer that speaks in bytes, so that it can also misbehave. `mqtt-packet` is its second
// opinion about what came back. Everything that comes is an awaited event; nothing sleeps.

import { connect, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import WebSocket from 'ws';
import type { ServerNotice, Serving } from './serve.ts';

export interface RawPeer {
  send(bytes: Uint8Array): void;
  /** The next packet that came; rejects when the line ends first. */
  packet(): Promise<Packet>;
  /** Resolves when the line has ended; with the close code over WebSocket. */
  readonly ended: Promise<number | undefined>;
  /** The socket below, for pausing and the like. */
  readonly socket: Socket;
  destroy(): void;
}

export const connectPacket = (clientId: string, protocolVersion: 4 | 5 = 5) =>
  mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion,
    clientId,
    clean: true,
    keepalive: 0,
  });

export const subscribePacket = (topicFilter: string, protocolVersion: 4 | 5 = 5) =>
  mqttPacket.generate(
    { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: topicFilter, qos: 0 }] },
    { protocolVersion },
  );

export const publishPacket = (
  topic: string,
  payload: string | Buffer,
  protocolVersion: 4 | 5 = 5,
) =>
  mqttPacket.generate(
    { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false },
    { protocolVersion },
  );

export async function tcpPeer({ tcp }: Serving, protocolVersion: 4 | 5 = 5): Promise<RawPeer> {
  const socket = connect(tcp.port, tcp.host);
  const inbox = packetInbox(protocolVersion);
  socket.on('data', inbox.bytes);
  socket.on('error', inbox.failed);
  const ended = new Promise<undefined>((resolve) => socket.once('close', () => resolve(undefined)));
  void ended.then(() => inbox.failed(new Error('the line ended')));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    send: (bytes) => void socket.write(bytes),
    packet: inbox.packet,
    ended,
    socket,
    destroy: () => void socket.destroy(),
  };
}

export async function webSocketPeer(
  { ws }: Serving,
  protocolVersion: 4 | 5 = 5,
): Promise<RawPeer & { webSocket: WebSocket }> {
  const webSocket = new WebSocket(ws.url, ['mqtt']);
  const inbox = packetInbox(protocolVersion);
  webSocket.on('message', (data) => inbox.bytes(data as Buffer));
  webSocket.on('error', inbox.failed);
  const ended = new Promise<number>((resolve) => webSocket.once('close', resolve));
  void ended.then(() => inbox.failed(new Error('the line ended')));
  const socket = await new Promise<Socket>((resolve, reject) => {
    webSocket.once('upgrade', (response) => {
      webSocket.once('open', () => resolve(response.socket));
    });
    webSocket.once('error', reject);
  });
  return {
    send: (bytes) => webSocket.send(bytes),
    packet: inbox.packet,
    ended,
    socket,
    webSocket,
    destroy: () => webSocket.terminate(),
  };
}

function packetInbox(protocolVersion: 4 | 5) {
  const parser = mqttPacket.parser({ protocolVersion });
  const come: Packet[] = [];
  const awaited: PromiseWithResolvers<Packet>[] = [];
  let failure: Error | undefined;
  parser.on('packet', (packet) => {
    const next = awaited.shift();
    if (next) next.resolve(packet);
    else come.push(packet);
  });
  const failed = (error: Error) => {
    failure = error;
    for (const each of awaited.splice(0)) each.reject(error);
  };
  parser.on('error', failed);
  return {
    bytes: (chunk: Buffer) => void parser.parse(chunk),
    failed,
    packet(): Promise<Packet> {
      const packet = come.shift();
      if (packet) return Promise.resolve(packet);
      if (failure) return Promise.reject(failure);
      const next = Promise.withResolvers<Packet>();
      awaited.push(next);
      return next.promise;
    },
  };
}

/** The next notice that fits. */
export function noticed<K extends ServerNotice['kind']>(
  serving: Serving,
  kind: K,
  fits: (notice: Extract<ServerNotice, { kind: K }>) => boolean = () => true,
): Promise<Extract<ServerNotice, { kind: K }>> {
  return new Promise((resolve) => {
    const unwatch = serving.watch((notice) => {
      if (notice.kind !== kind) return;
      const found = notice as Extract<ServerNotice, { kind: K }>;
      if (!fits(found)) return;
      unwatch();
      resolve(found);
    });
  });
}
