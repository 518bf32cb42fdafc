import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { weighFirstView } from '../scripts/first-view.ts';
import { type Figure, makeFigure, medianWithInterval } from './figure.ts';

const CONSOLE = join(import.meta.dirname, '..', 'dist', 'console');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** Measured pairs, after one that warms the browser. */
const PAIRS = 7;
/** How much slower than this machine's the reader's processor is. */
const SLOWER = 4;
/** Most that is fetched before something is shown, KiB. */
const FIRST_VIEW_KB = 150;
/** Most that the first view takes, in times of a page of plain HTML. */
const FIRST_VIEW_RATIO = 10;
/** How long a browser on a busy machine may take for anything, ms. */
const PATIENCE_MS = 120_000;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const PLAIN = '<!doctype html><html lang="en"><title>Plain</title><h1>Log in</h1></html>';

/** What the console's first view weighs, and how long until it is there beside a page of plain HTML. */
export async function measure(): Promise<readonly Figure[]> {
  if (!existsSync(join(CONSOLE, 'main.js'))) throw new Error('There is no console: run npm run build first.');
  const weight = makeFigure('first-view-kb', [weighFirstView(CONSOLE)], 'KiB', { atMost: FIRST_VIEW_KB });
  if (!existsSync(CHROMIUM)) return [weight];
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [plain, console]: [number[], number[]] = [[], []];
    for (let pair = -1; pair < PAIRS; pair++) {
      const plainMs = await timeView(browser, `${url}/plain`);
      const consoleMs = await timeView(browser, `${url}/`);
      if (pair < 0) continue;
      plain.push(plainMs);
      console.push(consoleMs);
    }
    const ratios = console.map((ms, pair) => ms / plain[pair]!);
    const ms = (values: readonly number[]) => `${Math.round(medianWithInterval(values).median)} ms`;
    const note = `processor slowed ${SLOWER} times: ${ms(console)} to the log-in form, ${ms(plain)} to a plain page`;
    return [weight, makeFigure('first-view-ms', ratios, 'x plain HTML', { atMost: FIRST_VIEW_RATIO }, note)];
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

/**
 * Time from the beginning of the navigation until the heading has been painted, ms by the page's own clock, in a browser
 * that has fetched nothing yet: what this process takes to drive the browser is not in it.
 */
async function timeView(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector('h1, h2') === null) return false;
        // The frame in which it stands is painted before the next one begins.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            (window as { paintedMs?: number }).paintedMs = performance.now();
          }),
        );
        return true;
      };
      const observer = new MutationObserver(() => {
        if (look()) observer.disconnect();
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    await page.goto(url, { waitUntil: 'commit' });
    const painted = await page.waitForFunction(() => (window as { paintedMs?: number }).paintedMs);
    return (await painted.jsonValue()) as number;
  } finally {
    await context.close();
  }
}

/** Serves the built console and the plain page, on a free port of the loopback address. */
async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/plain') return response.writeHead(200, { 'content-type': 'text/html' }).end(PLAIN);
    const file = join(CONSOLE, path === '/' ? 'index.html' : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
