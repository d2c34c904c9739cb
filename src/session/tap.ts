// Listens on a byte pipe without touching it, and cuts both directions into whole packets.
// What the tape shows is therefore what crossed, not what somebody meant to send.

import { Framer } from '#mqtt/wire';
import type { BytePipe, OpenPipe } from './byte-pipe.ts';

/** `out` is you to broker, `in` is broker to you. */
export type Direction = 'out' | 'in';

export interface Frame {
  direction: Direction;
  /** One whole packet: a view of the bytes that crossed. Copy what you keep. */
  bytes: Uint8Array;
}

export function tapped(openPipe: OpenPipe, heard: (frame: Frame) => void): OpenPipe {
  return (listener) => {
    const out = cutter('out', heard);
    const into = cutter('in', heard);
    const pipe = openPipe({
      ...listener,
      opened: () => listener.opened(),
      ended: (end) => listener.ended(end),
      received(bytes) {
        into(bytes);
        listener.received(bytes);
      },
    });
    const tappedPipe: BytePipe = {
      send(bytes) {
        out(bytes);
        pipe.send(bytes);
      },
      close: () => pipe.close(),
      get bufferedBytes() {
        return pipe.bufferedBytes;
      },
    };
    return tappedPipe;
  };
}

function cutter(direction: Direction, heard: (frame: Frame) => void) {
  const framer = new Framer();
  let lost = false;
  return (bytes: Uint8Array) => {
    if (lost) return;
    framer.push(bytes);
    for (;;) {
      const frame = framer.next();
      if (frame === undefined) return;
      if (!(frame instanceof Uint8Array)) {
        // Not MQTT any more. MQTT.js finds out by itself and closes; the tape ends here.
        lost = true;
        return;
      }
      heard({ direction, bytes: frame });
    }
  };
}
