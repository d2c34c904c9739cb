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
//     broker NAME=VALUE ...        settings; only before anything else
//     latency 20ms
//     NAME opens | closes | cuts   a line; the first packet opens one too
//     NAME is silent | answers     stops and goes on acknowledging
//     NAME sends 10 0c 00 ...      any bytes
//     NAME PUBLISH topic=a ...     any packet; names as in `packet-from-words.ts`
//     wait 5s
//     restart broker with memory | without memory

import type { BrokerSettings } from '#mqtt/broker';
import type { PacketType, ProtocolVersion } from '#mqtt/wire';
import { writePacket } from '#mqtt/wire';
import { packetFromWords, type Word } from './packet-from-words.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { createPeer, type Peer } from './scripted-peer.ts';
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
  readonly #peers = new Map<string, Peer>();
  /** By line: the name and the version spoken, for the transcript. */
  readonly #versions = new Map<string, ProtocolVersion>();
  readonly #names = new Map<string, string>();

  play(block: string): string {
    const [commands = ''] = block.split(`\n${FENCE}`);
    const lines = commands.split('\n');
    if (lines.every((line) => line.startsWith('#') || line === '')) return commands;
    this.#told = [];
    for (const line of lines) if (!line.startsWith('#')) this.#obey(line.trim());
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
        this.#told.push(...describeEntry(entry, this.#nameOf, this.#versionOf));
      });
      this.#sandbox = world;
    }
    return this.#sandbox;
  }

  #obey(command: string): void {
    const words = wordsOf(command);
    const [first, second, third] = words.map(([name]) => name);
    if (first === 'broker') {
      this.#configure(words.slice(1), command);
    } else if (first === 'latency' && second !== undefined) {
      this.#latencyMs = milliseconds(second);
      if (this.#sandbox !== undefined) this.#sandbox.latencyMs = this.#latencyMs;
    } else if (first === 'wait' && second !== undefined) {
      this.world.advance(milliseconds(second));
    } else if (first === 'restart' && second === 'broker') {
      this.world.restartBroker({ memory: third === 'with' });
    } else if (first !== undefined && second !== undefined) {
      this.#direct(this.#peer(first), second, words.slice(2), command);
    } else {
      throw new SyntaxError(`what does this mean: ${command}`);
    }
  }

  #configure(words: readonly Word[], command: string): void {
    if (this.#sandbox !== undefined) throw new SyntaxError(`too late for settings: ${command}`);
    const settings = words.map(([name, value]) => {
      const number = Number(value);
      return [name, Number.isNaN(number) ? value : number] as const;
    });
    this.#settings = { ...this.#settings, ...Object.fromEntries(settings) };
  }

  #peer(name: string): Peer {
    let peer = this.#peers.get(name);
    if (peer === undefined) {
      peer = createPeer(this.world, name, (line) => this.#names.set(line, name));
      this.#peers.set(name, peer);
    }
    return peer;
  }

  #direct(peer: Peer, verb: string, words: readonly Word[], command: string): void {
    if (verb === 'opens') peer.open();
    else if (verb === 'closes') peer.line().close();
    else if (verb === 'cuts') peer.line().cut();
    else if (verb === 'answers') peer.answers = true;
    else if (verb === 'is' && words[0]?.[0] === 'silent') peer.answers = false;
    else if (verb === 'sends') {
      peer.line().send(Uint8Array.from(words, ([digits]) => Number.parseInt(digits, 16)));
    } else if (/^[A-Z]+$/.test(verb)) {
      this.#sendPacket(peer, verb as PacketType, words);
    } else throw new SyntaxError(`what does this mean: ${command}`);
  }

  #sendPacket(peer: Peer, type: PacketType, words: readonly Word[]): void {
    const packet = packetFromWords(type, words, {
      protocolVersion: 5,
      clientId: peer.name,
      packetId: peer.nextPacketId,
    });
    if (packet.type === 'CONNECT') {
      if (!peer.isOpen) peer.open();
      peer.protocolVersion = packet.protocolVersion;
      this.#versions.set(peer.line().id, packet.protocolVersion);
    }
    if ('packetId' in packet && packet.packetId === peer.nextPacketId) peer.nextPacketId += 1;
    peer.line().send(writePacket(packet, peer.protocolVersion));
  }
}

function wordsOf(command: string): Word[] {
  const words = command.match(/[^\s="]+(?:=(?:"(?:[^"\\]|\\.)*"|\S*))?/g) ?? [];
  return words.map((word): Word => {
    const equals = word.indexOf('=');
    if (equals === -1) return [word, 'true'];
    const value = word.slice(equals + 1);
    return [word.slice(0, equals), value.startsWith('"') ? JSON.parse(value) : value];
  });
}

function milliseconds(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(text);
  if (parts === null) throw new SyntaxError(`not a time: ${text} (try 20ms, 5s, 2min, 1h)`);
  const unit = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }[parts[2] as 'ms' | 's' | 'min' | 'h'];
  return Number(parts[1]) * unit;
}
