// Sessions and retained messages in one SQLite file, so that they outlive this process.
// One `write` is one transaction: all of it is there after a crash, or nothing. The journal is a write-ahead log, and
// `full` waits for the disk at each commit: what was acknowledged survives a loss of power too. `normal` does not
// wait; then only a crash of this program is survived without loss, for fewer milliseconds per turn.

import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Change, Kept, KeptDelivery, Message } from '#mqtt/broker';
import {
  applicationId,
  type BanRow,
  banOfRow,
  type DeliveryRow,
  deliveryOfRow,
  type MessageRow,
  messageOfRow,
  rowOfBan,
  rowOfDelivery,
  rowOfMessage,
  rowOfSession,
  rowOfSubscription,
  type SessionRow,
  sessionOfRow,
  subscriptionOfRow,
  tables,
  tablesVersion,
} from './store-tables.ts';

export type Synchronous = 'full' | 'normal';

export interface Store {
  /** Everything that was written and is not over. */
  load(): Kept;
  /** All of it or, when it throws, nothing. */
  write(changes: readonly Change[]): void;
  close(): void;
}

/** The data file cannot be used; the message is a sentence for people. */
export class StoreError extends Error {
  constructor(file: string, why: string) {
    super(`Cannot use the data file ${file}: ${why}.`);
    this.name = 'StoreError';
  }
}

/** Opens the file, or makes it. Throws StoreError. */
export function openStore(file: string, synchronous: Synchronous = 'full'): Store {
  let database: DatabaseSync | undefined;
  try {
    keepToOwner(file);
    database = new DatabaseSync(file);
    prepare(database, file, synchronous);
    return storeIn(database);
  } catch (error) {
    database?.close();
    throw error instanceof StoreError ? error : new StoreError(file, reasonOf(error));
  }
}

/** What waits for clients is nobody else's business. A file that is there already keeps its mode. */
function keepToOwner(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite meets the same trouble next and knows the words for it.
  }
}

function prepare(database: DatabaseSync, file: string, synchronous: Synchronous): void {
  // One broker per file; the lock ends with the process, however it ends.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const application = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  const isNew = database.prepare('SELECT * FROM sqlite_master').all().length === 0;
  if (!isNew && application !== applicationId) {
    throw new StoreError(file, 'it belongs to another program');
  }
  if (!isNew && version !== tablesVersion) {
    const age = version > tablesVersion ? 'a later' : 'an earlier';
    throw new StoreError(file, `${age} version of this program wrote it (${version})`);
  }
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
  // Also takes the lock.
  database.exec('BEGIN IMMEDIATE');
  if (isNew) {
    database.exec(tables);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${tablesVersion}`);
  }
  database.exec('COMMIT');
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

const reasons: Record<number, string> = {
  5: 'another broker uses it',
  14: 'it cannot be opened. Is the folder there, and may it be written to',
  26: 'it is not a data file of this broker',
  11: 'it is damaged',
  8: 'it may not be written to',
  13: 'the disk is full',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1;
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

function storeIn(database: DatabaseSync): Store {
  const messages = new MessageShelf(database);
  const write = writer(database, messages);
  return {
    load: () => load(database, messages),
    write(changes) {
      database.exec('BEGIN');
      try {
        for (const change of changes) write(change);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** Messages with the number of rows that need them; the last one that goes takes the message along. */
class MessageShelf {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #idOf = new WeakMap<Message, number>();
  readonly #needed = new Map<number, number>();
  #lastId = 0;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM message WHERE id = ?');
  }

  need(message: Message): number {
    const known = this.#idOf.get(message);
    const count = known === undefined ? undefined : this.#needed.get(known);
    if (known !== undefined && count !== undefined) {
      this.#needed.set(known, count + 1);
      return known;
    }
    this.#lastId += 1;
    this.#insert.run(this.#lastId, ...rowOfMessage(message));
    this.remember(this.#lastId, message, 1);
    return this.#lastId;
  }

  release(id: number): void {
    const count = this.#needed.get(id) ?? 0;
    if (count > 1) {
      this.#needed.set(id, count - 1);
    } else {
      this.#needed.delete(id);
      this.#delete.run(id);
    }
  }

  remember(id: number, message: Message, count: number): void {
    this.#lastId = Math.max(this.#lastId, id);
    this.#idOf.set(message, id);
    this.#needed.set(id, count);
  }
}

function writer(database: DatabaseSync, messages: MessageShelf): (change: Change) => void {
  const sql = (text: string) => database.prepare(text);
  const saveSession = sql('INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?)');
  const endSession = sql('DELETE FROM session WHERE client_id = ?');
  const setSubscription = sql('INSERT OR REPLACE INTO subscription VALUES (?, ?, ?)');
  const removeSubscription = sql(
    'DELETE FROM subscription WHERE client_id = ? AND topic_filter = ?',
  );
  const endSubscriptions = sql('DELETE FROM subscription WHERE client_id = ?');
  const keepDelivery = sql('INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?)');
  const progress = sql('UPDATE delivery SET phase = ?, packet_id = ?, turn = ? WHERE sequence = ?');
  const forgetMessage = sql('UPDATE delivery SET message = NULL WHERE sequence = ?');
  const messageOf = sql('SELECT message FROM delivery WHERE sequence = ?');
  const endDelivery = sql('DELETE FROM delivery WHERE sequence = ? RETURNING message');
  const endDeliveries = sql('DELETE FROM delivery WHERE client_id = ? RETURNING message');
  const hold = sql('INSERT OR IGNORE INTO held_packet_id VALUES (?, ?)');
  const unhold = sql('DELETE FROM held_packet_id WHERE client_id = ? AND packet_id = ?');
  const endHeld = sql('DELETE FROM held_packet_id WHERE client_id = ?');
  const setRetained = sql('INSERT INTO retained VALUES (?, ?)');
  const endBans = sql('DELETE FROM ban');
  const setBan = sql('INSERT INTO ban VALUES (?, ?)');
  const clearRetained = sql('DELETE FROM retained WHERE topic = ? RETURNING message');

  const release = (rows: readonly Record<string, unknown>[]) => {
    for (const { message } of rows) if (typeof message === 'number') messages.release(message);
  };
  const keep = (kept: KeptDelivery) => {
    const { delivery } = kept;
    keepDelivery.run(...rowOfDelivery(kept, delivery ? messages.need(delivery.message) : null));
  };

  return (change) => {
    switch (change.kind) {
      case 'session-saved':
        saveSession.run(...rowOfSession(change.session));
        break;
      case 'session-ended':
        endSession.run(change.clientId);
        endSubscriptions.run(change.clientId);
        endHeld.run(change.clientId);
        release(endDeliveries.all(change.clientId));
        break;
      case 'subscription-set':
        setSubscription.run(...rowOfSubscription(change.clientId, change.subscription));
        break;
      case 'subscription-removed':
        removeSubscription.run(change.clientId, change.topicFilter);
        break;
      case 'delivery-kept':
        keep(change.kept);
        break;
      case 'delivery-progressed': {
        const { phase, packetId, order } = change.progress;
        progress.run(phase, packetId, order, change.sequence);
        if (phase === 'awaiting-pubcomp') {
          release(messageOf.all(change.sequence));
          forgetMessage.run(change.sequence);
        }
        break;
      }
      case 'delivery-done':
        release(endDelivery.all(change.sequence));
        break;
      case 'packet-id-held':
        hold.run(change.clientId, change.packetId);
        break;
      case 'packet-id-released':
        unhold.run(change.clientId, change.packetId);
        break;
      case 'retained-set': {
        const id = messages.need(change.message);
        release(clearRetained.all(change.message.topic));
        setRetained.run(change.message.topic, id);
        break;
      }
      case 'retained-cleared':
        release(clearRetained.all(change.topic));
        break;
      case 'bans-set':
        endBans.run();
        for (const whom of change.bans) setBan.run(...rowOfBan(whom));
    }
  };
}

function load(database: DatabaseSync, shelf: MessageShelf): Kept {
  // The columns are those of `tables`, and STRICT tables hold what their columns say.
  const rows = <T>(text: string) => database.prepare(text).all() as unknown as T[];
  const messages = new Map<number, Message>();
  for (const row of rows<MessageRow>('SELECT * FROM message')) {
    messages.set(row.id, messageOfRow(row));
  }
  const needed = rows<{ message: number; count: number }>(
    `SELECT message, count(*) AS count FROM
       (SELECT message FROM delivery UNION ALL SELECT message FROM retained)
     WHERE message IS NOT NULL GROUP BY message`,
  );
  for (const { message, count } of needed) {
    shelf.remember(message, messages.get(message) as Message, count);
  }
  return {
    sessions: rows<SessionRow>('SELECT * FROM session').map(sessionOfRow),
    subscriptions: rows<{ client_id: string; subscription: string }>(
      'SELECT * FROM subscription',
    ).map(subscriptionOfRow),
    deliveries: rows<DeliveryRow>('SELECT * FROM delivery').map((row) =>
      deliveryOfRow(row, row.message === null ? undefined : messages.get(row.message)),
    ),
    heldPacketIds: rows<{ client_id: string; packet_id: number }>(
      'SELECT * FROM held_packet_id',
    ).map(({ client_id: clientId, packet_id: packetId }) => ({ clientId, packetId })),
    retained: rows<{ message: number }>('SELECT message FROM retained').map(
      ({ message }) => messages.get(message) as Message,
    ),
    bans: rows<BanRow>('SELECT * FROM ban').map(banOfRow),
  };
}
