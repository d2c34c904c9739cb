// Our broker in Node, a fresh one for each promise, behind TCP or behind WebSocket.

import { serve } from '#server';
import type { Host, StartOptions } from './host.ts';
import { tcpLine, webSocketLine } from './sockets.ts';

const start = ({ settings }: StartOptions) => serve({ port: 0, wsPort: 0, settings });

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
