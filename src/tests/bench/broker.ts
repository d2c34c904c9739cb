// How our broker does beside aedes and mosquitto, and what the protocol's code costs. Run alone:
//   node src/tests/bench/broker.ts [--quick] [--only WORDS] [--broker ours]
// BENCH_NODE="--cpu-prof --cpu-prof-dir=DIR" profiles the brokers that run in Node.
// The figure that counts is the broker's own CPU time for each message: the load generator is often the limit of the
// rate. Rounds alternate between the brokers, so that a busy moment of the machine meets all of them; medians are shown.

import { parseArgs } from 'node:util';
import { codecTable } from './broker-codec.ts';
import {
  type Contestant,
  contestants,
  cpuMs,
  mosquittoIsMissing,
  type RunningContestant,
} from './broker-contestants.ts';
import { idleBytes, type Load, type Row, rows } from './broker-rows.ts';
import { sandboxLine } from './broker-sandbox.ts';
import { sizeLines } from './broker-size.ts';
import { median, number, table } from './broker-table.ts';

export interface BenchOptions {
  /** Short rounds, for a look. */
  quick?: boolean;
  /** Only what has these words in its name. */
  only?: string;
  /** Only the broker whose name begins so. */
  broker?: string;
}

/** Prints as it goes. Linux: the CPU time comes from /proc. */
export async function benchBroker({
  quick = false,
  only = '',
  broker = '',
}: BenchOptions = {}): Promise<void> {
  const compared = contestants.filter(({ name }) => name.startsWith(broker));
  const wanted = (name: string) => name.includes(only);
  if (mosquittoIsMissing) console.log('mosquitto is not installed: its columns are missing.\n');
  const lines: string[][] = [];
  for (const row of rows.filter(({ name }) => wanted(name))) {
    lines.push(
      await lineOf(row, compared, quick ? { rounds: 3, ms: 400 } : { rounds: 7, ms: 1_000 }),
    );
  }
  if (lines.length > 0) {
    const names = compared.map(({ name }) => name);
    console.log('CPU microseconds of the broker for each unit / units a second\n');
    console.log(`${table([['', 'unit', ...names, ...ratioNames(compared)], ...lines])}\n`);
  }
  if (wanted('memory')) console.log(`${await memoryTable(compared, quick ? 1 : 3)}\n`);
  if (wanted('codec')) console.log(`${codecTable(quick)}\n`);
  if (wanted('sandbox')) console.log(`${sandboxLine(quick)}\n`);
  if (wanted('size')) console.log(await sizeLines());
}

/** A broker that lost a message must not stop the whole run. */
async function inTime<T>(work: Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} does not come to an end`)), 20_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const ratioNames = (compared: readonly Contestant[]) =>
  compared.slice(1).map(({ name }) => `ours : ${name.split(' ')[0]}`);

interface Measured {
  cpuUs: number;
  perSecond: number;
}

async function lineOf(
  row: Row,
  compared: readonly Contestant[],
  { rounds, ms }: { rounds: number; ms: number },
): Promise<string[]> {
  const running: { broker: RunningContestant; load: Load; measured: Measured[] }[] = [];
  for (const contestant of compared) {
    const broker = await contestant.start();
    running.push({ broker, load: await row.prepare(broker), measured: [] });
  }
  // The first round warms up: compilers, caches, congestion windows.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { broker, load, measured } of running) {
      const cpuBefore = cpuMs(broker.pid);
      const began = performance.now();
      const units = await inTime(load.run(ms), `${row.name}: ${broker.name}`);
      const seconds = (performance.now() - began) / 1_000;
      const cpuUs = ((cpuMs(broker.pid) - cpuBefore) * 1_000) / units;
      if (round > 0) measured.push({ cpuUs, perSecond: units / seconds });
    }
  }
  for (const { broker, load } of running) {
    load.end();
    await broker.stop();
  }
  const cpu = running.map(({ measured }) => median(measured.map(({ cpuUs }) => cpuUs)));
  const rate = running.map(({ measured }) => median(measured.map(({ perSecond }) => perSecond)));
  const cells = cpu.map((each, index) => `${number(each)} / ${number(rate[index] as number)}`);
  const ratios = cpu.slice(1).map((each) => ((cpu[0] as number) / each).toFixed(2));
  return [row.name, row.unit, ...cells, ...ratios];
}

async function memoryTable(compared: readonly Contestant[], rounds: number): Promise<string> {
  const measured = new Map<Contestant, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of compared) {
      const broker = await contestant.start();
      const bytes = await idleBytes(broker, 1_000);
      await broker.stop();
      measured.set(contestant, [...(measured.get(contestant) ?? []), bytes]);
    }
  }
  const cells = [...measured].map(([, bytes]) => `${(median(bytes) / 1_000_000).toFixed(1)} MB`);
  const names = compared.map(({ name }) => name);
  return table([
    ['', ...names],
    ['memory for 1,000 idle connections', ...cells],
  ]);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      broker: { type: 'string', default: '' },
    },
  });
  await benchBroker(values);
}
