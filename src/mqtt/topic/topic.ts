// The door of the topic room: rules, matching, and two trees. It imports nothing. [v5 4.7, 4.8.2]
export { topicMatches } from './match.ts';
export {
  checkTopicFilter,
  checkTopicName,
  type FilterOptions,
  MAXIMUM_TOPIC_BYTES,
  type TopicProblem,
} from './rules.ts';
export { parseShare, type Share } from './share.ts';
export { SubscriptionTree } from './subscription-tree.ts';
export { TopicTree } from './topic-tree.ts';
