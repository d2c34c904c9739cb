// Serves the built site from `dist`. Astro's own preview leaves the Vite plugins of the configuration
// out, so it could not say where the local broker is; a static site needs no more than this.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { answerHostBroker } from './host-broker-plugin.ts';
import { hostAndPort, listen } from './listen.ts';

export interface SiteOptions {
  /** The folder with the built site. */
  folder: string;
  /** Where the site lives below the host; `/` or `/something/`. */
  base?: string;
  host?: string;
  /** 0 takes any free one. Default 4321. */
  port?: number;
  findFreePort?: boolean;
}

export interface SiteServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Throws PortUnavailableError when the port cannot be had. */
export async function serveSite(options: SiteOptions): Promise<SiteServer> {
  const { folder, host = '127.0.0.1', port = 4321 } = options;
  const base = `/${options.base ?? ''}/`.replace(/\/+/g, '/');
  const server = createServer((request, response) => {
    answerHostBroker(request, response, () => {
      answer(request, response, folder, base).catch((error) => {
        // A file that vanished while it was read, for example during a new build.
        response.destroy(error);
      });
    });
  });
  const opened = await listen(server, host, port, options.findFreePort);
  return {
    url: `http://${hostAndPort(host, opened.port)}${base}`,
    port: opened.port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  base: string,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const [encodedPath = '/', query] = (request.url ?? '/').split('?', 2);
  const path = decoded(encodedPath);
  if (path === '/' && base !== '/') {
    redirect(response, base);
    return;
  }
  const inside = path?.startsWith(base) ? path.slice(base.length) : undefined;
  const found = inside === undefined ? undefined : await find(folder, inside);
  if (found === 'folder') redirect(response, `${encodedPath}/${query ? `?${query}` : ''}`);
  else if (found) await send(request, response, found, 200, inside);
  else await notFound(request, response, folder);
}

/** Undefined for what is no path: broken percent signs, a zero byte, a way out of the folder. */
function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes('\0') || /(^|[\\/])\.\.([\\/]|$)/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

interface Found {
  file: string;
  size: number;
  modified: Date;
}

async function find(folder: string, path: string): Promise<Found | 'folder' | undefined> {
  const file = join(folder, path.endsWith('/') || path === '' ? `${path}index.html` : path);
  const status = await stat(file).catch(() => undefined);
  if (status?.isDirectory()) {
    return (await find(folder, `${path}/`)) === undefined ? undefined : 'folder';
  }
  return status?.isFile() ? { file, size: status.size, modified: status.mtime } : undefined;
}

async function notFound(request: IncomingMessage, response: ServerResponse, folder: string) {
  const page = await find(folder, '404.html');
  if (page && page !== 'folder') await send(request, response, page, 404);
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.\n');
}

function redirect(response: ServerResponse, to: string): void {
  // Two slashes at the front would name another host.
  response.writeHead(302, { location: to.replace(/^\/+/, '/') }).end();
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { file, size, modified }: Found,
  status: number,
  path = '',
): Promise<void> {
  const etag = `"${size.toString(16)}-${modified.getTime().toString(16)}"`;
  response.setHeader('etag', etag);
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  // Names below `_astro/` carry a hash of their content; all else is asked for again.
  response.setHeader(
    'cache-control',
    path.startsWith('_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(status, { 'content-length': size });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(file)
      .on('error', (error) => response.destroy(error))
      .pipe(response);
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};
