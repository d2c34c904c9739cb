// A number instead of a topic name, from us to a client that allows it. Which topics get one is our choice:
// the first ones for good, or the latest, each in the place of the one that was not needed for the longest time.
// [v5 3.1.2.11.5, 3.3.2.3.4]

import type { QoS } from '#mqtt/wire';
import type { SharedBytes } from './shared-bytes.ts';
import type { Connection } from './state.ts';
import type { Workings } from './workings.ts';

/** What an alias costs in a packet; shorter topics gain nothing by it. */
const ALIAS_LENGTH = 3;

/** The PUBLISH for this client. It must be sent now, or be too large: the client is taken to know the alias then. */
export function bytesFor(
  { settings }: Workings,
  connection: Connection,
  shared: SharedBytes,
  qos: QoS,
  retain: boolean,
  identifiers: readonly number[] | undefined,
): Uint8Array {
  const { protocolVersion, topicAliasMaximum, topicAliasesSent: sent } = connection;
  // [MQTT-3.1.2-26], [MQTT-3.1.2-27]
  if (topicAliasMaximum === 0) return shared.bytes(protocolVersion, qos, retain, identifiers);
  const { topic } = shared;
  if (topic.length <= ALIAS_LENGTH) {
    return shared.bytes(protocolVersion, qos, retain, identifiers);
  }
  const latest = settings.topicAliasesToClients === 'latest-topics';
  const known = sent.get(topic);
  if (known !== undefined) {
    if (latest) {
      sent.delete(topic);
      sent.set(topic, known);
    }
    return shared.aliased(qos, retain, identifiers, known, false);
  }
  const full = sent.size >= topicAliasMaximum;
  const [oldest] = full ? sent : [];
  const alias = full ? oldest?.[1] : sent.size + 1;
  if (alias !== undefined && (latest || !full)) {
    const bytes = shared.aliased(qos, retain, identifiers, alias, true);
    if (bytes.length <= connection.maximumPacketSize) {
      if (full && oldest !== undefined) sent.delete(oldest[0]);
      sent.set(topic, alias);
      return bytes;
    }
  }
  return shared.bytes(protocolVersion, qos, retain, identifiers);
}
