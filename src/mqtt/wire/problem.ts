/** What is wrong with a peer's bytes, as data: returned, never thrown. */
export interface Problem {
  /** A stable name in kebab-case, for example `non-minimal-length`. Figures look their words up by it. */
  kind: string;
  /** Byte offset in the frame at which reading stopped making sense. */
  offset: number;
  /** One plain English sentence: what was expected and what was found. */
  message: string;
  /** The statement or clause that is broken, for example `MQTT-1.5.5-1` or `2.1.3`. */
  rule: string;
  /** What a server answers: 0x81 Malformed Packet, 0x82 Protocol Error, 0x95 Packet too large, ... */
  reasonCode: number;
}
