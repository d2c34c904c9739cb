// The verbs of a promise: who comes, and how time passes.

import type { Connect } from '#mqtt/wire';
import { Client } from './client.ts';
import type { RunningHost, WebSocketLine } from './hosts/host.ts';
import type { Version } from './promise.ts';

export class Talk {
  readonly host: RunningHost;
  readonly version: Version;
  readonly #patience: number;
  #opened = 0;

  /** `patience`: milliseconds that a thing may take that happens at once. */
  constructor(host: RunningHost, version: Version, patience: number) {
    this.host = host;
    this.version = version;
    this.#patience = host.advance ? 0 : patience;
  }

  /** A line that has not said anything yet; its client speaks the version of the promise unless told otherwise. */
  async open(version = this.version): Promise<Client> {
    const client = this.#client(version);
    client.line = await this.host.open(client.inbox);
    return client;
  }

  /** A client that is connected: CONNACK has been read, and it was a yes. */
  async join(connect: Partial<Connect> = {}, version = this.version): Promise<Client> {
    const client = await this.open(version);
    await client.join(connect);
    return client;
  }

  async openWebSocket(
    protocols: readonly string[] = ['mqtt'],
  ): Promise<{ client: Client; line: WebSocketLine }> {
    const client = this.#client(this.version);
    const line = await this.host.openWebSocket?.(client.inbox, protocols);
    if (line === undefined) throw new Error('This host has no WebSocket.');
    client.line = line;
    return { client, line };
  }

  /**
   * Milliseconds. In the sandbox the clock moves. On a real host nothing is done: the next thing that is waited for
   * may take as much longer.
   */
  pass(ms: number, ...clients: Client[]): void {
    if (this.host.advance) this.host.advance(ms);
    else for (const client of clients) client.inbox.patience += ms;
  }

  #client(version: Version): Client {
    this.#opened += 1;
    return new Client(`c${this.#opened}`, version, this.#patience);
  }
}
