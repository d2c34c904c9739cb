// What came on one line, packet by packet, and the wait for more. In virtual time there is no wait: what has not come
// will not come. In real time an event ends the wait; only a promise that is not kept waits until patience ends.

import { Framer, type Packet, type ProtocolVersion, readPacket } from '#mqtt/wire';
import type { LineEvents } from './hosts/host.ts';

export interface Heard {
  packet: Packet;
  frame: Uint8Array;
}

export class Inbox implements LineEvents {
  /** Milliseconds that the next wait may take. */
  patience: number;
  version: ProtocolVersion;
  hasEnded = false;
  readonly #usualPatience: number;
  readonly #framer = new Framer();
  #heard: Heard[] = [];
  #fault: Error | undefined;
  #wake: (() => void) | undefined;

  /** A patience of 0 is that of virtual time. */
  constructor(version: ProtocolVersion, patience: number) {
    this.version = version;
    this.patience = patience;
    this.#usualPatience = patience;
  }

  readonly received = (bytes: Uint8Array): void => {
    this.#framer.push(bytes);
    for (let frame = this.#framer.next(); frame !== undefined; frame = this.#framer.next()) {
      if (!(frame instanceof Uint8Array)) {
        this.#fault = new Error(`The server's bytes are no frame: ${frame.message}`);
        break;
      }
      const reading = readPacket(frame, this.version, 'server');
      if ('packet' in reading) {
        this.#heard.push({ packet: reading.packet, frame: frame.slice() });
      } else {
        const { rule, message } = reading.problem;
        const hex = [...frame].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
        this.#fault = new Error(`The server's packet breaks [${rule}]: ${message} Bytes: ${hex}`);
      }
    }
    this.#wake?.();
  };

  readonly ended = (): void => {
    this.hasEnded = true;
    this.#wake?.();
  };

  /** The next packet; undefined when the line ended and nothing more came. */
  async next(): Promise<Heard | undefined> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard !== undefined) return heard;
      if (this.#fault !== undefined) throw this.#fault;
      if (this.hasEnded) return undefined;
      await this.#more('no packet came and the line did not end');
    }
  }

  /** Waits for the end; returns what came and was not read. */
  async end(): Promise<Heard[]> {
    while (!this.hasEnded) await this.#more('the line did not end');
    if (this.#fault !== undefined) throw this.#fault;
    return this.#heard.splice(0);
  }

  async #more(complaint: string): Promise<void> {
    if (this.#usualPatience === 0) throw new Error(`${complaint}${this.#unread()}`);
    const { patience } = this;
    this.patience = this.#usualPatience;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${complaint} within ${patience} ms${this.#unread()}`));
      }, patience);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #unread(): string {
    return this.#heard.length === 0
      ? ''
      : `; unread: ${this.#heard.map(({ packet }) => packet.type).join(', ')}`;
  }
}
