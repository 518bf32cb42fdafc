import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { contentSecurityPolicy, PAGE_HEADERS } from '../../lib/console-headers.ts';
import { CONSOLE_EXTRAS, CONSOLE_OPTIONS } from '../../scripts/build.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** An answer of the API as a test wants it: JSON with a status, asked anew at every request. */
export type ApiAnswer = (
  path: string,
  headers: NodeJS.Dict<string | string[]>,
) => { status: number; body: unknown };

/**
 * Serves the console as it is deployed (the bundle of `console/main.tsx`, the strict headers of the distribution)
 * with the given answers below /v1, on a free port of the loopback address.
 */
export async function serveConsole(answer: ApiAnswer): Promise<{ url: string; close: () => Promise<void> }> {
  const root = join(import.meta.dirname, '../..');
  const bundle = await build({
    ...CONSOLE_OPTIONS,
    absWorkingDir: root,
    entryPoints: { main: 'console/main.tsx', ...CONSOLE_EXTRAS },
    bundle: true,
    write: false,
    outdir: '/',
    logLevel: 'silent',
  });
  const files = new Map<string, Uint8Array>(bundle.outputFiles.map((file) => [file.path, file.contents]));
  for (const name of ['index.html', 'public/favicon.svg']) {
    const path = join(root, 'console', name);
    if (existsSync(path)) files.set(`/${name.replace('public/', '')}`, readFileSync(path));
  }

  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith('/v1/')) {
      const { status, body } = answer(url.pathname + url.search, request.headers);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return;
    }
    const path = url.pathname === '/' ? '/index.html' : url.pathname;
    const content = files.get(path);
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        ...PAGE_HEADERS,
        'content-security-policy': contentSecurityPolicy([]),
      })
      .end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
