import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change, Delivery, KeptDelivery, KeptSession, Message } from '#mqtt/broker';
import { openStore, type Store } from './store.ts';

let folder: string;
let file: string;
const open: Store[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  file = join(folder, 'broker.data');
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function store(): Store {
  const opened = openStore(file);
  open.push(opened);
  return opened;
}

/** What a process that was killed would find: written, closed, opened anew. */
function reopened(...batches: Change[][]) {
  const before = openStore(file);
  before.load();
  for (const batch of batches) before.write(batch);
  before.close();
  return store().load();
}

const session = (clientId: string): KeptSession => ({
  clientId,
  userName: undefined,
  connected: true,
  expiryInterval: 0xffffffff,
  expiresAt: undefined,
  will: undefined,
  willDueAt: undefined,
});

const saved = (kept: KeptSession): Change => ({ kind: 'session-saved', session: kept });

const message: Message = {
  topic: 'a/ü/😀',
  payload: Uint8Array.of(0, 255, 7),
  qos: 2,
  retain: true,
  properties: {
    contentType: 'x',
    correlationData: Uint8Array.of(1, 0, 2),
    userProperty: [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
    ],
  },
  expiresAt: 1_700_000_000_000.25,
  publisher: 'someone',
};

const delivery = (of: Message): Delivery => ({
  message: of,
  qos: 2,
  retain: false,
  subscriptionIdentifiers: [7, 1],
  share: undefined,
});

const kept = (sequence: number, clientId: string, of = message): KeptDelivery => ({
  sequence,
  clientId,
  phase: 'queued',
  packetId: 0,
  order: sequence,
  delivery: delivery(of),
});

const keep = (...args: Parameters<typeof kept>): Change => ({
  kind: 'delivery-kept',
  kept: kept(...args),
});

const countOf = (table: string) => {
  const database = new DatabaseSync(file);
  const rows = database.prepare(`SELECT * FROM ${table}`).all();
  database.close();
  return rows.length;
};

test('a new file is for its owner only', () => {
  store().write([saved(session('a'))]);
  // Windows has no such modes.
  const others = (path: string) => (process.platform === 'win32' ? 0 : statSync(path).mode & 0o077);
  expect([others(file), others(`${file}-wal`)]).toEqual([0, 0]);
});

test('a fresh file holds nothing', () => {
  expect(store().load()).toEqual({
    sessions: [],
    subscriptions: [],
    deliveries: [],
    heldPacketIds: [],
    retained: [],
    bans: [],
  });
});

test('sessions come back with every field, and with the latest word on them', () => {
  const away: KeptSession = {
    ...session('away'),
    userName: 'ann',
    connected: false,
    expiresAt: 12.5,
    will: {
      topic: 'w',
      payload: Uint8Array.of(200),
      qos: 1,
      retain: true,
      properties: { willDelayInterval: 3, userProperty: [['k', 'v']] },
    },
    willDueAt: 11.25,
  };
  const found = reopened([saved(session('here')), saved(session('away'))], [saved(away)]);
  expect(found.sessions).toEqual([away, session('here')]);
});

test('subscriptions are set, replaced and removed by their filter', () => {
  const subscription = (topicFilter: string, qos: 0 | 1) => ({
    topicFilter,
    qos,
    noLocal: true,
    retainAsPublished: false,
    retainHandling: 2 as const,
    shared: false,
    subscriptionIdentifier: undefined,
    order: 3,
  });
  const set = (topicFilter: string, qos: 0 | 1): Change => ({
    kind: 'subscription-set',
    clientId: 'a',
    subscription: subscription(topicFilter, qos),
  });
  const removed = { kind: 'subscription-removed', clientId: 'a', topicFilter: '+/x' } as const;
  const found = reopened([set('#', 0), set('+/x', 0)], [set('#', 1), removed]);
  expect(found.subscriptions).toEqual([{ clientId: 'a', subscription: subscription('#', 1) }]);
});

test('a message that waits for many sessions is one row, one object, and goes with the last of them', () => {
  const found = reopened([keep(1, 'a'), keep(2, 'b')], [keep(3, 'c')]);
  expect(found.deliveries).toEqual([kept(1, 'a'), kept(2, 'b'), kept(3, 'c')]);
  expect(new Set(found.deliveries.map((each) => each.delivery?.message)).size).toBe(1);
  const again = open.splice(0)[0] as Store;
  again.write([
    { kind: 'delivery-done', sequence: 1 },
    { kind: 'session-ended', clientId: 'b' },
  ]);
  again.close();
  expect(countOf('message')).toBe(1);
  reopened([{ kind: 'delivery-done', sequence: 3 }]);
  open.splice(0)[0]?.close();
  expect(countOf('message')).toBe(0);
});

test('a delivery goes on under its sequence; after PUBREC its message is not kept any longer', () => {
  const progress = (phase: KeptDelivery['phase'], order: number): Change => ({
    kind: 'delivery-progressed',
    sequence: 1,
    progress: { phase, packetId: 9, order },
  });
  const sent = reopened([keep(1, 'a')], [progress('awaiting-pubrec', 1)]);
  expect(sent.deliveries).toEqual([{ ...kept(1, 'a'), phase: 'awaiting-pubrec', packetId: 9 }]);
  open.splice(0)[0]?.close();
  const released = reopened([progress('awaiting-pubcomp', 5)]);
  expect(released.deliveries).toEqual([
    {
      sequence: 1,
      clientId: 'a',
      phase: 'awaiting-pubcomp',
      packetId: 9,
      order: 5,
      delivery: undefined,
    },
  ]);
  open.splice(0)[0]?.close();
  expect(countOf('message')).toBe(0);
});

test('packet ids are held until they are released', () => {
  const held = (packetId: number): Change => ({ kind: 'packet-id-held', clientId: 'a', packetId });
  const released: Change = { kind: 'packet-id-released', clientId: 'a', packetId: 1 };
  const found = reopened([held(1), held(65_535)], [released]);
  expect(found.heldPacketIds).toEqual([{ clientId: 'a', packetId: 65_535 }]);
});

test('one retained message per topic, until it is cleared', () => {
  const other = { ...message, payload: Uint8Array.of(1) };
  const gone = { ...message, topic: 'gone' };
  const found = reopened(
    [
      { kind: 'retained-set', message },
      { kind: 'retained-set', message: gone },
    ],
    [
      { kind: 'retained-set', message: other },
      { kind: 'retained-cleared', topic: 'gone' },
    ],
  );
  expect(found.retained).toEqual([other]);
  open.splice(0)[0]?.close();
  expect(countOf('message')).toBe(1);
});

test('a session that ended takes along all that was its own, and nothing else', () => {
  const found = reopened(
    [saved(session('a')), saved(session('b')), keep(1, 'a'), keep(2, 'b')],
    [{ kind: 'packet-id-held', clientId: 'a', packetId: 1 }],
    [{ kind: 'session-ended', clientId: 'a' }],
  );
  expect(found).toMatchObject({
    sessions: [{ clientId: 'b' }],
    deliveries: [{ clientId: 'b' }],
    heldPacketIds: [],
  });
});

test('a batch that fails leaves nothing behind', () => {
  const failing = openStore(file);
  expect(() => failing.write([saved(session('a')), keep(1, 'a'), keep(1, 'a')])).toThrow();
  failing.close();
  expect(store().load().sessions).toEqual([]);
});

test('a file that is in use, of another program, or no data file at all is refused in one sentence', () => {
  store();
  expect(() => openStore(file)).toThrow(
    `Cannot use the data file ${file}: another broker uses it.`,
  );
  const foreign = join(folder, 'foreign.data');
  const database = new DatabaseSync(foreign);
  database.exec('CREATE TABLE things (name TEXT)');
  database.close();
  expect(() => openStore(foreign)).toThrow('it belongs to another program.');
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'no database, but longer than the header of one '.repeat(40));
  expect(() => openStore(text)).toThrow('it is not a data file of this broker.');
  expect(() => openStore(join(folder, 'missing', 'file'))).toThrow('Is the folder there');
});

test('bans come back as they were said last', () => {
  const eve = { clientId: 'eve' };
  const both = { clientId: '', userName: 'mallory' };
  const found = reopened(
    [{ kind: 'bans-set', bans: [eve] }],
    [{ kind: 'bans-set', bans: [eve, { userName: 'bob' }, both] }],
    [{ kind: 'bans-set', bans: [eve, both] }],
  );
  expect(found.bans).toEqual([eve, both]);
});

test('a file of another version is refused', () => {
  openStore(file).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => openStore(file)).toThrow('a later version of this program wrote it (99).');
  const again = new DatabaseSync(file);
  again.exec('PRAGMA user_version = 1');
  again.close();
  expect(() => openStore(file)).toThrow('an earlier version of this program wrote it (1).');
});
