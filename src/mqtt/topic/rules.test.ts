import { describe, expect, test } from 'vitest';
import { checkTopicFilter, checkTopicName, parseShare } from './topic.ts';

describe('topic names', () => {
  test.each([
    'a',
    '/',
    '/a',
    'a/',
    'Accounts payable',
    '$SYS/x',
    'a//b',
    '\u{1f600}',
    ' ',
    'x'.repeat(65_535),
  ])('accept %j', (name) => {
    expect(checkTopicName(name)).toBeUndefined();
  });

  test.each([
    ['', 'empty', 0, 'MQTT-4.7.3-1'],
    ['a/+', 'wildcard-in-topic-name', 2, 'MQTT-4.7.0-1'],
    ['#', 'wildcard-in-topic-name', 0, 'MQTT-4.7.0-1'],
    ['a+b', 'wildcard-in-topic-name', 1, 'MQTT-4.7.0-1'],
    ['a\u0000b', 'null-character', 1, 'MQTT-4.7.3-2'],
    ['ab\ud800', 'lone-surrogate', 2, 'MQTT-1.5.4-1'],
    ['\udc00\ud800', 'lone-surrogate', 0, 'MQTT-1.5.4-1'],
  ] as const)('refuse %j as %s', (name, kind, index, rule) => {
    expect(checkTopicName(name)).toMatchObject({ kind, index, rule });
  });

  test('are measured in bytes of UTF-8, not in letters', () => {
    expect(checkTopicName('\u20ac'.repeat(21_845))).toBeUndefined();
    expect(checkTopicName('\u20ac'.repeat(21_846))).toMatchObject({
      kind: 'too-long',
      index: 21_845,
    });
    expect(checkTopicName('\u{1f600}'.repeat(16_383))).toBeUndefined();
    expect(checkTopicName('\u{1f600}'.repeat(16_384))).toMatchObject({ kind: 'too-long' });
    expect(checkTopicName('\u00e9'.repeat(32_768))).toMatchObject({ kind: 'too-long' });
    expect(checkTopicName('x'.repeat(65_536))).toMatchObject({ rule: 'MQTT-4.7.3-3' });
  });
});

describe('topic filters', () => {
  test.each([
    '#',
    '+',
    '/',
    '/+',
    '+/+',
    'sport/#',
    'sport/tennis/#',
    '+/tennis/#',
    'sport/+/player1',
    '$SYS/#',
    '$share/consumer1/sport/tennis/+',
    '$share/g//finance',
    '$share/g/#',
    '$share',
    '$shared/+',
    'a',
  ])('accept %s', (filter) => {
    expect(checkTopicFilter(filter)).toBeUndefined();
  });

  test.each([
    ['sport/tennis#', 'hash-not-alone', 12, 'MQTT-4.7.1-1'],
    ['sport/tennis/#/ranking', 'hash-not-last', 13, 'MQTT-4.7.1-1'],
    ['#/', 'hash-not-last', 0, 'MQTT-4.7.1-1'],
    ['##', 'hash-not-last', 0, 'MQTT-4.7.1-1'],
    ['sport+', 'plus-not-alone', 5, 'MQTT-4.7.1-2'],
    ['+sport', 'plus-not-alone', 0, 'MQTT-4.7.1-2'],
    ['a/++/b', 'plus-not-alone', 2, 'MQTT-4.7.1-2'],
    ['', 'empty', 0, 'MQTT-4.7.3-1'],
    ['a\u0000', 'null-character', 1, 'MQTT-4.7.3-2'],
    ['$share/', 'share-name-invalid', 7, 'MQTT-4.8.2-1'],
    ['$share//a', 'share-name-invalid', 7, 'MQTT-4.8.2-1'],
    ['$share/g+/a', 'share-name-invalid', 8, 'MQTT-4.8.2-2'],
    ['$share/#/a', 'share-name-invalid', 7, 'MQTT-4.8.2-2'],
    ['$share/g', 'share-without-filter', 8, 'MQTT-4.8.2-2'],
    ['$share/g/', 'share-without-filter', 8, 'MQTT-4.8.2-2'],
    ['$share/g/a+', 'plus-not-alone', 10, 'MQTT-4.7.1-2'],
    ['$share/g/#/a', 'hash-not-last', 9, 'MQTT-4.7.1-1'],
  ] as const)('refuse %j as %s', (filter, kind, index, rule) => {
    expect(checkTopicFilter(filter)).toMatchObject({ kind, index, rule });
  });

  test('give $share no meaning before MQTT 5', () => {
    expect(checkTopicFilter('$share//a', { shared: false })).toBeUndefined();
    expect(checkTopicFilter('$share/g', { shared: false })).toBeUndefined();
    expect(checkTopicFilter('$share/a+', { shared: false })).toMatchObject({
      kind: 'plus-not-alone',
    });
  });
});

describe('shared subscriptions', () => {
  test.each([
    ['$share/consumer1/sport/tennis/+', 'consumer1', 'sport/tennis/+'],
    ['$share/consumer1//finance', 'consumer1', '/finance'],
    ['$share/g/#', 'g', '#'],
  ])('%s has a group and a filter', (filter, group, topicFilter) => {
    expect(parseShare(filter)).toEqual({ group, topicFilter });
  });

  test.each([
    'a/b',
    '$share',
    '$share/g',
    '$share/g/',
    '$share//a',
    '$share/+/a',
    '$SHARE/g/a',
    'x$share/g/a',
  ])('%s is none', (filter) => {
    expect(parseShare(filter)).toBeUndefined();
  });
});
