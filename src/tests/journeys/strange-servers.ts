// What a reader may meet instead of a broker.

import { createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

/** Takes a TCP connection and never says a word: what a firewall that swallows looks like. Its port. */
export async function silentServer(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return portOf(server);
}

/** Answers every CONNECT with a code of ours and remembers what it said. */
export async function refusingBroker(reasonCode: number) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'mqtt' });
  await new Promise((resolve) => server.once('listening', resolve));
  const connects: IConnectPacket[] = [];
  server.on('connection', (socket) => {
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => {
      if (packet.cmd !== 'connect') return;
      connects.push(packet);
      const answer = { cmd: 'connack', reasonCode, sessionPresent: false } as const;
      socket.send(mqttPacket.generate(answer, { protocolVersion: 5 }));
    });
    socket.on('message', (data: Buffer) => void parser.parse(data));
  });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as { port: number }).port}/mqtt`, connects };
}

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
};
