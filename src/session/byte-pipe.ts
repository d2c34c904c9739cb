// The one small interface that both worlds fulfil: a WebSocket to a broker far away,
// and a line into the sandbox inside the page. MQTT.js never learns which it got.

/** Why a pipe ended. Only what this side can honestly know. */
export interface PipeEnd {
  /** True when this side asked for it. */
  wanted: boolean;
  /** WebSocket close code [RFC 6455 section 7.4], where there is one. */
  code?: number;
}

export interface PipeListener {
  opened(): void;
  /** Bytes as they came. One call is not one packet. */
  received(bytes: Uint8Array): void;
  /** Called exactly once, also when the pipe never opened. Nothing comes after it. */
  ended(end: PipeEnd): void;
}

export interface BytePipe {
  send(bytes: Uint8Array): void;
  close(): void;
  /** Bytes accepted by `send` that have not left yet. */
  readonly bufferedBytes: number;
}

/** Starts to open a pipe at once. Reports everything, failure included, through the listener. */
export type OpenPipe = (listener: PipeListener) => BytePipe;
