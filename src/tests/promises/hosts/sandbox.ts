// The broker in memory. Lines take no time, so that everything that can happen has happened when a call returns.

import { createSandbox } from '#mqtt/sandbox';
import type { Host } from './host.ts';

export const sandboxHost: Host = {
  name: 'sandbox',
  virtualTime: true,
  async start({ settings }) {
    const world = createSandbox({ latencyMs: 0, broker: settings });
    return {
      async open(events) {
        const line = world.connect({
          opened() {},
          received: events.received,
          ended: () => events.ended(),
        });
        world.advance(0);
        return {
          send(bytes) {
            line.send(bytes);
            world.advance(0);
          },
          cut() {
            line.cut();
            world.advance(0);
          },
        };
      },
      advance: (ms) => world.advance(ms),
      async stop() {},
    };
  },
};
