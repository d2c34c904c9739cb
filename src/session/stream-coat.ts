// MQTT.js wants a Node stream; we have a byte pipe. This is the coat between them.
// MQTT.js writes one packet in many small pieces and corks around them, so `writev` joins
// what belongs together: one packet, one send, one WebSocket message.

import type { BytePipe, OpenPipe, PipeEnd } from './byte-pipe.ts';
import type { MqttJs } from './load-mqtt.ts';

export interface CoatListener {
  opened(): void;
  ended(end: PipeEnd): void;
}

type Done = (error: Error | null) => void;
type Chunks = ArrayLike<{ chunk: Uint8Array }>;

/** Opens the pipe and returns the stream that MQTT.js works on. */
export function coat({ Duplex }: MqttJs, openPipe: OpenPipe, listener: CoatListener) {
  let ready = false;
  let whenReady: (() => void) | undefined;
  let pipe: BytePipe | undefined;

  const send = (bytes: Uint8Array, done: Done) => {
    const go = () => {
      pipe?.send(bytes);
      done(null);
    };
    if (ready) go();
    else whenReady = go;
  };

  const stream = new Duplex({
    read() {},
    write: (chunk: Uint8Array, _encoding: string, done: Done) => send(chunk, done),
    writev: (chunks: Chunks, done: Done) =>
      send(joined(Array.from(chunks, ({ chunk }) => chunk)), done),
    final(done: Done) {
      pipe?.close();
      done(null);
    },
    destroy(_error: Error | null, done: Done) {
      pipe?.close();
      done(null);
    },
  });

  pipe = openPipe({
    opened() {
      ready = true;
      listener.opened();
      whenReady?.();
      whenReady = undefined;
    },
    received: (bytes) => void stream.push(bytes),
    ended(end) {
      ready = false;
      listener.ended(end);
      if (!stream.destroyed) stream.destroy();
    },
  });
  return stream;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
