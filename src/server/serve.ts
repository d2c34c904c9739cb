// The door of the server: the same broker as in the page, in Node, behind TCP and WebSocket.

import { randomInt } from 'node:crypto';
import type { Server } from 'node:net';
import { type BrokerSettings, createBroker, defaultSettings } from '#mqtt/broker';
import { createHost, type HostedBroker } from './host.ts';
import { defaultLimits, type HostLimits } from './limits.ts';
import { hostAndPort, listen } from './listen.ts';
import type { Watcher } from './notices.ts';
import { createTcpServer } from './tcp.ts';
import { createWebSocketServer } from './websocket.ts';

export type { HostedBroker } from './host.ts';
export type { HostLimits } from './limits.ts';
export { PortUnavailableError } from './listen.ts';
export type { CutReason, HostNotice, ServerNotice, Watcher } from './notices.ts';

export interface ServeOptions {
  /** The address to listen on. Default 127.0.0.1: this machine only. */
  host?: string;
  /** TCP port; 0 takes any free one. Default 1883. */
  port?: number;
  /** WebSocket port; 0 takes any free one. Default 8083. */
  wsPort?: number;
  /** The path of the WebSocket address. Default /mqtt. */
  path?: string;
  /** A taken port is replaced by the next free one instead of an error. Default false. */
  findFreePort?: boolean;
  settings?: Partial<BrokerSettings>;
  limits?: Partial<HostLimits>;
  /** Sees every notice from the first on. */
  log?: Watcher;
  /** A broker to serve instead of a new one. */
  broker?: HostedBroker;
}

export interface Serving {
  readonly tcp: { readonly host: string; readonly port: number };
  readonly ws: { readonly host: string; readonly port: number; readonly url: string };
  /** Connections open now. */
  readonly lineCount: number;
  /** Calls the watcher with everything that happens; returns the way to stop that. */
  watch(watcher: Watcher): () => void;
  /** Closes every connection and frees both ports. Takes at most `closeGraceMs`. */
  stop(): Promise<void>;
}

/** Throws PortUnavailableError when a port cannot be had; then nothing stays open. */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const { host = '127.0.0.1', port = 1883, wsPort = 8083, path = '/mqtt' } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const settings = { ...defaultSettings, seed: randomInt(2 ** 32), ...options.settings };
  const broker = options.broker ?? createBroker(settings);
  const lines = createHost(broker, limits);
  if (options.log) lines.watch(options.log);

  const tcpServer = createTcpServer(lines.welcome, limits);
  const wsServer = createWebSocketServer(lines.welcome, limits, path, settings.connectTimeoutMs);
  const tcp = await listen(tcpServer, host, port, options.findFreePort);
  const ws = await listen(wsServer, host, wsPort, options.findFreePort).catch(async (error) => {
    await close(tcpServer);
    throw error;
  });

  let stopping: Promise<void> | undefined;
  return {
    tcp,
    ws: { ...ws, url: `ws://${hostAndPort(ws.host, ws.port)}${path}` },
    get lineCount() {
      return lines.lineCount;
    },
    watch: lines.watch,
    stop() {
      stopping ??= (async () => {
        lines.stop();
        const closed = Promise.all([close(tcpServer), close(wsServer)]);
        // Connections that never became WebSockets: a browser's spare ones, a half-sent request.
        wsServer.closeAllConnections();
        await closed;
      })();
      return stopping;
    },
  };
}

/** Stops listening; done when the last connection has ended. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
