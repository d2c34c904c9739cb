// Real lines: TCP, and WebSocket with the sub-protocol that it is asked for.

import { connect } from 'node:net';
import WebSocket from 'ws';
import type { Line, LineEvents, WebSocketLine } from './host.ts';

export async function tcpLine(port: number, events: LineEvents): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('data', (chunk) => events.received(Uint8Array.from(chunk)));
  socket.on('error', () => {}); // always followed by 'close'
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.once('close', () => events.ended());
  return { send: (bytes) => void socket.write(bytes), cut: () => void socket.resetAndDestroy() };
}

export async function webSocketLine(
  url: string,
  events: LineEvents,
  protocols: readonly string[],
): Promise<WebSocketLine> {
  const socket = new WebSocket(url, [...protocols]);
  socket.binaryType = 'nodebuffer';
  socket.on('message', (data) => events.received(Uint8Array.from(data as Buffer)));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {}); // always followed by 'close'
  socket.once('close', () => events.ended());
  return {
    protocol: socket.protocol,
    send: (bytes) => socket.send(bytes),
    sendText: (text) => socket.send(text),
    cut: () => socket.terminate(),
  };
}
