// What every reaction works with: the state, the indexes computed from it, and the answer under way.
// The indexes can always be rebuilt from the state; `restore` does exactly that.

import { TopicTree } from '#mqtt/topic';
import { Framer } from '#mqtt/wire';
import { Alarms, type Subject } from './alarms.ts';
import type { Change } from './changes.ts';
import type { AuthenticationMethod } from './enhanced-authentication.ts';
import type { LineId, Notice, Order } from './ports.ts';
import type { BrokerSettings } from './settings.ts';
import type { BrokerState, Connection, Message, Session } from './state.ts';
import { type Route, SubscriptionIndex } from './subscription-index.ts';
import type { CheckPassword } from './users.ts';

/** What a host can give that is not plain data. Same arguments, same answers: the broker stays deterministic. */
export interface Talents {
  /** For CONNECT with an authentication method. [v5 4.12] */
  authenticationMethods?: readonly AuthenticationMethod[];
  /** Instead of the setting `users`. */
  checkPassword?: CheckPassword;
}

export interface Workings {
  readonly state: BrokerState;
  readonly settings: BrokerSettings;
  readonly talents: Talents;
  readonly subscriptions: SubscriptionIndex;
  readonly retainedTopics: TopicTree<Message>;
  readonly alarms: Alarms;
  /** Made when the first bytes come. */
  readonly framers: Map<LineId, Framer>;
  /** The answer to the input under way, in order. */
  orders: Order[];
  notices: Notice[];
  /** Undefined: nobody asked for them. */
  changes: Change[] | undefined;
}

export function workingsOf(state: BrokerState, talents: Talents): Workings {
  const subscriptions = new SubscriptionIndex();
  const retainedTopics = new TopicTree<Message>();
  const alarms = new Alarms((subject) => deadlineOf(state, subject));
  for (const { session, subscription } of inOrderOfSubscribing(state)) {
    subscriptions.add(session, subscription);
  }
  for (const session of state.sessions.values()) {
    setAlarm(alarms, sessionSubject(session), sessionDeadline(session));
  }
  for (const connection of state.connections.values()) {
    setAlarm(alarms, connectionSubject(connection), connectionDeadline(state, connection));
  }
  for (const message of state.retained.values()) {
    retainedTopics.set(message.topic, message);
    setAlarm(alarms, retainedSubject(message.topic), message.expiresAt);
  }
  setAlarm(alarms, STATUS, state.status.dueAt);
  return {
    state,
    settings: state.settings,
    talents,
    subscriptions,
    retainedTopics,
    alarms,
    framers: new Map(),
    orders: [],
    notices: [],
    changes: state.settings.recordChanges ? [] : undefined,
  };
}

function inOrderOfSubscribing(state: BrokerState): Route[] {
  const routes: Route[] = [];
  for (const session of state.sessions.values()) {
    for (const subscription of session.subscriptions.values()) {
      routes.push({ session, subscription });
    }
  }
  return routes.sort((a, b) => a.subscription.order - b.subscription.order);
}

export function framerOf(broker: Workings, connection: Connection): Framer {
  const { framers, settings } = broker;
  let framer = framers.get(connection.line);
  if (framer === undefined) {
    framer = new Framer({ maximumPacketSize: settings.maximumPacketSize });
    framer.push(connection.unread.slice(0, connection.unreadLength));
    framers.set(connection.line, framer);
  }
  return framer;
}

export const connectionSubject = (connection: Connection): Subject => `c${connection.line}`;
export const sessionSubject = (session: Session): Subject => `s${session.clientId}`;
export const STATUS: Subject = 'y';
export const retainedSubject = (topic: string): Subject => `r${topic}`;

export function setAlarm(alarms: Alarms, subject: Subject, at: number | undefined): void {
  if (at !== undefined) alarms.set(subject, at);
}

/** When silence becomes a fault: no CONNECT in time, or one and a half times Keep Alive. [MQTT-3.1.2-22] */
export function connectionDeadline(state: BrokerState, connection: Connection): number | undefined {
  if (connection.stage === 'waiting-for-connect' || connection.stage === 'authenticating') {
    return connection.openedAt + state.settings.connectTimeoutMs;
  }
  return connection.silenceAllowedMs > 0
    ? connection.heardAt + connection.silenceAllowedMs
    : undefined;
}

/** The will or the end, whichever comes first. */
export function sessionDeadline(session: Session): number | undefined {
  const { willDueAt, expiresAt } = session;
  if (willDueAt === undefined) return expiresAt;
  return expiresAt === undefined ? willDueAt : Math.min(willDueAt, expiresAt);
}

function deadlineOf(state: BrokerState, subject: Subject): number | undefined {
  const name = subject.slice(1);
  switch (subject[0]) {
    case 'c': {
      const connection = state.connections.get(name);
      return connection && connectionDeadline(state, connection);
    }
    case 's': {
      const session = state.sessions.get(name);
      return session && sessionDeadline(session);
    }
    case 'y':
      return state.status.dueAt;
    default:
      return state.retained.get(name)?.expiresAt;
  }
}
