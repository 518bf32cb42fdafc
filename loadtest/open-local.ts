import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeParticipantIssuer } from '../cli/local-participant.ts';
import { createApiClient, type Fetch } from '../core/api/client.ts';
import type { CallOf } from '../core/api/routes.ts';
import type { Clock } from '../core/exam/clock.ts';
import { type LocalAccess, readLocalAccess } from '../local/local-access.ts';
import { importProblems } from '../local/play/import-problems.ts';
import { uploadPackage } from '../local/play/upload-package.ts';
import { buildAll } from '../scripts/build.ts';
import { hearChild } from '../scripts/hear-child.ts';
import { synthesize } from '../scripts/synth.ts';
import { LOAD_LANGUAGE, makeLoadProblem, makeLoadProgram } from './load-problem.ts';
import type { Load } from './options.ts';
import { readProcessorTime } from './processor-time.ts';
import type { FunctionUsage } from './record.ts';
import type { LoadTarget } from './target.ts';

/** For whoever reads that it ended. */
const NAME = 'the local system';
/** Logins at a time. */
const AT_ONCE = 8;
/** From the booking to the window's opening, ms. */
const OPENS_AFTER_MS = 6_000;
/** How long hosts may take to be ready, ms. */
const READY_PATIENCE_MS = 120_000;
const POLL_MS = 500;

/** A local system: one that runs, or one of its own. */
export interface LocalTarget {
  readonly access: LocalAccess;
  readonly dataDir: string;
  readonly readFunctions: () => Promise<readonly FunctionUsage[]>;
  readonly stop: () => Promise<void>;
}

/** The system that runs in a folder; where none does, a new one that ends with `stop`. */
export async function findLocalSystem(dataDir: string): Promise<LocalTarget> {
  if (existsSync(join(dataDir, 'local.json'))) {
    const access = readLocalAccess(dataDir);
    if (isAlive(access.pid))
      return { access, dataDir, readFunctions: async () => [], stop: async () => undefined };
  }
  await buildAll();
  const { outDir } = await synthesize();
  return await startOwnSystem(outDir);
}

/** A system of its own, of this assembly; it ends with `stop`. */
export async function startOwnSystem(assemblyDir: string): Promise<LocalTarget> {
  const dataDir = mkdtempSync(join(tmpdir(), 'assize-load-'));
  const child = fork(join(import.meta.dirname, 'own-system.ts'), [assemblyDir, dataDir], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await hearChild(child, NAME, () => undefined);
    return {
      access: readLocalAccess(dataDir),
      dataDir,
      readFunctions: async () => (await hearChild(child, NAME, () => child.send('usage'))) as FunctionUsage[],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Books a session for a load in a local system, and waits until it is open and its judges are there. Ends the system where
 * that fails, if it is one of its own.
 * @param deploy says what judges it, once the system is there
 * @throws ApiError when the booking is refused, Error when no judge becomes ready
 */
export async function openLocal(
  local: LocalTarget,
  load: Load,
  deploy: (local: LocalTarget) => Promise<Deployment>,
  ports: LocalPorts,
): Promise<LoadTarget> {
  try {
    return await bookLoad(local, load, await deploy(local), ports);
  } catch (error) {
    await local.stop();
    throw error;
  }
}

type Deployment = NonNullable<CallOf<'createSession'>['body']['deployment']>;

interface LocalPorts {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly say: (line: string) => void;
}

async function bookLoad(
  local: LocalTarget,
  load: Load,
  deployment: Deployment,
  ports: LocalPorts,
): Promise<LoadTarget> {
  const { access } = local;
  const { clock, fetch, say } = ports;
  const clientWith = (token: string) =>
    createApiClient({ baseUrl: access.apiUrl, token: () => token, fetch });
  const staff = clientWith(access.tokens.instructor);
  const problem = makeLoadProblem(load);
  const versions = await importProblems([problem], {
    client: staff,
    upload: uploadPackage,
    clock,
    on: () => undefined,
  });
  const names = Array.from({ length: load.users }, (_, at) => `load${String(at + 1).padStart(4, '0')}`);
  const clients = (await logIn(access, names, fetch)).map(clientWith);
  const { session } = await staff.call('createSession', {
    headers: {},
    body: {
      name: `Load of ${load.users} users`,
      opensAt: new Date(clock.now() + OPENS_AFTER_MS).toISOString(),
      // What a load needs, and time for judges that are late.
      durationMinutes: Math.ceil((load.durationMs + load.drainMs + READY_PATIENCE_MS) / 60_000),
      problems: [
        { label: problem.label, problemId: problem.problemId, version: versions.get(problem.problemId)! },
      ],
      languages: [LOAD_LANGUAGE],
      roster: names.map((participantId) => ({ participantId, name: participantId })),
      deployment,
    },
  });
  const { sessionId } = session;
  say(`booked session ${sessionId} for ${load.users} users; waiting for its judges`);
  const end = async () =>
    await staff
      .call('endSession', { params: { sessionId }, body: { reason: 'the load is over' } })
      .catch(() => undefined);
  const until = clock.now() + READY_PATIENCE_MS;
  for (;;) {
    const { hosts, session: now } = await staff.call('getLive', { params: { sessionId }, query: {} });
    const isReady = now.deployment.kind !== 'fleet' || hosts.some(({ state }) => state === 'ready');
    if (isReady && now.window === 'open') break;
    if (clock.now() > until) {
      await end();
      throw new Error(`no judge is ready after ${READY_PATIENCE_MS / 1_000} s: ${now.fleet.reason}`);
    }
    await clock.sleep(POLL_MS);
  }
  return {
    name: `${access.apiUrl} on this machine`,
    submitted: { sessionId, label: problem.label, language: LOAD_LANGUAGE },
    staff,
    participant: (user) => clients[user]!,
    sourceOf: (user, number) => makeLoadProgram(load.sleepMs, `${number} of ${names[user]}`),
    readProcessors: () =>
      readProcessorTime({ pid: access.pid, role: 'emulated cloud' }, roleIn(local.dataDir)),
    readFunctions: local.readFunctions,
    close: async () => {
      await end();
      await local.stop();
    },
  };
}

/** What a process below a local system is: a function by the system's own register, or a judge host. */
function roleIn(dataDir: string): (pid: number, commandLine: string) => string | undefined {
  return (pid, commandLine) => {
    if (commandLine.includes('judge-host/main.ts')) return 'judge hosts and programs';
    try {
      return JSON.parse(readFileSync(join(dataDir, 'processes', `${pid}.json`), 'utf8')).label;
    } catch {
      return undefined;
    }
  };
}

async function logIn(access: LocalAccess, names: readonly string[], fetch: Fetch): Promise<string[]> {
  const { apiUrl, endpointUrl: endpoint, region, credentials } = access;
  const issue = makeParticipantIssuer(createApiClient({ baseUrl: apiUrl, fetch }), {
    endpoint,
    region,
    credentials,
  });
  const tokens: string[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE)
    tokens.push(...(await Promise.all(names.slice(start, start + AT_ONCE).map(issue))));
  return tokens;
}
