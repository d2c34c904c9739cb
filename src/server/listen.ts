// Opens a port, or the next free one, or says in plain words why not.

import type { AddressInfo, Server } from 'node:net';

/** How far a search for a free port goes before it gives up. */
const portsToTry = 50;

export class PortUnavailableError extends Error {
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, code: string) {
    super(`Cannot listen on ${hostAndPort(host, port)}: ${reasons[code] ?? code}.`);
    this.name = 'PortUnavailableError';
    this.host = host;
    this.port = port;
  }
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'another program uses this port. Stop that program, or choose another port',
  EACCES: 'this port needs special rights. Choose a port above 1023',
  EADDRNOTAVAIL: 'this machine does not have that address. Use 127.0.0.1, or 0.0.0.0 for all',
  ENOTFOUND: 'this host name is not known. Use 127.0.0.1, or 0.0.0.0 for all',
};

/** Port 0 takes any free port. Returns what was really opened. Throws PortUnavailableError. */
export async function listen(
  server: Server,
  host: string,
  port: number,
  findFreePort = false,
): Promise<{ host: string; port: number }> {
  for (let candidate = port; ; candidate += 1) {
    const failure = await tryToListen(server, host, candidate);
    if (failure === undefined) {
      const address = server.address() as AddressInfo;
      return { host, port: address.port };
    }
    const taken = failure === 'EADDRINUSE' || failure === 'EACCES';
    const more = candidate < port + portsToTry && candidate < 65_535;
    if (!(findFreePort && taken && more)) throw new PortUnavailableError(host, port, failure);
  }
}

function tryToListen(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening);
      resolve(error.code ?? error.message);
    };
    const listening = () => {
      server.off('error', failed);
      resolve(undefined);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host, port });
  });
}

/** `[::1]:1883` for IPv6, `127.0.0.1:1883` otherwise. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
