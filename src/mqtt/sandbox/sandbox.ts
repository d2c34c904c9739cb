// The door of the sandbox: one broker, lines with faults, and a clock that stands still until told to move.
// Nothing here knows the real time. A page that wants it to run calls `advanceTo` with its own clock; a figure that
// wants to stop time just does not. The same seed and the same calls at the same times give the same trace.
//
// Going back (`restore`, `undo`) takes along everything that lives inside: broker, lines, scripted peers, trace.
// Listeners outside cannot be taken back: their lines are cut. They are told `ended`, and in the world that is
// restored their end of the line is cut too, so that the broker learns it as it would of any broken line.

import type { LineId, Talents } from '#mqtt/broker';
import { act } from './acting.ts';
import type { LineInput, SandboxInput } from './inputs.ts';
import type { LineListener, SandboxLine } from './line.ts';
import { playAgain, Recorder, type Run } from './recording.ts';
import type { Peer, Sandbox, SandboxOptions } from './surface.ts';
import { type SandboxState, World } from './world.ts';

export type { Cargo, End, Flight } from './clock.ts';
export type { SandboxInput } from './inputs.ts';
export type { LineListener, LineState, Pace, SandboxLine } from './line.ts';
export { describeBytes, describePacket } from './packet-text.ts';
export { RUN_LIMIT, type Run, type RunInput } from './recording.ts';
export { playScenario } from './scenario.ts';
export type { Scissors } from './scissors.ts';
export type { PeerManners, PeerState } from './scripted-peer.ts';
export type { Peer, Sandbox, SandboxOptions } from './surface.ts';
export { TRACE_LIMIT, type Trace, type TraceEntry, type TraceEvent } from './trace.ts';
export { describeEntry, describeNotice } from './trace-text.ts';
export type { SandboxState } from './world.ts';

/** Moments kept for `undo`; the oldest are forgotten first. */
export const UNDO_LIMIT = 50;

export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return sandboxOf(new World(options));
}

/**
 * The sandbox at the end of that run, with the same trace. At its lines to the outside nobody listens any more.
 * `talents`: those of the sandbox that the run is from.
 */
export function replay(run: Run, talents: Talents = {}): Sandbox {
  const world = new World({ talents });
  playAgain(world, run);
  return sandboxOf(world);
}

function sandboxOf(world: World): Sandbox {
  const { clock, book, wires, network } = world;
  const recorder = new Recorder(world.save());
  const moments: SandboxState[] = [];
  const wentBack = new Set<() => void>();

  /** Counts the times we went back: line ids begin again then, and a line of before must not act on one of now. */
  let era = 0;

  function put(input: SandboxInput, listener?: LineListener) {
    recorder.take(world, input);
    return act(world, input, listener);
  }

  function move(work: () => void): void {
    if (world.moving)
      throw new Error('the sandbox is moving already: a listener must not advance it');
    world.moving = true;
    try {
      work();
    } finally {
      world.moving = false;
    }
  }

  function advanceTo(ms: number): void {
    if (!(ms >= clock.now)) throw new RangeError(`the clock shows ${clock.now}, not before ${ms}`);
    move(() => {
      for (let at = world.nextAlarm(); at !== undefined && at <= ms; at = world.nextAlarm()) {
        world.happen(at);
      }
      clock.now = ms;
    });
  }

  /** The middle of a step is no state to go on from. */
  function standStill(): void {
    if (world.moving) throw new Error('the sandbox is moving: not from inside a listener');
  }

  function snapshot(): SandboxState {
    standStill();
    return world.save();
  }

  function restore(state: SandboxState): void {
    standStill();
    const orphans = world.load(state, () => undefined);
    for (const line of network.lines) if (line.peer === undefined) network.cut(line);
    recorder.beginAnew(world);
    era += 1;
    for (const orphan of orphans) orphan.ended(false);
    for (const tell of wentBack) tell();
  }

  function lineOf(line: LineId): SandboxLine {
    const mine = era;
    const tell = (input: LineInput) => {
      if (mine === era) put(input);
    };
    return {
      id: line,
      send: (bytes) => tell({ kind: 'send', line, bytes: bytes.slice() }),
      close: () => tell({ kind: 'close', line }),
      cut: () => tell({ kind: 'cut', line }),
      stall: () => tell({ kind: 'stall', line }),
      resume: () => tell({ kind: 'resume', line }),
      crash: () => tell({ kind: 'crash', line }),
      cutAtPacket: (scissors) => tell({ kind: 'place-scissors', line, scissors }),
      setPace: (pace) => tell({ kind: 'set-pace', line, pace }),
    };
  }

  const peerOf = (name: string): Peer => ({
    name,
    get state() {
      return world.peer(name);
    },
    get line() {
      const { line } = world.peer(name);
      return line === undefined ? undefined : lineOf(line);
    },
    open: () => put({ kind: 'peer-opens', peer: name }),
    say: (packet) => put({ kind: 'peer-says', peer: name, packet }),
    behave: (manners) => put({ kind: 'peer-behaves', peer: name, manners }),
  });

  return {
    get now() {
      return clock.now;
    },
    trace: book,
    get flights() {
      return clock.flights;
    },
    get lines() {
      return network.lines;
    },
    get latencyMs() {
      return wires.state.latencyMs;
    },
    set latencyMs(latencyMs) {
      put({ ...wires.state, kind: 'set-pace-of-all', latencyMs });
    },
    get bytesPerSecond() {
      return wires.state.bytesPerSecond;
    },
    set bytesPerSecond(bytesPerSecond) {
      put({ ...wires.state, kind: 'set-pace-of-all', bytesPerSecond });
    },
    get refuses() {
      return network.refuses;
    },
    set refuses(refuses) {
      put({ kind: 'refuse', refuses });
    },
    connect(listener, name) {
      const line = put({ kind: 'connect', name }, listener);
      if (line === undefined) throw new Error('connecting gives a line');
      return lineOf(line.id);
    },
    line: lineOf,
    peer: peerOf,
    advanceTo,
    advance: (ms) => advanceTo(clock.now + ms),
    nextAlarm: () => world.nextAlarm(),
    step() {
      const at = world.nextAlarm();
      if (at === undefined) return false;
      move(() => world.happen(at));
      return true;
    },
    jump() {
      const at = world.nextAlarm();
      if (at === undefined) return false;
      advanceTo(Math.max(at, clock.now));
      return true;
    },
    restartBroker: ({ memory }) => put({ kind: 'restart-broker', memory }),
    note: (action) => put({ kind: 'note', action }),
    watch(watcher, back) {
      const stop = book.watch(watcher);
      if (back !== undefined) wentBack.add(back);
      return () => {
        stop();
        if (back !== undefined) wentBack.delete(back);
      };
    },
    brokerState: () => world.brokerState(),
    snapshot,
    restore,
    checkpoint() {
      moments.push(snapshot());
      if (moments.length > UNDO_LIMIT) moments.shift();
    },
    undo() {
      const state = moments.pop();
      if (state === undefined) return false;
      restore(state);
      return true;
    },
    get undoable() {
      return moments.length;
    },
    run() {
      standStill();
      return recorder.run(world);
    },
  };
}
