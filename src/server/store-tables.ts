// The tables of a data file, and how the broker's plain data becomes rows and comes back.
// A message that waits for many sessions is one row; its payload is never written twice.

import type {
  Delivery,
  KeptDelivery,
  KeptSession,
  Message,
  Subscription,
  Whom,
} from '#mqtt/broker';

/** Says in the file's header that it is ours: "HMQT". */
export const applicationId = 0x484d5154;
/** Raised when the tables change; a file of another version is refused. */
export const tablesVersion = 2;

export const tables = `
  CREATE TABLE session (
    client_id TEXT PRIMARY KEY,
    user_name TEXT,
    connected INTEGER NOT NULL,
    expiry_interval INTEGER NOT NULL,
    expires_at REAL,
    will TEXT,
    will_due_at REAL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE subscription (
    client_id TEXT NOT NULL,
    topic_filter TEXT NOT NULL,
    subscription TEXT NOT NULL,
    PRIMARY KEY (client_id, topic_filter)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    qos INTEGER NOT NULL,
    retain INTEGER NOT NULL,
    properties TEXT,
    expires_at REAL,
    publisher TEXT NOT NULL
  ) STRICT;
  CREATE TABLE delivery (
    sequence INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL,
    phase TEXT NOT NULL,
    packet_id INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    message INTEGER,
    delivery TEXT
  ) STRICT;
  CREATE INDEX delivery_of_client ON delivery (client_id);
  CREATE TABLE held_packet_id (
    client_id TEXT NOT NULL,
    packet_id INTEGER NOT NULL,
    PRIMARY KEY (client_id, packet_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE retained (
    topic TEXT PRIMARY KEY,
    message INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE ban (
    client_id TEXT,
    user_name TEXT
  ) STRICT;
`;

export interface SessionRow {
  client_id: string;
  user_name: string | null;
  connected: number;
  expiry_interval: number;
  expires_at: number | null;
  will: string | null;
  will_due_at: number | null;
}

export interface MessageRow {
  id: number;
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: number;
  properties: string | null;
  expires_at: number | null;
  publisher: string;
}

export interface DeliveryRow {
  sequence: number;
  client_id: string;
  phase: KeptDelivery['phase'];
  packet_id: number;
  turn: number;
  message: number | null;
  /** Without its message. */
  delivery: string | null;
}

export function rowOfSession(session: KeptSession) {
  return [
    session.clientId,
    session.userName ?? null,
    Number(session.connected),
    session.expiryInterval,
    session.expiresAt ?? null,
    session.will === undefined ? null : json(session.will),
    session.willDueAt ?? null,
  ] as const;
}

export function sessionOfRow(row: SessionRow): KeptSession {
  return {
    clientId: row.client_id,
    userName: row.user_name ?? undefined,
    connected: row.connected === 1,
    expiryInterval: row.expiry_interval,
    expiresAt: row.expires_at ?? undefined,
    will: row.will === null ? undefined : parsed(row.will),
    willDueAt: row.will_due_at ?? undefined,
  };
}

export const rowOfSubscription = (clientId: string, subscription: Subscription) =>
  [clientId, subscription.topicFilter, json(subscription)] as const;

export const subscriptionOfRow = (row: { client_id: string; subscription: string }) => ({
  clientId: row.client_id,
  subscription: {
    subscriptionIdentifier: undefined,
    ...parsed<Omit<Subscription, 'subscriptionIdentifier'>>(row.subscription),
  },
});

export function rowOfMessage(message: Message) {
  return [
    message.topic,
    message.payload,
    message.qos,
    Number(message.retain),
    message.properties === undefined ? null : json(message.properties),
    message.expiresAt ?? null,
    message.publisher,
  ] as const;
}

export function messageOfRow(row: MessageRow): Message {
  return {
    topic: row.topic,
    payload: row.payload,
    qos: row.qos as Message['qos'],
    retain: row.retain === 1,
    properties: row.properties === null ? undefined : parsed(row.properties),
    expiresAt: row.expires_at ?? undefined,
    publisher: row.publisher,
  };
}

export function rowOfDelivery(kept: KeptDelivery, message: number | null) {
  const { sequence, clientId, phase, packetId, order, delivery } = kept;
  if (delivery === undefined)
    return [sequence, clientId, phase, packetId, order, null, null] as const;
  const { message: _, ...rest } = delivery;
  return [sequence, clientId, phase, packetId, order, message, JSON.stringify(rest)] as const;
}

export function deliveryOfRow(row: DeliveryRow, message: Message | undefined): KeptDelivery {
  const { sequence, client_id: clientId, phase, packet_id: packetId, turn: order } = row;
  const delivery: Delivery | undefined =
    message && row.delivery !== null ? { ...JSON.parse(row.delivery), message } : undefined;
  return { sequence, clientId, phase, packetId, order, delivery };
}

export interface BanRow {
  client_id: string | null;
  user_name: string | null;
}

export const rowOfBan = ({ clientId, userName }: Whom) =>
  [clientId ?? null, userName ?? null] as const;

export const banOfRow = ({ client_id, user_name }: BanRow) =>
  ({
    ...(client_id !== null && { clientId: client_id }),
    ...(user_name !== null && { userName: user_name }),
  }) as Whom;

/** JSON in which byte arrays survive. */
function json(value: unknown): string {
  return JSON.stringify(value, (_name, part) =>
    part instanceof Uint8Array ? { bytes: Buffer.from(part).toString('base64') } : part,
  );
}

/** What `json` wrote. */
function parsed<T>(text: string): T {
  return JSON.parse(text, (_name, part) =>
    typeof part?.bytes === 'string' ? new Uint8Array(Buffer.from(part.bytes, 'base64')) : part,
  );
}
