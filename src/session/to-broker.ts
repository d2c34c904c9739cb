// A byte pipe to a broker far away: a WebSocket with the sub-protocol `mqtt` and binary frames. [v5 6.0]

import type { OpenPipe } from './byte-pipe.ts';

/** `url` is `ws://` or `wss://` with host, port and path. Throws what `new WebSocket` throws for a bad one. */
export function toBroker(url: string, subProtocol = 'mqtt'): OpenPipe {
  return (listener) => {
    const socket = new WebSocket(url, subProtocol);
    socket.binaryType = 'arraybuffer';
    let wanted = false;
    let over = false;
    const end = (code?: number) => {
      if (over) return;
      over = true;
      listener.ended(code === undefined ? { wanted } : { wanted, code });
    };
    socket.onopen = () => listener.opened();
    socket.onmessage = (event) => {
      if (over) return;
      // Text frames are against [MQTT-6.0.0-1]; a stranger that sends them is no MQTT server.
      if (event.data instanceof ArrayBuffer) listener.received(new Uint8Array(event.data));
      else socket.close();
    };
    // `error` says nothing that `close` does not say: the browser keeps the cause to itself.
    socket.onclose = (event) => end(event.code);
    return {
      send(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
      },
      close() {
        wanted = true;
        socket.close();
        // A half-open line answers the closing handshake minutes later or never. We have left now.
        end();
      },
      get bufferedBytes() {
        return socket.bufferedAmount;
      },
    };
  };
}
