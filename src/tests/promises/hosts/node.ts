// Our broker in Node, a fresh one for each promise, behind TCP or behind WebSocket.

import { createBroker } from '#mqtt/broker';
import { serve } from '#server';
import type { Host, StartOptions } from './host.ts';
import { tcpLine, webSocketLine } from './sockets.ts';

function start({ settings, talents }: StartOptions) {
  const ports = { port: 0, wsPort: 0 };
  return talents === undefined
    ? serve({ ...ports, settings })
    : serve({ ...ports, broker: createBroker(settings, talents) });
}

export const nodeTcpHost: Host = {
  name: 'Node over TCP',
  virtualTime: false,
  async start(options) {
    const serving = await start(options);
    return {
      open: (events) => tcpLine(serving.tcp.port, events),
      stop: () => serving.stop(),
    };
  },
};

export const nodeWebSocketHost: Host = {
  name: 'Node over WebSocket',
  virtualTime: false,
  async start(options) {
    const serving = await start(options);
    const { url } = serving.ws;
    return {
      open: (events) => webSocketLine(url, events, ['mqtt']),
      openWebSocket: (events, protocols) => webSocketLine(url, events, protocols),
      stop: () => serving.stop(),
    };
  },
};
