// What is done to the world from outside: the one way in, whoever presses the button.

import {
  isLineInput,
  isPeerInput,
  type LineInput,
  type PeerInput,
  type SandboxInput,
} from './inputs.ts';
import type { LineListener, LineState } from './line.ts';
import { dieAndForget, openLine, say } from './scripted-peer.ts';
import type { World } from './world.ts';

/** `listener` is only for `connect`, which answers the line. */
export function act(
  world: World,
  input: SandboxInput,
  listener?: LineListener,
): LineState | undefined {
  if (isLineInput(input)) actOnLine(world, input);
  else if (isPeerInput(input)) directPeer(world, input);
  else if (input.kind === 'connect') {
    if (listener === undefined) throw new Error('a line needs a listener');
    return world.network.connect(() => listener, input.name);
  } else if (input.kind === 'set-pace-of-all') {
    world.wires.setPaceOfAll(input.latencyMs, input.bytesPerSecond);
  } else if (input.kind === 'refuse') {
    world.network.refuses = input.refuses;
    world.write({ kind: 'broker-refuses', refuses: input.refuses });
  } else if (input.kind === 'restart-broker') world.restartBroker(input.memory);
  else world.write({ kind: 'note', action: input.action });
  return undefined;
}

/** A line that is gone hears nothing any more. */
function actOnLine(world: World, input: LineInput): void {
  const { network, wires } = world;
  const line = network.line(input.line);
  if (line === undefined) return;
  switch (input.kind) {
    case 'send':
      network.send(line, input.bytes);
      break;
    case 'close':
      network.closeByClient(line);
      break;
    case 'cut':
      network.cut(line);
      break;
    case 'stall':
      wires.stall(line);
      break;
    case 'resume':
      wires.resume(line);
      break;
    case 'place-scissors':
      network.placeScissors(line, input.scissors);
      break;
    case 'set-pace':
      wires.setPace(line, input.pace);
      break;
    case 'crash':
      network.crashClient(line);
      if (line.peer !== undefined) dieAndForget(world.peer(line.peer));
  }
}

function directPeer(world: World, input: PeerInput): void {
  const peer = world.peer(input.peer);
  if (input.kind === 'peer-opens') openLine(peer, world.peerWorld);
  else if (input.kind === 'peer-says') say(peer, input.packet, world.peerWorld);
  else {
    const { manners } = input;
    Object.assign(peer, manners);
    world.write({ kind: 'peer-behaves', peer: peer.name, manners });
  }
}
