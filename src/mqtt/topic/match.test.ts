import { describe, expect, test } from 'vitest';
import {
  checkTopicFilter,
  checkTopicName,
  SubscriptionTree,
  TopicTree,
  topicMatches,
} from './topic.ts';

// The examples of section 4.7, by name. Every pair is asked three ways.
const PAIRS: readonly (readonly [
  clause: string,
  filter: string,
  name: string,
  matches: boolean,
])[] = [
  ['4.7.1.2', 'sport/tennis/player1/#', 'sport/tennis/player1', true],
  ['4.7.1.2', 'sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
  ['4.7.1.2', 'sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
  ['4.7.1.2', 'sport/tennis/player1/#', 'sport/tennis/player2', false],
  ['4.7.1.2', 'sport/tennis/player1/#', 'sport/tennis/player10', false],
  ['4.7.1.2', 'sport/#', 'sport', true],
  ['4.7.1.2', 'sport/#', 'sport/', true],
  ['4.7.1.2', '#', 'anything/at/all', true],
  ['4.7.1.2', '#', '/', true],
  ['4.7.1.2', 'sport/tennis/#', 'sport/tennis', true],
  ['4.7.1.3', 'sport/tennis/+', 'sport/tennis/player1', true],
  ['4.7.1.3', 'sport/tennis/+', 'sport/tennis/player2', true],
  ['4.7.1.3', 'sport/tennis/+', 'sport/tennis/player1/ranking', false],
  ['4.7.1.3', 'sport/+', 'sport', false],
  ['4.7.1.3', 'sport/+', 'sport/', true],
  ['4.7.1.3', '+', 'finance', true],
  ['4.7.1.3', '+/tennis/#', 'sport/tennis', true],
  ['4.7.1.3', '+/tennis/#', 'sport/tennis/player1', true],
  ['4.7.1.3', 'sport/+/player1', 'sport/tennis/player1', true],
  ['4.7.1.3', '+/+', '/finance', true],
  ['4.7.1.3', '/+', '/finance', true],
  ['4.7.1.3', '+', '/finance', false],
  ['4.7.2', '#', '$SYS/monitor/Clients', false],
  ['4.7.2', '+/monitor/Clients', '$SYS/monitor/Clients', false],
  ['4.7.2', '$SYS/#', '$SYS/monitor/Clients', true],
  ['4.7.2', '$SYS/monitor/+', '$SYS/monitor/Clients', true],
  ['4.7.2', '#', '$SYS', false],
  ['4.7.2', '+', '$SYS', false],
  ['4.7.2', '$SYS/#', '$SYS', true],
  ['4.7.2', 'a/+', 'a/$b', true],
  ['4.7.2', 'a/#', 'a/$b', true],
  ['4.7.3', 'ACCOUNTS', 'Accounts', false],
  ['4.7.3', 'Accounts payable', 'Accounts payable', true],
  ['4.7.3', '/finance', 'finance', false],
  ['4.7.3', 'finance', '/finance', false],
  ['4.7.3', 'a/', 'a', false],
  ['4.7.3', 'a', 'a/', false],
  ['4.7.3', '/', '/', true],
  ['4.7.3', 'a//b', 'a//b', true],
  ['4.7.3', 'a//b', 'a/b', false],
  ['4.7.3', 'a/+/b', 'a//b', true],
  ['4.7.3', '\u00e5', 'a\u030a', false],
  ['4.7.3', 'a/b', 'a/b/c', false],
  ['4.7.3', 'a/b/c', 'a/b', false],
  ['4.7.3', 'a/bc', 'a/b', false],
  ['4.7.3', 'a/b', 'a/bc', false],
];

describe('matching, by the examples of the standard', () => {
  for (const [clause, filter, name, matches] of PAIRS) {
    const title = `${filter} ${matches ? 'matches' : 'does not match'} ${name} [v5 ${clause}]`;
    test(title, () => {
      expect(checkTopicFilter(filter)).toBeUndefined();
      expect(checkTopicName(name)).toBeUndefined();

      expect(topicMatches(filter, name)).toBe(matches);

      const subscriptions = new SubscriptionTree<string>();
      subscriptions.add(filter, 'key', 'value');
      expect(subscriptions.match(name)).toEqual(matches ? ['value'] : []);

      const topics = new TopicTree<string>();
      topics.set(name, 'value');
      expect(topics.matching(filter)).toEqual(matches ? ['value'] : []);
    });
  }
});
