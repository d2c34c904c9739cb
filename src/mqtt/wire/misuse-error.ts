/** Our own caller asked for something MQTT has no bytes for. Thrown, never sent: the peer did nothing wrong. */
export class MisuseError extends Error {
  override name = 'MisuseError';
  /** The statement or clause that forbids it, for example `MQTT-2.2.1-2`. */
  readonly rule: string;

  constructor(message: string, rule: string) {
    super(`${message} [${rule}]`);
    this.rule = rule;
  }
}
