// A static host as dumb as any: files below a base path, 404.html for the rest. With `compress` it does what every real host
// does too, for measuring.

import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface StaticHost {
  /** With the base path and a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function serveFolder(
  folder: string,
  { base = '/', compress = false }: { base?: string; compress?: boolean } = {},
): Promise<StaticHost> {
  const packed = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = decodeURIComponent((request.url ?? '/').split('?', 1)[0] ?? '/');
    const inside = path.startsWith(base) ? normalize(path.slice(base.length)) : undefined;
    if (inside === undefined || inside.startsWith('..')) return send(response, request, '404.html');
    const status = await stat(join(folder, inside)).catch(() => undefined);
    if (status?.isDirectory() && !path.endsWith('/')) {
      response.writeHead(301, { location: `${path}/` }).end();
      return;
    }
    const file = status?.isDirectory() ? join(inside, 'index.html') : inside;
    const exists = (await stat(join(folder, file)).catch(() => undefined))?.isFile();
    return send(response, request, exists ? file : '404.html', exists ? 200 : 404);
  }

  async function send(
    response: ServerResponse,
    request: IncomingMessage,
    file: string,
    status = 404,
  ) {
    const bytes = await readFile(join(folder, file));
    const type = types[extname(file)];
    const forever = file.startsWith('_astro');
    const headers: Record<string, string> = {
      'content-type': type ?? 'application/octet-stream',
      'cache-control': forever ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    const encoding = compress && type && !file.endsWith('.woff2') ? encodingFor(request) : '';
    if (encoding !== '') headers['content-encoding'] = encoding;
    const key = `${encoding} ${file}`;
    const body = packed.get(key) ?? encode(bytes, encoding);
    if (compress) packed.set(key, body);
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function encodingFor(request: IncomingMessage): 'br' | 'gzip' | '' {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : '';
}

function encode(bytes: Buffer, encoding: 'br' | 'gzip' | ''): Buffer {
  if (encoding === 'br') return brotli(bytes);
  return encoding === 'gzip' ? gzipSync(bytes, { level: 9 }) : bytes;
}

/** As a static host stores it: the best that brotli can do. */
export const brotli = (bytes: Uint8Array): Buffer =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};
