// CONNECT: who comes? By password or by an authentication method; then `admitting.ts` decides. [v5 3.1; v3.1.1 3.1]

import type { Connect } from '#mqtt/wire';
import { admit } from '../admitting.ts';
import { beginExchange } from '../enhanced-authentication.ts';
import { refuse } from '../refusing.ts';
import type { Connection } from '../state.ts';
import { reasonToKeepOut } from '../users.ts';
import type { Workings } from '../workings.ts';

export function onConnect(broker: Workings, connection: Connection, packet: Connect): void {
  const { clientId, properties, userName } = packet;
  // Whatever is answered, it must fit the client. [MQTT-3.1.2-24], [MQTT-3.1.2-29]
  connection.maximumPacketSize = properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
  connection.wantsReasons = properties?.requestProblemInformation !== 0;

  const unfit = unfitClientId(packet);
  if (unfit !== undefined) {
    refuse(broker, connection, clientId, 0x85, unfit);
  } else if (properties?.authenticationMethod !== undefined) {
    beginExchange(broker, connection, packet);
  } else {
    const reasonCode = reasonToKeepOut(broker.settings, broker.talents.checkPassword, packet);
    if (reasonCode === undefined) admit(broker, connection, packet, userName, undefined);
    else refuse(broker, connection, clientId, reasonCode, 'User name and password do not fit.');
  }
}

function unfitClientId({ clientId, protocolVersion, cleanStart }: Connect): string | undefined {
  if (protocolVersion === 3 && (clientId === '' || clientId.length > 23)) {
    return 'In MQTT 3.1 a client id has 1 to 23 characters.';
  }
  if (protocolVersion === 4 && clientId === '' && !cleanStart) {
    return 'Without a client id there is no session to keep.'; // v3.1.1 [MQTT-3.1.3-8]
  }
  return undefined;
}
