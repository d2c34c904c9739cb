// The world behind the sandbox's door: broker, network, peers, clock, dice and trace, and how one thing after the other
// happens in it. What is done to it from outside is `acting.ts`. All it knows is plain data, but the listeners outside.

import {
  type Broker,
  type BrokerAnswer,
  type BrokerState,
  createBroker,
  type Talents,
} from '#mqtt/broker';
import { Clock, type ClockState } from './clock.ts';
import { createDice, type Dice } from './dice.ts';
import type { LineListener, LineState } from './line.ts';
import { Network, type NetworkState } from './network.ts';
import { peerAlarm, ringPeer } from './peer-timers.ts';
import { earOf, freshPeer, type PeerState, type PeerWorld } from './scripted-peer.ts';
import type { SandboxOptions } from './surface.ts';
import { TraceBook, type TraceEvent, type TraceState } from './trace.ts';
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
  readonly #talents: Talents;
  #broker: Broker;
  #peers = new Map<string, PeerState>();
  readonly peerWorld: PeerWorld;

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
    this.#talents = options.talents ?? {};
    this.#broker = createBroker({ seed, ...options.broker }, this.#talents);
    this.peerWorld = {
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

  write(event: TraceEvent): void {
    this.book.write(this.clock.now, event);
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
      this.write({ kind: 'alarm', peer: undefined });
      this.#obey(this.#broker.receive({ kind: 'time-passed', at: clock.now }));
    } else {
      const peer = [...this.#peers.values()].find((each) => peerAlarm(each) === at);
      if (peer === undefined) throw new Error(`nothing happens at ${at}`);
      this.write({ kind: 'alarm', peer: peer.name });
      ringPeer(peer, this.peerWorld);
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
    return earOf(peer, line.id, this.peerWorld);
  }

  #obey({ notices, orders }: BrokerAnswer): void {
    for (const notice of notices) this.write({ kind: 'notice', notice });
    for (const order of orders) this.network.obey(order);
  }

  /** All lines break, and the new process has never seen them. With memory the sessions are there again. */
  restartBroker(memory: boolean): void {
    const state = this.#broker.snapshot();
    const { now } = this.clock;
    this.write({ kind: 'broker-restarted', memory });
    for (const line of this.network.lines) {
      this.network.cut(line);
      line.broker = 'ended';
    }
    this.#broker = createBroker(state.settings, this.#talents);
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
