// What a person who runs the server does to clients: send them away, keep them out, let them in again.

import type { Visitor } from './access.ts';
import { endConnection } from './leaving.ts';
import type { Workings } from './workings.ts';

/** Whom: by client id, by user name, or only both together. Never nobody in particular. */
export type Whom =
  | { clientId: string; userName?: string }
  | { clientId?: string; userName: string };

const ADMINISTRATIVE_ACTION = 0x98;

export function isMeant(whom: Whom, { clientId, userName }: Visitor): boolean {
  if (whom.clientId === undefined && whom.userName === undefined) return false;
  return (
    (whom.clientId === undefined || whom.clientId === clientId) &&
    (whom.userName === undefined || whom.userName === userName)
  );
}

/** In 5 with DISCONNECT 0x98, and why, if a reason is given. The session stays as long as it was to. */
export function sendAway(broker: Workings, whom: Whom, reasonString: string | undefined): void {
  for (const connection of [...broker.state.connections.values()]) {
    if (connection.stage !== 'connected' || !isMeant(whom, connection)) continue;
    endConnection(broker, connection, {
      how: 'administrative',
      reasonCode: ADMINISTRATIVE_ACTION,
      ...(reasonString !== undefined && { reasonString }),
    });
  }
}

/** Sent away now and refused from now on: 0x8A, which only CONNACK has. */
export function ban(broker: Workings, whom: Whom): void {
  setBans(broker, [...others(broker, whom), whom]);
  sendAway(broker, whom, undefined);
}

export function liftBan(broker: Workings, whom: Whom): void {
  setBans(broker, others(broker, whom));
}

function others({ state }: Workings, whom: Whom): Whom[] {
  return state.bans.filter((each) => !isSame(each, whom));
}

function setBans({ state, changes }: Workings, bans: readonly Whom[]): void {
  state.bans = bans;
  changes?.push({ kind: 'bans-set', bans });
}

export function isBanned(broker: Workings, visitor: Visitor): boolean {
  return broker.state.bans.some((whom) => isMeant(whom, visitor));
}

const isSame = (a: Whom, b: Whom) => a.clientId === b.clientId && a.userName === b.userName;
