// The world behind the sandbox's door: broker, network, peers, clock, dice and trace, and the one way in, `put`.
// Everything it knows is plain data, except the listeners outside.

import { type Broker, type BrokerAnswer, type BrokerState, createBroker } from '#mqtt/broker';
import { Clock, type ClockState } from './clock.ts';
import { createDice, type Dice } from './dice.ts';
import {
  isLineInput,
  isPeerInput,
  type LineInput,
  type PeerInput,
  type SandboxInput,
} from './inputs.ts';
import type { LineListener, LineState } from './line.ts';
import { Network, type NetworkState } from './network.ts';
import { peerAlarm, ringPeer } from './peer-timers.ts';
import {
  dieAndForget,
  earOf,
  freshPeer,
  openLine,
  type PeerState,
  type PeerWorld,
  say,
} from './scripted-peer.ts';
import type { SandboxOptions } from './surface.ts';
import { TraceBook, type TraceState } from './trace.ts';
import { Wires, type WiresState } from './wires.ts';

declare function structuredClone<T>(value: T): T;

/** Everything in the sandbox at one moment, copied. */
export interface SandboxState {
  clock: ClockState;
  /** How many things have happened by themselves. */
  steps: number;
  dice: number;
  wires: WiresState;
  network: NetworkState;
  peers: PeerState[];
  broker: BrokerState;
  trace: TraceState;
}

export class World {
  readonly clock: Clock;
  readonly book: TraceBook;
  readonly wires: Wires;
  readonly network: Network;
  steps = 0;
  /** Something happens now; listeners may act, and time may not be moved. */
  moving = false;
  readonly #dice: Dice;
  #broker: Broker;
  #peers = new Map<string, PeerState>();
  readonly #peerWorld: PeerWorld;

  constructor(options: SandboxOptions) {
    const { seed = 1, start = 0, latencyMs = 20, jitterMs = 0, bytesPerSecond = 0 } = options;
    this.clock = new Clock(start);
    this.#dice = createDice(seed);
    this.book = new TraceBook(options.traceLimit);
    const pace = { latencyMs, jitterMs, bytesPerSecond };
    this.wires = new Wires(pace, this.clock, this.#dice, this.book);
    this.network = new Network(this.clock, this.wires, this.book, (what) =>
      this.#obey(this.#broker.receive({ ...what, at: this.clock.now })),
    );
    this.#broker = createBroker({ seed, ...options.broker });
    this.#peerWorld = {
      now: () => this.clock.now,
      open: (peer) =>
        this.network.connect((line) => this.#earOf(peer, line), peer.name, peer.name).id,
      send: (id, bytes) => {
        const line = this.network.line(id);
        if (line !== undefined) this.network.send(line, bytes);
      },
      close: (id) => {
        const line = this.network.line(id);
        if (line !== undefined) this.network.closeByClient(line);
      },
    };
  }

  /** Made when first asked for. */
  peer(name: string): PeerState {
    let peer = this.#peers.get(name);
    if (peer === undefined) {
      peer = freshPeer(name);
      this.#peers.set(name, peer);
    }
    return peer;
  }

  get peers(): readonly PeerState[] {
    return [...this.#peers.values()];
  }

  brokerState(): BrokerState {
    return this.#broker.snapshot();
  }

  /** `listener` is only for `connect`, which answers the line. */
  put(input: SandboxInput, listener?: LineListener): LineState | undefined {
    if (isLineInput(input)) this.#putOnLine(input);
    else if (isPeerInput(input)) this.#putToPeer(input);
    else if (input.kind === 'connect') {
      if (listener === undefined) throw new Error('a line needs a listener');
      return this.network.connect(() => listener, input.name);
    } else if (input.kind === 'set-pace-of-all') {
      this.wires.setPaceOfAll(input.latencyMs, input.bytesPerSecond);
    } else if (input.kind === 'refuse') {
      this.network.refuses = input.refuses;
      this.book.write(this.clock.now, { kind: 'broker-refuses', refuses: input.refuses });
    } else if (input.kind === 'restart-broker') this.#restartBroker(input.memory);
    else this.book.write(this.clock.now, { kind: 'note', action: input.action });
    return undefined;
  }

  nextAlarm(): number | undefined {
    return earliest([
      this.clock.nextArrival(),
      this.#broker.nextAlarm(),
      ...[...this.#peers.values()].map(peerAlarm),
    ]);
  }

  /** What arrives comes before what is only due: a packet in the last moment is in time. Then broker, then peers. */
  happen(at: number): void {
    const { clock } = this;
    this.steps += 1;
    clock.now = Math.max(clock.now, at);
    const flight = clock.nextArrival() === at ? clock.land() : undefined;
    if (flight !== undefined) {
      this.network.land(flight);
    } else if (this.#broker.nextAlarm() === at) {
      this.book.write(clock.now, { kind: 'alarm', peer: undefined });
      this.#obey(this.#broker.receive({ kind: 'time-passed', at: clock.now }));
    } else {
      const peer = [...this.#peers.values()].find((each) => peerAlarm(each) === at);
      if (peer === undefined) throw new Error(`nothing happens at ${at}`);
      this.book.write(clock.now, { kind: 'alarm', peer: peer.name });
      ringPeer(peer, this.#peerWorld);
    }
  }

  save(): SandboxState {
    const copied = structuredClone({
      clock: this.clock.save(),
      steps: this.steps,
      dice: this.#dice.state,
      wires: this.wires.state,
      network: this.network.save(),
      peers: this.peers,
    });
    return {
      ...copied,
      peers: [...copied.peers],
      broker: this.#broker.snapshot(),
      trace: this.book.save(),
    };
  }

  /**
   * Becomes the world of that state, which stays untouched. `listenerOf`: who hears, at lines to the outside.
   * Returns the listeners that are left behind; they do not know it yet.
   */
  load(
    state: SandboxState,
    listenerOf: (line: LineState) => LineListener | undefined,
  ): LineListener[] {
    const { broker, trace, ...rest } = state;
    const copied = structuredClone(rest);
    this.clock.load(copied.clock);
    this.steps = copied.steps;
    this.#dice.state = copied.dice;
    this.wires.state = copied.wires;
    this.#peers = new Map(copied.peers.map((peer) => [peer.name, peer]));
    this.#broker.restore(broker);
    this.book.load(trace);
    return this.network.load(copied.network, (line) =>
      line.peer === undefined ? listenerOf(line) : this.#earOf(this.peer(line.peer), line),
    );
  }

  #earOf(peer: PeerState, line: LineState): LineListener {
    return earOf(peer, line.id, this.#peerWorld);
  }

  #obey({ notices, orders }: BrokerAnswer): void {
    for (const notice of notices) this.book.write(this.clock.now, { kind: 'notice', notice });
    for (const order of orders) this.network.obey(order);
  }

  #putOnLine(input: LineInput): void {
    const line = this.network.line(input.line);
    if (line === undefined) return;
    const { network, wires } = this;
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
        if (line.peer !== undefined) dieAndForget(this.peer(line.peer));
    }
  }

  #putToPeer(input: PeerInput): void {
    const peer = this.peer(input.peer);
    if (input.kind === 'peer-opens') openLine(peer, this.#peerWorld);
    else if (input.kind === 'peer-says') say(peer, input.packet, this.#peerWorld);
    else {
      Object.assign(peer, input.manners);
      const { manners } = input;
      this.book.write(this.clock.now, { kind: 'peer-behaves', peer: peer.name, manners });
    }
  }

  /** All lines break, and the new process has never seen them. With memory the sessions are there again. */
  #restartBroker(memory: boolean): void {
    const state = this.#broker.snapshot();
    const { now } = this.clock;
    this.book.write(now, { kind: 'broker-restarted', memory });
    for (const line of this.network.lines) {
      this.network.cut(line);
      line.broker = 'ended';
    }
    this.#broker = createBroker(state.settings);
    if (!memory) return;
    this.#broker.restore(state);
    for (const line of state.connections.keys()) {
      this.#obey(this.#broker.receive({ kind: 'line-lost', at: now, line }));
    }
  }
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  let first: number | undefined;
  for (const time of times) {
    if (time !== undefined && (first === undefined || time < first)) first = time;
  }
  return first;
}
