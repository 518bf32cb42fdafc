import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { doorEnvironment } from '../../support/door-environment.ts';
import type { ApiWorld } from '../api/api-world.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const NODE = process.execPath;
const CALLERS: Record<string, string[]> = {
  'token-operator': ['operator'],
  'token-ada': ['instructor'],
  'token-p01': ['participant'],
  'token-p02': ['participant'],
};

/** `lose-answer`: the API has done it, and nobody hears of it. */
type Fault = 'throttle' | 'busy' | 'hang-up' | 'lose-answer';

/** The command line before the real handler of `api`. */
export type CliWorld = Awaited<ReturnType<typeof makeCliWorld>>;

/** The gateway's part: a token is who calls, everything else is the handler's. */
export async function makeCliWorld(world: ApiWorld) {
  const faults: Fault[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { authorization, ...headers } = incoming.headers;
    const token = authorization?.replace('Bearer ', '');
    const groups = CALLERS[token ?? ''];
    const body = await text(incoming);
    const fault = incoming.method === 'POST' ? faults.shift() : undefined;
    if (fault === 'hang-up') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'throttle' || fault === 'busy') {
      outgoing.writeHead(fault === 'busy' ? 503 : 429).end('{"message":"not now"}');
      return;
    }
    if (token !== undefined && groups === undefined) {
      outgoing.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Unauthorized"}');
      return;
    }
    const answer = await world.request(incoming.method ?? 'GET', incoming.url ?? '/', {
      ...(token === undefined ? {} : { as: token.replace('token-', ''), groups: groups ?? [] }),
      headers: headers as Record<string, string>,
      ...(body === '' ? {} : { raw: body }),
    });
    if (fault === 'lose-answer') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'assize-cli-'));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** What a local system tells of itself, in a file of the folder. */
  function writeLocal(url: string, instructor: string, name = 'local.json'): string {
    const file = join(folder, name);
    writeFileSync(
      file,
      JSON.stringify({
        apiUrl: url,
        pageUrl: url,
        pid: 1,
        endpointUrl: world.system.admin.endpoint,
        region: world.system.admin.region,
        credentials: world.system.admin.credentials,
        tokens: { operator: 'token-operator', instructor, participants: ['token-p01', 'token-p02'] },
      }),
    );
    return file;
  }
  writeLocal(apiUrl, 'token-ada');

  return {
    apiUrl,
    /** What goes wrong with the next requests that change something. */
    faults,
    folder,
    writeLocal,
    /** The command line in a process of its own, as it is run. */
    async assize(args: string[], env: Record<string, string> = {}) {
      const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
        cwd: folder,
        env: {
          ...doorEnvironment,
          HOME: folder,
          XDG_CONFIG_HOME: folder,
          NO_COLOR: '1',
          ASSIZE_LOCAL: join(folder, 'local.json'),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);
      return { out, err, code: code as number };
    },
    /** A file of the folder. */
    program(name: string, source: string): string {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, source);
      return file;
    },
    stop(): void {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
