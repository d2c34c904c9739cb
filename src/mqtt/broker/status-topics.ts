// How the broker is, under the customary names below `$SYS/broker/`. A convention, not in the standard. [v5 4.7.2]
// Time-driven and quiet: each report is a retained message per value that changed, and no notice tells of it. Who
// shall not see it is kept out by an access rule; clients cannot publish below `$SYS/` while there are reports.

import { routeQuietly } from './routing.ts';
import type { Message } from './state.ts';
import { STATUS, setAlarm, type Workings } from './workings.ts';

export interface Status {
  /** When the first report was due; uptime counts from there. */
  startedAt: number | undefined;
  /** Undefined: no reports. */
  dueAt: number | undefined;
  /** Packets of every type, since the start. */
  packetsReceived: number;
  packetsSent: number;
}

const PREFIX = '$SYS/broker/';

/** The first report is due at once. */
export function emptyStatus(interval: number): Status {
  const dueAt = interval > 0 ? 0 : undefined;
  return { startedAt: undefined, dueAt, packetsReceived: 0, packetsSent: 0 };
}

export function isStatusTopic(broker: Workings, topic: string): boolean {
  return broker.settings.statusInterval > 0 && topic.startsWith('$SYS/');
}

export function reportStatus(broker: Workings): void {
  const { state, settings } = broker;
  const { status, now } = state;
  status.startedAt ??= now;
  for (const [name, value] of values(broker, now - status.startedAt)) {
    report(broker, PREFIX + name, value);
  }
  status.dueAt = now + settings.statusInterval * 1000;
  setAlarm(broker.alarms, STATUS, status.dueAt);
}

function values({ state }: Workings, uptimeMs: number): [name: string, value: string][] {
  let connected = 0;
  let subscriptions = 0;
  for (const session of state.sessions.values()) {
    if (session.connection !== undefined) connected += 1;
    subscriptions += session.subscriptions.size;
  }
  const total = state.sessions.size;
  const { packetsReceived, packetsSent } = state.status;
  return [
    ['version', 'Hello MQTT'],
    ['uptime', `${Math.floor(uptimeMs / 1000)} seconds`],
    ['clients/connected', `${connected}`],
    ['clients/disconnected', `${total - connected}`],
    ['clients/total', `${total}`],
    ['messages/received', `${packetsReceived}`],
    ['messages/sent', `${packetsSent}`],
    ['subscriptions/count', `${subscriptions}`],
    ['retained messages/count', `${state.retained.size}`],
  ];
}

function report(broker: Workings, topic: string, value: string): void {
  const { retained } = broker.state;
  const payload = Uint8Array.from(value, (letter) => letter.charCodeAt(0));
  const known = retained.get(topic);
  if (known !== undefined && isSame(known.payload, payload)) return;
  const message: Message = {
    topic,
    payload,
    qos: 0,
    retain: true,
    properties: undefined,
    expiresAt: undefined,
    publisher: '',
  };
  retained.set(topic, message);
  broker.retainedTopics.set(topic, message);
  routeQuietly(broker, message);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
