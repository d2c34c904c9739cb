// What a peer does because time passes: it pings when it has said nothing for as long as its Keep Alive, gives the
// line up when the ping before was not answered, and comes back after a while when it lost its line.

import { loseLine, openAgain, type PeerState, type PeerWorld, ping } from './scripted-peer.ts';

/** When the peer does something by itself; undefined: never, as things are. */
export function peerAlarm(peer: PeerState): number | undefined {
  if (peer.line === undefined) return peer.reconnectAt;
  if (!peer.pings || !peer.connected || peer.keepAliveMs === 0) return undefined;
  return peer.spokeAt + peer.keepAliveMs; // [MQTT-3.1.2-20]
}

export function ringPeer(peer: PeerState, world: PeerWorld): void {
  if (peer.line === undefined) {
    openAgain(peer, world);
  } else if (peer.awaitsPingresp) {
    const { line } = peer;
    loseLine(peer, world);
    world.close(line); // v5 3.1.2.10: no PINGRESP within a reasonable time
  } else {
    ping(peer, world);
  }
}
