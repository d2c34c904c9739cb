// A number instead of a topic name, agreed upon by sending both once. Per connection and direction; here: from the
// client to us. [v5 3.3.2.3.4]

import type { Problem, Publish } from '#mqtt/wire';
import { brokenRule } from './leaving.ts';
import type { Connection } from './state.ts';
import type { Workings } from './workings.ts';

const TOPIC_ALIAS_INVALID = 0x94;

/** The topic that `packet` means, or the rule that it breaks. */
export function topicOf(
  broker: Workings,
  connection: Connection,
  packet: Publish,
): string | Problem {
  const alias = packet.properties?.topicAlias;
  if (alias === undefined) return packet.topic; // never empty then: the wire has seen to it
  const maximum = broker.settings.topicAliasMaximum;
  if (alias > maximum) {
    return brokenRule(
      'topic-alias-out-of-range',
      'MQTT-3.3.2-9',
      TOPIC_ALIAS_INVALID,
      `Topic aliases go from 1 to ${maximum}; ${alias} came.`,
    );
  }
  if (packet.topic !== '') {
    connection.topicAliases.set(alias, packet.topic);
    return packet.topic;
  }
  return (
    connection.topicAliases.get(alias) ??
    brokenRule(
      'topic-alias-unknown',
      'MQTT-3.3.2-7',
      0x82,
      `Topic alias ${alias} has not been given a topic on this connection.`,
    )
  );
}
