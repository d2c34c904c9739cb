// MQTT over plain TCP, the network connection of v5 section 4.2.

import { createServer, type Server, type Socket } from 'node:net';
import { batches } from './batches.ts';
import type { HostLimits } from './limits.ts';
import type { Line, Welcome } from './line.ts';

/** TCP's own probe for peers that vanished without a word; the only one when Keep Alive is 0. */
const probeAfterMs = 60_000;

export function createTcpServer(welcome: Welcome, limits: HostLimits): Server {
  return createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: probeAfterMs },
    (socket) => {
      // An error is always followed by 'close', which says all that the host needs.
      socket.on('error', () => {});
      const events = welcome(tcpLine(socket, limits.closeGraceMs));
      if (!events) {
        socket.destroy();
        return;
      }
      socket.on('data', (chunk: Buffer) => events.received(plainBytes(chunk)));
      // The peer ended its side: for MQTT the connection is over, although ours may still drain.
      socket.on('end', () => {
        events.lost();
        destroyLater(socket, limits.closeGraceMs);
      });
      socket.on('close', () => events.lost());
    },
  );
}

function tcpLine(socket: Socket, closeGraceMs: number): Line {
  return {
    transport: 'tcp',
    peer: peerName(socket),
    get unsentBytes() {
      return socket.writableLength;
    },
    send(packets) {
      const pieces = batches(packets);
      if (pieces.length > 1) socket.cork();
      for (const piece of pieces) socket.write(piece);
      if (pieces.length > 1) socket.uncork();
    },
    // `end` sends FIN and not RST, so that the last packet, often the reason, still arrives.
    close() {
      socket.end();
      destroyLater(socket, closeGraceMs);
    },
    cut: () => void socket.destroy(),
  };
}

export function peerName(socket: Socket): string {
  const address = socket.remoteAddress ?? 'unknown';
  const host = address.includes(':') ? `[${address}]` : address;
  return `${host}:${socket.remotePort ?? 0}`;
}

/** Ends the wait for a peer that never closes its own side. */
export function destroyLater(socket: Socket, graceMs: number): void {
  const timer = setTimeout(() => socket.destroy(), graceMs);
  socket.once('close', () => clearTimeout(timer));
}

/** The same memory seen as a plain Uint8Array: `Buffer` has its own meaning of `slice`. */
export function plainBytes(chunk: Buffer): Uint8Array {
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
