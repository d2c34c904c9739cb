// A run, written down while it happens: the state at its beginning and every input since, each with its moment. The
// moment is the number of things that had happened by themselves, and the time. What a listener did while it was
// called is marked, because it must be done again from inside that call. Played again, it gives the same trace,
// byte for byte.

import { act } from './acting.ts';
import type { SandboxInput } from './inputs.ts';
import type { LineListener } from './line.ts';
import type { SandboxState, World } from './world.ts';

/** Inputs kept. When there are more, the run begins anew at the present moment. */
export const RUN_LIMIT = 10_000;

export interface RunInput {
  at: number;
  step: number;
  /** It came from a listener, during that step. */
  inside: boolean;
  input: SandboxInput;
}

export interface Run {
  start: SandboxState;
  inputs: readonly RunInput[];
  /** Where it ends. */
  until: { at: number; step: number };
}

export class Recorder {
  #start: SandboxState;
  #inputs: RunInput[] = [];
  readonly #limit: number;

  constructor(start: SandboxState, limit = RUN_LIMIT) {
    this.#start = start;
    this.#limit = limit;
  }

  /** Call before the input works. */
  take(world: World, input: SandboxInput): void {
    // Only between two steps: a state from the middle of one cannot be gone on from.
    if (this.#inputs.length >= this.#limit && !world.moving) this.beginAnew(world);
    const { now } = world.clock;
    this.#inputs.push({ at: now, step: world.steps, inside: world.moving, input });
  }

  beginAnew(world: World): void {
    this.#start = world.save();
    this.#inputs = [];
  }

  run(world: World): Run {
    const until = { at: world.clock.now, step: world.steps };
    return { start: this.#start, inputs: [...this.#inputs], until };
  }
}

/** Takes the world through the run. Throws `Error` when the run does not fit, which happens only to edited ones. */
export function playAgain(world: World, run: Run): void {
  const inputs = [...run.inputs].reverse();
  const take = (inside: boolean) => {
    const next = inputs.at(-1);
    const fits = next !== undefined && next.step === world.steps && next.inside === inside;
    return fits ? inputs.pop() : undefined;
  };
  /** Does what the listener of the run did when it was called. */
  const answer = () => {
    if (!world.moving) return;
    for (let next = take(true); next !== undefined; next = take(true)) {
      act(world, next.input, standIn);
    }
  };
  const standIn: LineListener = { opened: answer, received: answer, ended: answer };

  const happenUntil = (step: number) => {
    while (world.steps < step) {
      const at = world.nextAlarm();
      if (at === undefined)
        throw new Error(`the run does not fit: nothing happens after step ${world.steps}`);
      world.moving = true;
      try {
        world.happen(at);
      } finally {
        world.moving = false;
      }
    }
  };

  world.load(run.start, () => standIn);
  for (let next = inputs.at(-1); next !== undefined; next = inputs.at(-1)) {
    happenUntil(next.step);
    if (inputs.at(-1) !== next) continue; // done from inside
    if (next.inside)
      throw new Error(`the run does not fit: nobody was called in step ${next.step}`);
    inputs.pop();
    world.clock.now = Math.max(world.clock.now, next.at);
    act(world, next.input, standIn);
  }
  happenUntil(run.until.step);
  world.clock.now = Math.max(world.clock.now, run.until.at);
}
