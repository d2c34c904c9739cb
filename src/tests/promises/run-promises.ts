// Holds all promises with one host. What a host is known not to keep is expected to fail: when it is kept one day,
// the test turns red and the list must be mended.

import { expect, test } from 'vitest';
import { mosquittoDifferences } from './differences.ts';
import type { Host } from './hosts/host.ts';
import { allPromises } from './list/all.ts';
import { type Promised, type Version, versionName, versionsOf } from './promise.ts';
import { Talk } from './talk.ts';
import { unkept } from './unkept.ts';

/** For what comes at once, on a machine that is busy. */
const PATIENCE_MS = 5_000;
/** For what is expected not to come. */
const SHORT_PATIENCE_MS = 800;

/** Why this host is not asked for this promise; undefined: it is. */
export function reasonNotToAsk(host: Host, { options }: Promised): string | undefined {
  if (options.sandboxOnly !== undefined && !host.virtualTime) return options.sandboxOnly;
  if (options.webSocketOnly && !['Node over WebSocket', 'mosquitto'].includes(host.name)) {
    return 'It has no WebSocket frames.';
  }
  if (options.talents !== undefined && host.name === 'sandbox') {
    return 'The sandbox cannot be given what is not plain data.';
  }
  if (host.name === 'mosquitto') {
    const { mosquitto, settings } = options;
    if (mosquitto !== undefined && 'cannot' in mosquitto) return mosquitto.cannot;
    if (settings !== undefined && mosquitto === undefined) return 'It has no such setting.';
  }
  return undefined;
}

function expectedFailure(host: Host, { title }: Promised, version: Version): string | undefined {
  const list = host.name === 'mosquitto' ? mosquittoDifferences : unkept;
  const found = list.find((each) => each.title === title && each.version === version);
  return found && `[${found.clause}] ${found.what}`;
}

export function runPromises(host: Host): void {
  for (const promised of allPromises) {
    if (reasonNotToAsk(host, promised) !== undefined) continue;
    for (const version of versionsOf(promised)) {
      const failure = expectedFailure(host, promised, version);
      const title = `${versionName(version)}: ${promised.title}`;
      const name = failure === undefined ? title : `${title} (not kept: ${failure})`;
      const options = { concurrent: true, fails: failure !== undefined, timeout: 20_000 };
      const patience = failure === undefined ? PATIENCE_MS : SHORT_PATIENCE_MS;
      test(name, options, () => hold(host, promised, version, patience));
    }
  }
  everyFailureIsNamed();
}

export function everyFailureIsNamed(): void {
  test('every expected failure names a promise', () => {
    const titles = new Set(allPromises.map(({ title }) => title));
    expect(titles.size).toBe(allPromises.length);
    for (const { title } of [...mosquittoDifferences, ...unkept]) expect(titles).toContain(title);
  });
}

async function hold(
  host: Host,
  promised: Promised,
  version: Version,
  patience: number,
): Promise<void> {
  const { settings = {}, talents, mosquitto } = promised.options;
  const config = mosquitto !== undefined && !('cannot' in mosquitto) ? mosquitto : [];
  const running = await host.start({ settings, talents, mosquitto: config });
  try {
    await promised.script(new Talk(running, version, patience));
  } finally {
    await running.stop();
  }
}
