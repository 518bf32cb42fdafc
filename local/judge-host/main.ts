import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { parseJudgeHostConfig, readJudge0Conf } from './config.ts';
import { MOST_SLOTS } from './sandbox/choose.ts';
import { startJudgeHost } from './start.ts';
import { TOKEN_VARIABLE, USER_DATA_VARIABLE } from './token-variables.ts';
import { startFromUserData } from './user-data.ts';

const USAGE = `Usage: node local/judge-host/main.ts --data DIR [options]
  --address A      address to listen on (127.0.0.1)
  --port N         port, 0 for a free one (2358)
  --slots N        submissions judged at a time (2; 31 at most); with user data, the vCPUs of the machine
  --memory N       with user data, the memory of the machine in MiB (4096)
  --data DIR       directory for boxes and other state; emptied at start
  --config C       settings of judge0.conf as JSON, or a file that holds them so or is a judge0.conf
  --head-starts DIR  make ready there what compilers take (20 s the first time; kept for later hosts)
  --sandbox KIND   only this sandbox: bubblewrap, namespaces or limits (the best that works)
From the environment, since everybody on the machine can read a command line:
  ${TOKEN_VARIABLE}        token that every request needs in X-Auth-Token (none: open)
  ${USER_DATA_VARIABLE}          user data of a host in the cloud, to start with what it says`;

const argumentsSchema = z.object({
  address: z.string().min(1, 'must name an address such as 127.0.0.1').default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(2358),
  slots: z.coerce.number().int().min(1).max(MOST_SLOTS).default(2),
  memory: z.coerce.number().int().min(1).default(4096),
  data: z.string('say where boxes may be put: --data DIR').min(1),
  config: z.string().optional(),
  'head-starts': z.string().min(1, 'must name a directory').optional(),
  sandbox: z.enum(['bubblewrap', 'namespaces', 'limits']).optional(),
});

function readArguments(args: string[]): z.infer<typeof argumentsSchema> {
  const options = Object.fromEntries(
    Object.keys(argumentsSchema.shape).map((name) => [name, { type: 'string' as const }]),
  );
  const { values } = parseArgs({ args, options });
  const parsed = argumentsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}

async function readConfig(given: string | undefined): Promise<unknown> {
  if (given === undefined) return {};
  const text = given.trimStart().startsWith('{') ? given : await readFile(given, 'utf8');
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : readJudge0Conf(text);
  } catch (error) {
    throw new Error(`--config: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A variable that nothing which is started from here shall see. */
function takeFromEnvironment(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value === '' ? undefined : value;
}

/** Everything on stderr is for people; stdout has one line, when the host is ready. */
const log = (line: string): void => {
  process.stderr.write(`judge host: ${line}\n`);
};

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  const token = takeFromEnvironment(TOKEN_VARIABLE);
  const userData = takeFromEnvironment(USER_DATA_VARIABLE);
  const host = await startJudgeHost({
    address: args.address,
    port: args.port,
    dataDirectory: resolve(args.data),
    ...(userData === undefined
      ? { token, slots: args.slots, config: parseJudgeHostConfig(await readConfig(args.config)) }
      : await startFromUserData(userData, { vcpus: args.slots, memoryMib: args.memory, token })),
    sandbox: args.sandbox,
    headStarts: args['head-starts'] === undefined ? undefined : resolve(args['head-starts']),
    log,
  });
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs, the host is gone within a second: its programs die with it in any case.
    setTimeout(() => process.exit(0), 900).unref();
    void host.stop().finally(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  process.on('disconnect', end);
  // A parent that holds the other end of our stdin ends us by dying. A terminal or /dev/null says nothing about a parent.
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) {
    process.stdin.on('end', end).on('error', end);
    process.stdin.resume();
  }
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: host.url, pid: process.pid, sandbox: host.sandbox })}\n`,
  );
}

main().catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error));
  if (process.argv.length <= 2) process.stderr.write(`${USAGE}\n`);
  process.exit(1);
});
