import { describe, expect, test } from 'vitest';
import { addressProblem, forbiddenByPage, otherPath } from './failure.ts';

describe('an address that a reader typed', () => {
  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['broker', 'not-an-address'],
    ['mqtt://broker.example:1883', 'wrong-scheme'],
    ['https://broker.example/mqtt', 'wrong-scheme'],
    ['ws://127.0.0.1:1883', 'tcp-port'],
    ['wss://broker.example:8883/mqtt', 'tcp-port'],
    ['wss://user:secret@broker.example:8084/mqtt', 'has-secrets'],
    ['wss://broker.example:8084/mqtt', undefined],
    [' ws://127.0.0.1:8083/mqtt ', undefined],
  ])('%j: %s', (address, problem) => expect(addressProblem(address)).toBe(problem));
});

describe('mixed content', () => {
  test.each([
    ['ws://broker.example:8083/mqtt', true, 'mixed-content'],
    ['ws://broker.example:8083/mqtt', false, undefined],
    ['wss://broker.example:8084/mqtt', true, undefined],
    ['ws://127.0.0.1:8083/mqtt', true, undefined],
    ['ws://localhost:8083/mqtt', true, undefined],
    ['ws://[::1]:8083/mqtt', true, undefined],
  ])('%s from a secure page (%s): %s', (url, secure, verdict) =>
    expect(forbiddenByPage(url, secure)).toBe(verdict),
  );
});

test('the other path of /mqtt is bare, of anything else /mqtt', () => {
  expect(otherPath('ws://127.0.0.1:8083/mqtt')).toBe('/');
  expect(otherPath('ws://127.0.0.1:8083')).toBe('/mqtt');
  expect(otherPath('ws://127.0.0.1:8083/ws')).toBe('/mqtt');
});
