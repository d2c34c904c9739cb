// What one stranger may cost. Every buffer and every wait in this room is bounded by a name in this list,
// or by one of the broker's settings: `maximumPacketSize`, `connectTimeoutMs`.

export interface HostLimits {
  /** Connections at the same time, both transports together. */
  maxLines: number;
  /** A reader so slow that more than this waits for it is cut. Bytes; one packet may stand on top. */
  maxUnsentBytes: number;
  /** The longest WebSocket message taken. One message may carry many packets. Bytes. */
  maxWebSocketMessageBytes: number;
  /** How long a closed line may take to end its own side. Milliseconds. */
  closeGraceMs: number;
}

export const defaultLimits: HostLimits = {
  maxLines: 10_000,
  maxUnsentBytes: 16 * 1024 * 1024,
  maxWebSocketMessageBytes: 16 * 1024 * 1024,
  closeGraceMs: 2_000,
};
