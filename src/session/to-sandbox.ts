// A byte pipe into the sandbox inside the page. The sandbox stands still until told to move;
// here the wall clock moves it, so that it feels like a broker a few milliseconds away.

import { createSandbox, type Sandbox } from '#mqtt/sandbox';
import type { OpenPipe } from './byte-pipe.ts';
import type { Clock } from './clock.ts';

/** Milliseconds each way: enough to see that time passed, little enough not to wait. */
const LATENCY_MS = 8;

export interface LiveSandbox {
  sandbox: Sandbox;
  openPipe: OpenPipe;
}

/** A new, empty broker in the page, kept moving by `clock`. */
export function liveSandbox(clock: Clock): LiveSandbox {
  const sandbox = createSandbox({ latencyMs: LATENCY_MS });
  const zero = clock.now() - sandbox.now;
  let stopAlarm: (() => void) | undefined;
  let moving = false;

  const catchUp = () => {
    moving = true;
    try {
      sandbox.advanceTo(Math.max(sandbox.now, clock.now() - zero));
    } finally {
      moving = false;
    }
    waitForNext();
  };

  const waitForNext = () => {
    stopAlarm?.();
    const alarm = sandbox.nextAlarm();
    const waitMs = alarm === undefined ? undefined : Math.max(0, alarm + zero - clock.now());
    stopAlarm = waitMs === undefined ? undefined : clock.after(waitMs, catchUp);
  };

  /** Does something to the sandbox at the moment that the clock shows. */
  const act = <T>(action: () => T): T => {
    // What arrives makes MQTT.js answer while the sandbox still moves: then this is that moment.
    if (moving) return action();
    catchUp();
    const result = action();
    waitForNext();
    return result;
  };

  // Whoever else touches the sandbox (a lab that restarts the broker) makes things happen too.
  sandbox.watch(() => {
    if (!moving) clock.after(0, catchUp);
  });

  return {
    sandbox,
    openPipe(listener) {
      const line = act(() =>
        sandbox.connect({
          opened: () => listener.opened(),
          received: (bytes) => listener.received(bytes),
          ended: (wanted) => listener.ended({ wanted }),
        }),
      );
      return {
        send: (bytes) => act(() => line.send(bytes)),
        close: () => act(() => line.close()),
        bufferedBytes: 0,
      };
    },
  };
}
