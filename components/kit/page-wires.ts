// The real outside of a figure: this page, its clock, its network. Everything a test replaces.

import type { OpenPipe } from '#session';
import { type BrokerChoice, readHostBroker } from './broker-choice.ts';
import type { Wires } from './connection.model.ts';
import { pageClock } from './page-clock.ts';

const PROBE_PATIENCE_MS = 2_000;

/** One sandbox for the whole page, however many figures ask. */
let sandboxPipe: Promise<OpenPipe> | undefined;

/** `base` is the path the site is served under, with a slash at its end. */
export function pageWires(base: string): Wires {
  return {
    clock: pageClock,
    random: Math.random,
    online: () => navigator.onLine,
    pageIsSecure: location.protocol === 'https:',
    now: () => new Date(),
    loadSession: () => import('#session'),
    async openPipe(choice: BrokerChoice) {
      if (choice.kind === 'sandbox') {
        sandboxPipe ??= import('#session/to-sandbox.ts').then(
          ({ liveSandbox }) => liveSandbox(pageClock).openPipe,
          (error: unknown) => {
            sandboxPipe = undefined; // the next press asks again
            throw error;
          },
        );
        return sandboxPipe;
      }
      const { toBroker } = await import('#session/to-broker.ts');
      return toBroker(choice.url);
    },
    async hostBroker() {
      try {
        const answer = await fetch(`${base}host-broker.json`);
        return answer.ok ? readHostBroker(await answer.json()) : undefined;
      } catch {
        return undefined; // offline, or a host that answers with a page: then it has no broker to offer
      }
    },
    answers: (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, 'mqtt');
        const done = (answered: boolean) => {
          clearTimeout(patience);
          socket.onopen = socket.onclose = null;
          socket.close();
          resolve(answered);
        };
        const patience = setTimeout(() => done(false), PROBE_PATIENCE_MS);
        socket.onopen = () => done(true);
        socket.onclose = () => done(false);
      }),
  };
}
