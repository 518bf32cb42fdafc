import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { weighFirstView } from '../scripts/first-view.ts';
import { type Figure, makeFigure } from './figure.ts';

const CONSOLE = join(import.meta.dirname, '..', 'dist', 'console');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const PAIRS = 8;
/** How much slower than this machine's the reader's processor is. */
const SLOWER = 4;
/** Most that is fetched before something is shown, KiB. */
const FIRST_VIEW_KB = 150;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const PLAIN = '<!doctype html><title>Plain</title><h1>Log in</h1>';

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
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const plainMs = await timeView(browser, `${url}/plain`);
      ratios.push((await timeView(browser, `${url}/`)) / plainMs);
    }
    return [weight, makeFigure('first-view-ms', ratios, 'x plain HTML')];
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

/** Time until the heading is on the page, ms, in a browser that has fetched nothing yet. */
async function timeView(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const startedMs = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    return performance.now() - startedMs;
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
