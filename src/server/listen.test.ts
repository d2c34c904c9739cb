import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen, PortUnavailableError } from './listen.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function newServer(): Server {
  const server = createServer();
  servers.push(server);
  return server;
}

test('port 0 takes a free port and says which', async () => {
  const { port } = await listen(newServer(), '127.0.0.1', 0);
  expect(port).toBeGreaterThan(0);
});

test('a taken port is replaced by the next free one when that is wanted', async () => {
  const { port: taken } = await listen(newServer(), '127.0.0.1', 0);
  const { port } = await listen(newServer(), '127.0.0.1', taken, true);
  expect(port).toBeGreaterThan(taken);
});

test('a taken port is otherwise an error that says what to do', async () => {
  const { port: taken } = await listen(newServer(), '127.0.0.1', 0);
  const attempt = listen(newServer(), '127.0.0.1', taken);
  await expect(attempt).rejects.toThrow(PortUnavailableError);
  await expect(attempt).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${taken}: another program uses this port. Stop that program, or choose another port.`,
  );
});

test('an address that this machine does not have is an error at once', async () => {
  // 192.0.2.0/24 is set aside for documentation (RFC 5737): no machine has it.
  await expect(listen(newServer(), '192.0.2.1', 0, true)).rejects.toThrow(PortUnavailableError);
});
