// The table of statements against the list of promises: nothing is missing, nothing is invented; the counts are printed.

import { expect, test } from 'vitest';
import { mosquittoDifferences } from './differences.ts';
import { mosquittoHost } from './hosts/mosquitto.ts';
import { nodeTcpHost, nodeWebSocketHost } from './hosts/node.ts';
import { sandboxHost } from './hosts/sandbox.ts';
import { allPromises } from './list/all.ts';
import { versionsOf } from './promise.ts';
import { reasonNotToAsk } from './run-promises.ts';
import { bindsServer, type Statement } from './statements/statement.ts';
import { statements311 } from './statements/version-3-1-1.ts';
import { statements5 } from './statements/version-5.ts';
import { unkept } from './unkept.ts';

const tables = { 5: statements5, 4: statements311 } as const;

/** The titles of the promises that check a statement. */
const promisesFor = ({ version, id }: Statement) =>
  allPromises.filter(({ clauses }) => clauses[version]?.includes(id)).map(({ title }) => title);

/** How many statements Appendix B has in each section; the numbers of a section need not begin at 1. */
const countsOfAppendixB = {
  '1.5.4': 3,
  '1.5.5': 1,
  '1.5.7': 1,
  '2.1.3': 1,
  '2.2.1': 5,
  '2.2.2': 1,
  '3.1.0': 2,
  '3.1.2': 30,
  '3.1.3': 12,
  '3.1.4': 6,
  '3.2.0': 2,
  '3.2.2': 22,
  '3.3.1': 13,
  '3.3.2': 20,
  '3.3.4': 10,
  '3.4.2': 3,
  '3.5.2': 3,
  '3.6.1': 1,
  '3.6.2': 3,
  '3.7.2': 3,
  '3.8.1': 1,
  '3.8.3': 5,
  '3.8.4': 8,
  '3.9.2': 2,
  '3.9.3': 2,
  '3.10.1': 1,
  '3.10.3': 2,
  '3.10.4': 6,
  '3.11.2': 2,
  '3.11.3': 2,
  '3.12.4': 1,
  '3.14.0': 1,
  '3.14.1': 1,
  '3.14.2': 4,
  '3.14.4': 3,
  '3.15.1': 1,
  '3.15.2': 3,
  '4.1.0': 2,
  '4.2.0': 1,
  '4.3.1': 1,
  '4.3.2': 5,
  '4.3.3': 13,
  '4.4.0': 2,
  '4.5.0': 2,
  '4.6.0': 6,
  '4.7.0': 1,
  '4.7.1': 2,
  '4.7.2': 1,
  '4.7.3': 4,
  '4.8.2': 6,
  '4.9.0': 3,
  '4.12.0': 7,
  '4.12.1': 2,
  '4.13.1': 1,
  '4.13.2': 1,
  '6.0.0': 4,
};

test('MQTT 5.0 has 251 numbered statements, and all are in the table', () => {
  const counts: Record<string, number> = {};
  for (const { id } of statements5) {
    const section = id.replace(/-\d+$/, '');
    counts[section] = (counts[section] ?? 0) + 1;
  }
  expect(counts).toEqual(countsOfAppendixB);
  expect(statements5).toHaveLength(251);
  for (const table of Object.values(tables)) {
    expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
  }
});

test('every statement that binds a server is kept by a promise, or says why none can check it', () => {
  for (const table of Object.values(tables)) {
    const open = table.filter(
      (each) => bindsServer(each) && promisesFor(each).length > 0 === (each.noTest !== undefined),
    );
    expect(open.map(({ version, id }) => `${version}: ${id}`)).toEqual([]);
  }
});

test('every promise cites statements that exist, each version its own', () => {
  for (const promised of allPromises) {
    expect(versionsOf(promised).length, promised.title).toBeGreaterThan(0);
    for (const version of versionsOf(promised)) {
      const known = tables[version].map(({ id }) => id);
      expect(known, promised.title).toEqual(
        expect.arrayContaining([...(promised.clauses[version] ?? [])]),
      );
    }
  }
});

test('every host is asked for all promises but those that it cannot be asked for, counted', () => {
  const hosts = [sandboxHost, nodeTcpHost, nodeWebSocketHost, mosquittoHost('')];
  for (const host of hosts) {
    const reasons = new Map<string, number>();
    for (const promised of allPromises) {
      const reason = reasonNotToAsk(host, promised) ?? '';
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    const asked = reasons.get('') ?? 0;
    reasons.delete('');
    const others = [...reasons].map(([reason, count]) => `  ${count} not: ${reason}`);
    console.info([`${host.name}: ${asked} promises are asked for.`, ...others].join('\n'));
    expect(asked).toBeGreaterThan(allPromises.length * 0.8);
  }
});

test('every known failure is in a clause that its promise checks', () => {
  for (const { title, version, clause } of [...mosquittoDifferences, ...unkept]) {
    const promised = allPromises.find((each) => each.title === title);
    expect(
      promised?.clauses[version]?.map((id) => `MQTT-${id}`),
      title,
    ).toContain(clause);
  }
});

test('the counts, printed', () => {
  for (const [version, table] of [
    ['5.0', statements5],
    ['3.1.1, server side', statements311],
  ] as const) {
    const bound = table.filter(bindsServer);
    const tested = bound.filter((each) => promisesFor(each).length > 0);
    const reasons = bound.filter(({ noTest }) => noTest !== undefined);
    const clientRules = table.filter((each) => !bindsServer(each) && promisesFor(each).length > 0);
    console.info(
      [
        `MQTT ${version}: ${table.length} statements in the table, ${bound.length} bind a server:`,
        `  ${tested.length} are kept by promises, ${reasons.length} have a reason why none can check them;`,
        `  of those that bind only a client, ${clientRules.length} are checked by what a server answers.`,
        ...reasons.map(({ id, noTest }) => `  [MQTT-${id}] ${noTest}`),
      ].join('\n'),
    );
    expect(tested.length + reasons.length).toBe(bound.length);
  }
  const runs = allPromises.reduce((sum, promised) => sum + versionsOf(promised).length, 0);
  console.info(
    `${allPromises.length} promises, ${runs} with their versions; ` +
      `mosquitto differs in ${mosquittoDifferences.length}, our broker fails in ${unkept.length}.`,
  );
  expect(runs).toBeGreaterThan(allPromises.length);
});
