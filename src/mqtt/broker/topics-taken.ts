// May this client publish to this topic? Asked for every PUBLISH and for the topic of a will.

import { reasonToForbid, type Visitor } from './access.ts';
import { isStatusTopic } from './status-topics.ts';
import type { Workings } from './workings.ts';

const TOPIC_NAME_INVALID = 0x90;

/** The reason code of the refusal, or undefined. */
export function reasonToRefuseTopic(
  broker: Workings,
  visitor: Visitor,
  topic: string,
): number | undefined {
  const { settings } = broker;
  if (hasMoreLevels(topic, settings.maximumTopicLevels)) return TOPIC_NAME_INVALID;
  // The server's own topics are not for clients to exchange messages by. [v5 4.7.2]
  if (isStatusTopic(broker, topic)) return TOPIC_NAME_INVALID;
  if (settings.access.length === 0 && settings.accessOtherwise === 'allow') return undefined;
  return reasonToForbid(settings, visitor, 'publish', topic);
}

/** Of a topic name or filter. */
export function hasMoreLevels(topic: string, maximum: number): boolean {
  if (topic.length < maximum) return false;
  let levels = 1;
  for (let at = topic.indexOf('/'); at !== -1; at = topic.indexOf('/', at + 1)) levels += 1;
  return levels > maximum;
}
