// "Go to another server": in CONNACK for who comes, in DISCONNECT for who is here. [v5 4.11]

import type { Visitor } from './access.ts';
import { endConnection } from './leaving.ts';
import type { Workings } from './workings.ts';

export interface Redirect {
  /** Whom it is about; absent: everybody. */
  userName?: string;
  clientId?: string;
  /** 0x9C use another server: for now. 0x9D server moved: for good. */
  reasonCode: 0x9c | 0x9d;
  /** One or several servers, divided by spaces: `host` or `host:port`. Absent: the client knows others. */
  serverReference?: string;
}

export function redirectFor({ settings }: Workings, visitor: Visitor): Redirect | undefined {
  return settings.redirects.find(
    ({ userName, clientId }) =>
      (userName === undefined || userName === visitor.userName) &&
      (clientId === undefined || clientId === visitor.clientId),
  );
}

/** Sends away who is connected now. Before 5 there are no words for it: the line is closed. */
export function redirectConnected(broker: Workings, redirect: Redirect): void {
  const { reasonCode, serverReference } = redirect;
  for (const connection of [...broker.state.connections.values()]) {
    const { stage, clientId, userName } = connection;
    if (stage !== 'connected') continue;
    if (redirect.clientId !== undefined && redirect.clientId !== clientId) continue;
    if (redirect.userName !== undefined && redirect.userName !== userName) continue;
    endConnection(broker, connection, {
      how: 'administrative',
      reasonCode,
      ...(serverReference !== undefined && { serverReference }),
    });
  }
}
