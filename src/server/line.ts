// One network connection as the host sees it. TCP and WebSocket both fulfil `Line`;
// whatever differs between them stays behind it.

export type Transport = 'tcp' | 'websocket';

export interface Line {
  readonly transport: Transport;
  /** Address and port of the other side, for people. */
  readonly peer: string;
  /** Bytes given to `send` that have not left this process yet. */
  readonly unsentBytes: number;
  /** Everything that one turn has for this line, in order and not empty: as few system calls as possible. */
  send(packets: readonly Uint8Array[]): void;
  /** Lets what was sent go out, then ends. A peer that does not end its side too is cut after a grace time. */
  close(why?: Farewell): void;
  /** Cuts at once; what was not sent is lost. */
  cut(): void;
}

/** A word for the peer where the transport has one; WebSocket does, TCP does not. */
export interface Farewell {
  /** WebSocket close code [RFC 6455 section 7.4.1]. */
  code: number;
  reason: string;
}

/** What the host wants to hear about a line. */
export interface LineEvents {
  /** Bytes as they came. One call is not one packet. */
  received(bytes: Uint8Array): void;
  /** Called once; nothing comes after it. */
  lost(): void;
}

/** A new line is announced; undefined means that the host has no place for it. */
export type Welcome = (line: Line) => LineEvents | undefined;
