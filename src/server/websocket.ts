// MQTT over WebSocket (v5 and v3.1.1 section 6). Packets and messages are cut independently of each
// other [MQTT-6.0.0-2], so bytes simply pass through. What a browser cannot say in MQTT, such as a
// wrong path, is said in HTTP, in one plain sentence.

import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { batches } from './batches.ts';
import type { HostLimits } from './limits.ts';
import type { Line, Welcome } from './line.ts';
import { destroyLater, peerName, plainBytes } from './tcp.ts';

/** `mqtt` is the standard's name [MQTT-6.0.0-3]; `mqttv3.1` is what clients of 3.1 say. */
const subProtocols = ['mqtt', 'mqttv3.1'];

/** Connections beyond `maxLines` that are let in to be told that there is no room. */
const placesToRefuseIn = 100;

/** RFC 6455 section 7.4.1. */
const closedNormally = 1000;
const cannotAcceptThisData = 1003;

export function createWebSocketServer(
  welcome: Welcome,
  limits: HostLimits,
  path: string,
  connectTimeoutMs: number,
): Server {
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxWebSocketMessageBytes,
    // The server answers with one of those the client offered [MQTT-6.0.0-4].
    handleProtocols: (offered) => subProtocols.find((name) => offered.has(name)) ?? false,
  });
  const server = createServer(
    {
      // A peer that dribbles its HTTP head is a peer that does not say CONNECT.
      headersTimeout: connectTimeoutMs,
      requestTimeout: connectTimeoutMs,
      connectionsCheckingInterval: Math.min(connectTimeoutMs, 1_000),
    },
    (request, response) => {
      const [status, sentence] = pathOf(request) === path ? notAnUpgrade : wrongPath(path);
      const upgrade = status === 426 ? { upgrade: 'websocket' } : {};
      response.writeHead(status, { 'content-type': plainText, connection: 'close', ...upgrade });
      response.end(`${sentence}\n`);
    },
  );
  // Those that are not WebSockets yet cost something too; the host counts the others.
  server.maxConnections = limits.maxLines + placesToRefuseIn;
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // An error is always followed by 'close'; `ws` reports that one.
    stream.on('error', () => {});
    const refusal = refusalOf(request, path);
    if (refusal) {
      refuse(stream as Socket, ...refusal, limits.closeGraceMs);
      return;
    }
    upgrader.handleUpgrade(request, stream, head, (socket) =>
      join(socket, stream as Socket, welcome, limits),
    );
  });
  return server;
}

type Refusal = readonly [status: number, sentence: string];

const notAnUpgrade: Refusal = [
  426,
  'This is an MQTT broker. Connect to it with an MQTT client over WebSocket.',
];

function wrongPath(path: string): Refusal {
  return [404, `There is nothing here. MQTT over WebSocket is at the path ${path}.`];
}

function refusalOf(request: IncomingMessage, path: string): Refusal | undefined {
  if (pathOf(request) !== path) return wrongPath(path);
  const offered = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim());
  if (!subProtocols.some((name) => offered.includes(name))) {
    return [400, 'The WebSocket sub-protocol must be "mqtt" [MQTT-6.0.0-3].'];
  }
  return undefined;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

const plainText = 'text/plain; charset=utf-8';

/** After 'upgrade' there is no response object any more; the answer is written by hand. */
function refuse(socket: Socket, status: number, sentence: string, graceMs: number): void {
  const body = `${sentence}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${plainText}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  destroyLater(socket, graceMs);
}

function join(socket: WebSocket, raw: Socket, welcome: Welcome, limits: HostLimits): void {
  raw.setNoDelay(true);
  raw.setKeepAlive(true, 60_000);
  // Broken frames and oversized messages end in 'error' and then 'close', with the code sent by `ws`.
  socket.on('error', () => {});
  const line = webSocketLine(socket, raw, limits.closeGraceMs);
  const events = welcome(line);
  if (!events) {
    socket.close(1013, 'The broker has no room for another connection.');
    destroyLater(raw, limits.closeGraceMs);
    return;
  }
  let ended = false;
  socket.on('message', (data, isBinary) => {
    if (ended) return;
    if (!isBinary) {
      // Anything but a binary frame closes the network connection [MQTT-6.0.0-1].
      ended = true;
      line.close({ code: cannotAcceptThisData, reason: 'MQTT travels in binary frames only.' });
      events.lost();
      return;
    }
    events.received(plainBytes(data as Buffer));
  });
  socket.on('close', () => events.lost());
}

const messageOptions = { binary: true, compress: false };

function webSocketLine(socket: WebSocket, raw: Socket, closeGraceMs: number): Line {
  return {
    transport: 'websocket',
    peer: peerName(raw),
    get unsentBytes() {
      return socket.bufferedAmount;
    },
    // A message may carry many packets; each piece becomes one.
    send(packets) {
      raw.cork();
      for (const piece of batches(packets)) socket.send(piece, messageOptions);
      raw.uncork();
    },
    close(why = { code: closedNormally, reason: '' }) {
      socket.close(why.code, why.reason);
      destroyLater(raw, closeGraceMs);
    },
    cut: () => socket.terminate(),
  };
}
