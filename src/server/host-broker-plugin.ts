// The page asks `host-broker.json` beside its root whether whoever serves it also runs a broker.
// On a static host that is the file in `public/`; under `npm start` and `npm run dev` it is this answer.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the page reads. `url: null` means that no broker comes with this site. */
export interface HostBroker {
  url: string | null;
  /** A name to show, for a classroom; null for the page's own words. */
  name: string | null;
  /** True when it runs on the reader's own machine. */
  local?: boolean;
  /** For terminals; absent when only WebSocket is offered. */
  tcpPort?: number;
}

/** JSON of a HostBroker, set by start.ts for the server that answers. */
export const hostBrokerVariable = 'HELLO_MQTT_HOST_BROKER';

type Next = () => void;

/** Answers `.../host-broker.json` under any base; hands everything else on. */
export function answerHostBroker(request: IncomingMessage, response: ServerResponse, next: Next) {
  const answer = process.env[hostBrokerVariable];
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (answer === undefined || !path.endsWith('/host-broker.json')) {
    next();
    return;
  }
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(request.method === 'HEAD' ? undefined : answer);
}

/** As much of Vite's server as is used; Vite itself is no direct dependency of ours. */
interface ServerWithMiddleware {
  middlewares: { use(middleware: typeof answerHostBroker): void };
}

/** The Vite plugin for `astro.config.mjs`. It serves `astro dev`; `astro preview` leaves plugins out. */
export function hostBrokerPlugin() {
  return {
    name: 'hello-mqtt:host-broker',
    configureServer(server: ServerWithMiddleware) {
      server.middlewares.use(answerHostBroker);
    },
  };
}
