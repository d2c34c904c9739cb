// A scenario is a text: commands, and below each block of commands everything that happened because of them.
//
//     ann CONNECT clientId=ann keepAlive=10
//     ----
//          0  ann -> broker  CONNECT ...
//
// `playScenario` plays the commands and returns the text with what happens now; a test compares the two, a flag
// writes the new one down, and the difference is read by a person. After each block the world goes on until nothing
// is on its way any more. The peers are simple clients with a will of their own only in acknowledging.
//
// Commands (`#` begins a comment):
//     broker NAME=VALUE ...            settings; only before anything else
//     broker refuses | accepts         new lines
//     latency 20ms
//     bandwidth 100                    bytes a second in each direction; 0: no limit
//     NAME has latencyMs=200 bytesPerSecond=100      its line alone
//     NAME opens | closes | cuts | stalls | resumes | crashes   a line; the first packet opens one too
//     NAME cuts before 2nd PUBACK from broker        or `after`, or `to broker`
//     NAME is silent | answers         stops and goes on acknowledging
//     NAME remembers                   sends again by itself when it comes back to its session
//     NAME pings                       when Keep Alive asks for it
//     NAME reconnects 1s               after that time when it loses its line
//     NAME sends 10 0c 00 ...          any bytes
//     NAME PUBLISH topic=a ...         any packet; names as in `packet-from-words.ts`
//     wait 5s
//     restart broker with memory | without memory
//     note "a reader's action"

import type { BrokerSettings } from '#mqtt/broker';
import type { PacketType, ProtocolVersion } from '#mqtt/wire';
import { packetFromWords, type Word } from './packet-from-words.ts';
import { createSandbox, type Peer, type Sandbox, type SandboxLine } from './sandbox.ts';
import { milliseconds, scissorsOf, settingOf, wordsOf } from './scenario-words.ts';
import { describeEntry } from './trace-text.ts';

const FENCE = '----';

/** The same scenario with what happened this time. Throws `SyntaxError` for a command it does not know. */
export function playScenario(text: string): string {
  const stage = new Stage();
  const blocks = text.split(/\n{2,}/).map((block) => block.replace(/\n+$/, ''));
  return `${blocks
    .filter((block) => block !== '')
    .map((block) => stage.play(block))
    .join('\n\n')}\n`;
}

class Stage {
  #settings: Partial<BrokerSettings> = {};
  #latencyMs = 20;
  #sandbox: Sandbox | undefined;
  /** What happened in the block under way. */
  #told: string[] = [];
  /** By line: the name and the version spoken, for the transcript. */
  readonly #versions = new Map<string, ProtocolVersion>();
  readonly #names = new Map<string, string>();
  /** By name: its latest line, whether it still knows of it or not. */
  readonly #wires = new Map<string, string>();

  play(block: string): string {
    const [commands = ''] = block.split(`\n${FENCE}`);
    const lines = commands.split('\n');
    if (lines.every((line) => line.startsWith('#') || line === '')) return commands;
    this.#told = [];
    for (const line of lines) if (!/^(#|$)/.test(line)) this.#obey(line.trim());
    this.#settle();
    return [commands, FENCE, ...this.#told].join('\n');
  }

  readonly #nameOf = (line: string) => this.#names.get(line) ?? line;
  readonly #versionOf = (line: string) => this.#versions.get(line) ?? 5;

  /** Until nothing is in the air. Alarms of the broker are waited for only by `wait`. */
  #settle(): void {
    const { world } = this;
    for (let last = world.flights.at(-1); last !== undefined; last = world.flights.at(-1)) {
      world.advanceTo(last.arrivesAt);
    }
  }

  get world(): Sandbox {
    if (this.#sandbox === undefined) {
      const world = createSandbox({ latencyMs: this.#latencyMs, broker: this.#settings });
      world.watch((entry) => {
        if (entry.kind === 'line-opening') {
          this.#names.set(entry.line, entry.name);
          this.#wires.set(entry.name, entry.line);
          // A peer that comes back by itself speaks as before.
          this.#versions.set(entry.line, world.peer(entry.name).state.protocolVersion);
        }
        this.#told.push(...describeEntry(entry, this.#nameOf, this.#versionOf));
      });
      this.#sandbox = world;
    }
    return this.#sandbox;
  }

  #obey(command: string): void {
    const words = wordsOf(command);
    const [first, second, third] = words.map(([name]) => name);
    if (first === undefined || second === undefined) {
      throw new SyntaxError(`what does this mean: ${command}`);
    } else if (first === 'broker') {
      if (second === 'refuses') this.world.refuses = true;
      else if (second === 'accepts') this.world.refuses = false;
      else this.#configure(words.slice(1), command);
    } else if (first === 'latency') {
      this.#latencyMs = milliseconds(second);
      if (this.#sandbox !== undefined) this.#sandbox.latencyMs = this.#latencyMs;
    } else if (first === 'bandwidth') {
      this.world.bytesPerSecond = Number(second);
    } else if (first === 'wait') {
      this.world.advance(milliseconds(second));
    } else if (first === 'note') {
      this.world.note(second);
    } else if (first === 'restart' && second === 'broker') {
      this.world.restartBroker({ memory: third === 'with' });
      this.world.advance(0); // both ends learn it now
    } else {
      this.#direct(this.world.peer(first), second, words.slice(2), command);
    }
  }

  #configure(words: readonly Word[], command: string): void {
    if (this.#sandbox !== undefined) throw new SyntaxError(`too late for settings: ${command}`);
    const settings = words.map(([name, value]) => [name, settingOf(value)] as const);
    this.#settings = { ...this.#settings, ...Object.fromEntries(settings) };
  }

  #direct(peer: Peer, verb: string, words: readonly Word[], command: string): void {
    if (verb === 'opens') peer.open();
    else if (verb === 'closes') lineOf(peer).close();
    else if (verb === 'cuts' && words.length > 0) this.#wireOf(peer).cutAtPacket(scissorsOf(words));
    else if (verb === 'cuts') {
      this.#wireOf(peer).cut();
      this.world.advance(0); // both ends learn it now
    } else if (verb === 'stalls') this.#wireOf(peer).stall();
    else if (verb === 'resumes') this.#wireOf(peer).resume();
    else if (verb === 'crashes') this.#wireOf(peer).crash();
    else if (verb === 'answers') peer.behave({ answers: true });
    else if (verb === 'remembers') peer.behave({ remembers: true });
    else if (verb === 'pings') peer.behave({ pings: true });
    else if (verb === 'reconnects') {
      peer.behave({ reconnectsAfterMs: milliseconds(words[0]?.[0] ?? '') });
    } else if (verb === 'is' && words[0]?.[0] === 'silent') peer.behave({ answers: false });
    else if (verb === 'has') {
      this.#wireOf(peer).setPace(
        Object.fromEntries(words.map(([name, value]) => [name, Number(value)])),
      );
    } else if (verb === 'sends') {
      lineOf(peer).send(Uint8Array.from(words, ([digits]) => Number.parseInt(digits, 16)));
    } else if (/^[A-Z]+$/.test(verb)) this.#sendPacket(peer, verb as PacketType, words);
    else throw new SyntaxError(`what does this mean: ${command}`);
  }

  #wireOf({ name }: Peer): SandboxLine {
    const line = this.#wires.get(name);
    if (line === undefined) throw new SyntaxError(`${name} has no line`);
    return this.world.line(line);
  }

  #sendPacket(peer: Peer, type: PacketType, words: readonly Word[]): void {
    const packet = packetFromWords(type, words, {
      protocolVersion: 5,
      clientId: peer.name,
      packetId: peer.state.nextPacketId,
    });
    peer.say(packet);
    if (packet.type === 'CONNECT') this.#versions.set(lineOf(peer).id, packet.protocolVersion);
  }
}

function lineOf({ name, line }: Peer): SandboxLine {
  if (line === undefined) throw new SyntaxError(`${name} has no line`);
  return line;
}
