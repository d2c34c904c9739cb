// The door of the server: the same broker as in the page, in Node, behind TCP and WebSocket.

import { randomInt } from 'node:crypto';
import type { Server } from 'node:net';
import {
  type BrokerSettings,
  createBroker,
  defaultSettings,
  stateOfKept,
  type Talents,
} from '#mqtt/broker';
import { authenticationMethods, type MethodName } from './authentication.ts';
import { type Administered, createHost, type HostedBroker } from './host.ts';
import { defaultLimits, type HostLimits } from './limits.ts';
import { hostAndPort, listen } from './listen.ts';
import type { Watcher } from './notices.ts';
import { openStore, type Store, type Synchronous } from './store.ts';
import { createTcpServer } from './tcp.ts';
import { createWebSocketServer } from './websocket.ts';

export type { Administered, HostedBroker } from './host.ts';
export type { HostLimits } from './limits.ts';
export { PortUnavailableError } from './listen.ts';
export type { CutReason, HostNotice, ServerNotice, Watcher } from './notices.ts';
export { StoreError, type Synchronous } from './store.ts';

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
  /** For CONNECT with an authentication method: these, with the passwords of the setting `users`. Default none. */
  authenticationMethods?: readonly MethodName[];
  /** What else the broker can do. Methods given here come before those above. */
  talents?: Talents;
  limits?: Partial<HostLimits>;
  /** Sessions and retained messages are kept in this file. Without one they live as long as the process. */
  dataFile?: string;
  /** What a commit waits for; `store.ts` says what each survives. Default full. */
  synchronous?: Synchronous;
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
  /** Sends clients away, keeps them out, lets them in again. Bans are kept in the data file. */
  administer(what: Administered): void;
  /** Closes every connection and frees both ports. Takes at most `closeGraceMs`. */
  stop(): Promise<void>;
}

/** Throws PortUnavailableError when a port cannot be had, StoreError for the file; then nothing stays open. */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const { host = '127.0.0.1', port = 1883, wsPort = 8083, path = '/mqtt' } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const settings = { ...defaultSettings, seed: randomInt(2 ** 32), ...options.settings };
  const store = options.dataFile ? openStore(options.dataFile, options.synchronous) : undefined;
  const broker = options.broker ?? brokerOf(settings, talentsOf(options), store);
  const lines = createHost(broker, limits, {
    now,
    ...(store && { keep: (changes) => store.write(changes) }),
  });
  if (options.log) lines.watch(options.log);

  const tcpServer = createTcpServer(lines.welcome, limits);
  const wsServer = createWebSocketServer(lines.welcome, limits, path, settings.connectTimeoutMs);
  const tcp = await listen(tcpServer, host, port, options.findFreePort).catch((error) => {
    store?.close();
    throw error;
  });
  const ws = await listen(wsServer, host, wsPort, options.findFreePort).catch(async (error) => {
    await close(tcpServer);
    store?.close();
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
    administer: lines.administer,
    stop() {
      stopping ??= (async () => {
        lines.stop();
        store?.close();
        const closed = Promise.all([close(tcpServer), close(wsServer)]);
        // Connections that never became WebSockets: a browser's spare ones, a half-sent request.
        wsServer.closeAllConnections();
        await closed;
      })();
      return stopping;
    },
  };
}

/** Never goes backwards, and goes on where it was after a restart: what was kept holds times of this clock. */
const processStart = performance.timeOrigin;
const now = () => processStart + performance.now();

function talentsOf({
  talents,
  authenticationMethods: names = [],
  settings,
}: ServeOptions): Talents {
  const own = talents?.authenticationMethods ?? [];
  const methods = authenticationMethods(names, settings?.users ?? []);
  return { ...talents, authenticationMethods: [...own, ...methods] };
}

function brokerOf(
  settings: BrokerSettings,
  talents: Talents,
  store: Store | undefined,
): HostedBroker {
  const broker = createBroker({ ...settings, recordChanges: store !== undefined }, talents);
  if (store) broker.restore(stateOfKept(store.load(), { ...settings, recordChanges: true }, now()));
  return broker;
}

/** Stops listening; done when the last connection has ended. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
