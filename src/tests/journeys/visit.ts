// A reader opens a page of the built site. Everything that goes wrong on the way is written down.

import { type BrowserContextOptions, chromium, type Page, type Response } from 'playwright-core';
import { afterAll, afterEach, inject } from 'vitest';

export interface Visit {
  page: Page;
  /** Console errors, uncaught errors, violations of the content security policy, requests that failed. */
  troubles: string[];
  /** Every address that was asked for, WebSockets too. */
  requests: string[];
  /** Every answer, in the order it came. */
  received: Response[];
  /** WebSocket addresses in the order they were opened. */
  sockets: string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** What `host-broker.json` answers; the static host says that there is no broker. */
  hostBroker?: object;
  /** Scripts that are answered with nothing: `/` would send the reader on before a test could look. */
  withoutScript?: string;
  /** Run in the page before its own scripts. */
  before?: string;
}

const browser = await chromium.connect(inject('browserEndpoint'));
afterAll(() => browser.close());
const visits = new Set<{ close(): Promise<void> }>();
afterEach(async () => {
  await Promise.all([...visits].map((visit) => visit.close()));
  visits.clear();
});

/** `path` is relative to the root of the site, without a slash at its front. */
export async function visit(path: string, options: VisitOptions = {}): Promise<Visit> {
  const { hostBroker, withoutScript, before, ...contextOptions } = options;
  const context = await browser.newContext({
    baseURL: inject('siteUrl'),
    locale: 'en-GB',
    ...contextOptions,
  });
  visits.add(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const log = watch(page);
  await page.addInitScript(reportViolations);
  if (before) await page.addInitScript(before);
  if (hostBroker)
    await page.route('**/host-broker.json', (route) => route.fulfill({ json: hostBroker }));
  if (withoutScript)
    await page.route(withoutScript, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: '' }),
    );
  await page.goto(path);
  return { page, ...log };
}

function watch(page: Page): Omit<Visit, 'page'> {
  const troubles: string[] = [];
  const requests: string[] = [];
  const received: Response[] = [];
  const sockets: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('request', (request) => requests.push(request.url()));
  page.on('response', (response) => {
    received.push(response);
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that is left gives up what it still loads.
    if (why !== 'net::ERR_ABORTED') troubles.push(`${why}: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    sockets.push(socket.url());
    requests.push(socket.url());
  });
  return { troubles, requests, received, sockets };
}

/** The console names a violation in the browser's words; the event names the directive. */
const reportViolations = `addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP', event.violatedDirective, event.blockedURI, event.sample))`;
