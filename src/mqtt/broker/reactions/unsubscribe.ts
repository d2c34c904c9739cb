// UNSUBSCRIBE: no new messages for these filters; what is on its way still arrives. [MQTT-3.10.4-2, -3]

import type { Unsubscribe } from '#mqtt/wire';
import { recordUnsubscribed } from '../changes.ts';
import { send } from '../sending.ts';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';

const NO_SUBSCRIPTION_EXISTED = 0x11;

export function onUnsubscribe(
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: Unsubscribe,
): void {
  const { clientId } = session;
  const reasonCodes: number[] = [];
  for (const topicFilter of packet.topicFilters) {
    const subscription = session.subscriptions.get(topicFilter); // character by character [MQTT-3.10.4-1]
    const existed = subscription !== undefined;
    if (existed) {
      session.subscriptions.delete(topicFilter);
      broker.subscriptions.remove(session, subscription);
      recordUnsubscribed(broker, session, topicFilter);
    }
    reasonCodes.push(existed ? 0 : NO_SUBSCRIPTION_EXISTED);
    broker.notices.push({
      kind: 'unsubscribed',
      at: broker.state.now,
      clientId,
      topicFilter,
      existed,
    });
  }
  const { packetId } = packet;
  const codes = connection.protocolVersion === 5 ? reasonCodes : [];
  send(broker, connection, { type: 'UNSUBACK', packetId, reasonCodes: codes }); // [MQTT-3.10.4-4, -5]
}
