import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { type HostBroker, hostBrokerPlugin, hostBrokerVariable } from './host-broker-plugin.ts';

afterEach(() => {
  delete process.env[hostBrokerVariable];
});

type Handler = (request: never, response: never, next: () => void) => void;

function ask(url: string) {
  const handlers: Handler[] = [];
  const server = { middlewares: { use: (handler: Handler) => void handlers.push(handler) } };
  hostBrokerPlugin().configureServer(server as never);
  const said: { headers: Record<string, string>; body?: string; handedOn: boolean } = {
    headers: {},
    handedOn: false,
  };
  const response = {
    setHeader: (name: string, value: string) => {
      said.headers[name] = value;
    },
    end: (body: string) => {
      said.body = body;
    },
  };
  for (const handler of handlers) {
    handler({ url, method: 'GET' } as never, response as never, () => {
      said.handedOn = true;
    });
  }
  return said;
}

test('the local broker is named under any base and never cached', () => {
  const broker: HostBroker = {
    url: 'ws://127.0.0.1:8084/mqtt',
    name: null,
    local: true,
    tcpPort: 1884,
  };
  process.env[hostBrokerVariable] = JSON.stringify(broker);
  for (const url of ['/host-broker.json', '/some/base/host-broker.json?x=1']) {
    const { headers, body } = ask(url);
    expect(JSON.parse(body ?? '')).toEqual(broker);
    expect(headers['cache-control']).toBe('no-store');
  }
});

test('everything else is handed on, and so is the question when there is no broker', () => {
  process.env[hostBrokerVariable] = '{}';
  expect(ask('/en/')).toMatchObject({ handedOn: true });
  expect(ask('/not-host-broker.json')).toMatchObject({ handedOn: true });
  delete process.env[hostBrokerVariable];
  expect(ask('/host-broker.json')).toMatchObject({ handedOn: true });
});

test('the file for static hosts names no broker', () => {
  const file = new URL('../../public/host-broker.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url: null, name: null });
});
