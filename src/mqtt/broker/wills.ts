// The last message of a client that did not say goodbye. [v5 3.1.2.5, 3.1.3.2]

import { messageOfWill } from './messages.ts';
import { keepRetained } from './retained.ts';
import { route } from './routing.ts';
import type { Session } from './state.ts';
import type { Workings } from './workings.ts';

/** Publishes the will if there is one, once. [MQTT-3.1.2-8], [MQTT-3.1.2-10] */
export function publishWill(broker: Workings, session: Session): void {
  const { will, clientId } = session;
  session.will = undefined;
  session.willDueAt = undefined;
  if (will === undefined) return;
  const { now } = broker.state;
  const message = messageOfWill(will, clientId, now);
  broker.notices.push({ kind: 'will-published', at: now, clientId, topic: will.topic });
  if (message.retain) keepRetained(broker, message);
  route(broker, message);
}
