// The door of the broker: an MQTT server for 3.1, 3.1.1 and 5.0 as a machine that only reacts.
// Inputs with a time go in; orders (obey them, in this order) and notices (watch them or not) come out. It has no
// clock, no sockets, no chance: the same inputs give the same answers, always. Whoever hosts it asks `nextAlarm()`
// and says `time-passed` when that moment comes; being late changes when things happen, not what happens.

import { ban, liftBan, sendAway } from './administration.ts';
import { endConnection } from './leaving.ts';
import { bytesCame, lineLost, lineOpened } from './lines.ts';
import type { BrokerAnswer, Input } from './ports.ts';
import { redirectConnected } from './redirecting.ts';
import { type BrokerSettings, defaultSettings } from './settings.ts';
import { type BrokerState, emptyState } from './state.ts';
import { timePassed } from './time.ts';
import { type Talents, type Workings, workingsOf } from './workings.ts';

export type { AccessRule } from './access.ts';
export type { Whom } from './administration.ts';
export {
  type ScramCredentials,
  type ScramOptions,
  scramCredentials,
  scramSha256,
} from './authentication/scram-sha-256.ts';
export type { Change, KeptDelivery, KeptSession, Progress } from './changes.ts';
export { connectionLife, type Stage } from './connection-life.ts';
export type { AuthenticationMethod, AuthenticationStep } from './enhanced-authentication.ts';
export { type Kept, stateOfKept } from './kept.ts';
export type * from './ports.ts';
export type { Redirect } from './redirecting.ts';
export { type BrokerSettings, defaultSettings } from './settings.ts';
export type { SharedStrategy, SharedUnacknowledged } from './shared-subscriptions.ts';
export type {
  BrokerState,
  Connection,
  Delivery,
  InFlight,
  Message,
  Session,
  Subscription,
} from './state.ts';
export { NEVER } from './state.ts';
export type { CheckPassword, User } from './users.ts';
export type { Talents } from './workings.ts';

export interface Broker {
  /** Throws `RangeError` when `at` lies before the input that came last. */
  receive(input: Input): BrokerAnswer;
  /** Milliseconds on the host's clock at which `time-passed` is due; undefined: nothing is waited for. */
  nextAlarm(): number | undefined;
  /** Everything it knows, copied: Maps, Sets, plain objects and byte arrays. */
  snapshot(): BrokerState;
  /** Becomes the broker of that snapshot, its settings included. The snapshot stays untouched. */
  restore(state: BrokerState): void;
}

/** The copy that every host has: browsers, Node, Deno. Not in the language's own library, hence named here. */
declare function structuredClone<T>(value: T): T;

/** `talents`: what cannot be plain data; it is not part of snapshots and stays as it is over `restore`. */
export function createBroker(
  settings: Partial<BrokerSettings> = {},
  talents: Talents = {},
): Broker {
  let workings = workingsOf(emptyState({ ...defaultSettings, ...settings }), talents);
  return {
    receive(input) {
      const { state } = workings;
      if (input.at < state.now) {
        throw new RangeError(`the clock went back from ${state.now} to ${input.at}`);
      }
      state.now = input.at;
      react(workings, input);
      const { orders, notices } = workings;
      workings.orders = [];
      workings.notices = [];
      if (workings.changes === undefined) return { orders, notices };
      const { changes } = workings;
      workings.changes = [];
      return { orders, notices, changes };
    },
    nextAlarm: () => workings.alarms.next(),
    snapshot: () => structuredClone(workings.state),
    restore(state) {
      workings = workingsOf(structuredClone(state), talents);
    },
  };
}

function react(broker: Workings, input: Input): void {
  switch (input.kind) {
    case 'line-opened':
      lineOpened(broker, input.line);
      break;
    case 'bytes-came':
      bytesCame(broker, input.line, input.bytes);
      break;
    case 'line-lost':
      lineLost(broker, input.line);
      break;
    case 'time-passed':
      timePassed(broker);
      break;
    case 'shutting-down':
      for (const connection of [...broker.state.connections.values()]) {
        endConnection(broker, connection, { how: 'administrative', reasonCode: 0x8b });
      }
      break;
    case 'send-away':
      sendAway(broker, input.whom, input.reasonString);
      break;
    case 'ban':
      ban(broker, input.whom);
      break;
    case 'lift-ban':
      liftBan(broker, input.whom);
      break;
    case 'redirect':
      redirectConnected(broker, input.redirect);
  }
}
