// A CONNECT that is not accepted: the code says why where the version has a code for it, then the line is closed.

import { endConnection } from './leaving.ts';
import { send } from './sending.ts';
import type { Connection } from './state.ts';
import type { Workings } from './workings.ts';

/** CONNACK return codes of 3.1 and 3.1.1 for reason codes of 5. What is not here has no code: just close. */
const returnCodes: Record<number, number> = {
  132: 1, // 0x84 unacceptable protocol version
  133: 2, // 0x85 identifier rejected
  134: 4, // 0x86 bad user name or password
  135: 5, // 0x87 not authorized
  136: 3, // 0x88 server unavailable
  137: 3, // 0x89 server busy
  138: 5, // 0x8A banned
  151: 3, // 0x97 quota exceeded
  156: 3, // 0x9C use another server
  157: 3, // 0x9D server moved
};

/** `reasonCode` is version 5's. Session Present is 0. [MQTT-3.2.2-6], [MQTT-3.2.2-7] */
export function refuse(
  broker: Workings,
  connection: Connection,
  clientId: string,
  reasonCode: number,
  reasonString: string,
  serverReference?: string | undefined,
): void {
  const code = connection.protocolVersion === 5 ? reasonCode : returnCodes[reasonCode];
  if (code !== undefined) {
    send(broker, connection, {
      type: 'CONNACK',
      sessionPresent: false,
      reasonCode: code,
      properties: { reasonString, ...(serverReference !== undefined && { serverReference }) },
    });
  }
  const { line } = connection;
  broker.notices.push({ kind: 'refused', at: broker.state.now, line, clientId, reasonCode });
  endConnection(broker, connection, { how: 'rule-broken' });
}
