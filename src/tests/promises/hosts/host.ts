// What a promise needs of a place where a broker runs: open a line, send bytes, hear what comes, and, where the host
// can, move the clock. Everything else is said in packets, so that a promise is written once for all hosts.

import type { BrokerSettings, Talents } from '#mqtt/broker';

export interface LineEvents {
  received(bytes: Uint8Array): void;
  /** The last call: the line is gone, whoever ended it. */
  ended(): void;
}

export interface Line {
  send(bytes: Uint8Array): void;
  /** The line breaks, without a word to the broker. */
  cut(): void;
}

/** A line whose frames can be chosen, for the promises of chapter 6. */
export interface WebSocketLine extends Line {
  /** The sub-protocol the server chose. */
  readonly protocol: string;
  sendText(text: string): void;
}

export interface RunningHost {
  /** Resolves when bytes may be sent. */
  open(events: LineEvents): Promise<Line>;
  openWebSocket?(events: LineEvents, protocols: readonly string[]): Promise<WebSocketLine>;
  /** Milliseconds of virtual time. Absent: time is real. */
  advance?(ms: number): void;
  stop(): Promise<void>;
}

export interface StartOptions {
  settings: Partial<BrokerSettings>;
  talents: Talents | undefined;
  /** The lines of a mosquitto configuration that say the same as `settings`. */
  mosquitto: readonly string[];
}

export interface Host {
  readonly name: 'sandbox' | 'Node over TCP' | 'Node over WebSocket' | 'mosquitto';
  /** Time is virtual: nothing is ever waited for, and what has not come will not come. */
  readonly virtualTime: boolean;
  start(options: StartOptions): Promise<RunningHost>;
}
