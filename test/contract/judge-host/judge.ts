import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

/** A Judge0 to talk to: a local judge host of our own, or the one that JUDGE0_URL names. */
export type Judge = {
  url: string;
  isLocal: boolean;
  dataDirectory: string;
  process: ChildProcess | undefined;
  sandbox: string | undefined;
  request(
    path: string,
    init?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  /** Submit with base64 and wait; text fields of the result are decoded. */
  run(submission: Record<string, unknown>): Promise<Result>;
  /** What a host of our own has said to people. */
  said(): string;
  close(): Promise<void>;
};

export type Result = {
  token: string;
  stdout: string | null;
  stderr: string | null;
  compile_output: string | null;
  message: string | null;
  status: { id: number; description: string };
  time: string | null;
  wall_time: string | null;
  memory: number | null;
  exit_code: number | null;
  exit_signal: number | null;
  [field: string]: unknown;
};

const HOST = join(import.meta.dirname, '../../../local/judge-host/main.ts');

/** Permission bits of a regular file, as zip's Unix attributes say it. */
export const mode = (bits: number) => ({ os: 3, attrs: (0o100000 | bits) << 16 });

export const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64');

/** A zip in base64, as `additional_files` wants it. */
export function zip(files: Record<string, string | Uint8Array | [Uint8Array, object]>): string {
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files))
    entries[name] = typeof content === 'string' ? Buffer.from(content) : (content as Uint8Array);
  return base64(zipSync(entries));
}

/** A multi-file program from its files. */
export const project = (files: Parameters<typeof zip>[0], more: Record<string, unknown> = {}) => ({
  language_id: 89,
  additional_files: zip(files),
  ...more,
});

/** Processes below one, parents first. */
export function descendantsOf(pid: number): number[] {
  let children: number[];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

export function talkTo(
  base: Omit<Judge, 'request' | 'run' | 'said' | 'close'>,
  token: string,
  close: () => Promise<void>,
  said: () => string = () => '',
): Judge {
  const request: Judge['request'] = (path, init = {}) =>
    fetch(base.url + path, {
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      headers: {
        'content-type': 'application/json',
        'x-auth-token': token,
        ...init.headers,
      },
      ...(init.body === undefined
        ? {}
        : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
    });
  const run: Judge['run'] = async (submission) => {
    const sent = { ...submission };
    for (const name of ['source_code', 'stdin', 'expected_output'])
      if (typeof sent[name] === 'string') sent[name] = base64(sent[name]);
    const created = await request('/submissions?base64_encoded=true', { body: sent });
    const { token: id } = (await created.json()) as { token?: string };
    if (created.status !== 201 || id === undefined)
      throw new Error(`submission refused with ${created.status}`);
    for (;;) {
      const answer = await request(`/submissions/${id}?base64_encoded=true&fields=*`);
      const result = (await answer.json()) as Result;
      if (result.status.id > 2) {
        for (const name of ['stdout', 'stderr', 'compile_output', 'message'] as const)
          result[name] = result[name] === null ? null : Buffer.from(result[name], 'base64').toString('utf8');
        return result;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { ...base, request, run, said, close };
}

/** Options of a host of our own. */
export type HostOptions = {
  /** Settings, or the path of a file that holds them. */
  config?: Record<string, unknown> | string;
  sandbox?: string;
  slots?: number;
  environment?: NodeJS.ProcessEnv;
  /** How this host is started: with stdin as a pipe, or with an IPC channel and no stdin. */
  channel?: 'stdin' | 'ipc';
  dataDirectory?: string;
  port?: number;
  /** Program and leading arguments of a host built elsewhere, and whose process it is. */
  command?: [string, string];
  user?: { uid?: number; gid?: number };
};

/** Start a local judge host on a free loopback port and wait until it says that it is ready. */
export async function startHost(options: HostOptions = {}): Promise<Judge> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'assize-judge-test-')));
  // Where the host is root, its programs' own uid must get to the boxes.
  if (options.dataDirectory === undefined) await chmod(dataDirectory, 0o755);
  const token = 'token-of-the-test';
  const args = [
    '--port',
    String(options.port ?? 0),
    '--data',
    dataDirectory,
    '--slots',
    String(options.slots ?? 2),
  ];
  const { config } = options;
  if (config !== undefined)
    args.push('--config', typeof config === 'string' ? config : JSON.stringify(config));
  if (options.sandbox !== undefined) args.push('--sandbox', options.sandbox);
  const ipc = options.channel === 'ipc';
  const [program, main] = options.command ?? [process.execPath, HOST];
  const child = spawn(program, [main, ...args], {
    stdio: ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ASSIZE_JUDGE_TOKEN: token, ...options.environment },
    ...options.user,
  });
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  let line = '';
  const ended = once(child, 'exit');
  for await (const chunk of child.stdout ?? []) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  if (!line.includes('\n')) {
    await ended;
    await rm(dataDirectory, { recursive: true, force: true });
    throw new Error(`the host did not start: ${said}`);
  }
  const ready = JSON.parse(line) as { url: string; sandbox: string };
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  const base = { url: ready.url, isLocal: true, dataDirectory, process: child, sandbox: ready.sandbox };
  return talkTo(base, token, close, () => said);
}

/** The Judge0 that the suite is run against: JUDGE0_URL and JUDGE0_TOKEN, or a fresh local host. */
export async function openJudge(): Promise<Judge> {
  const url = process.env['JUDGE0_URL'];
  if (url === undefined || url === '') return startHost();
  const base = {
    url: url.replace(/\/$/, ''),
    isLocal: false,
    dataDirectory: '',
    process: undefined,
    sandbox: undefined,
  };
  return talkTo(base, process.env['JUDGE0_TOKEN'] ?? '', async () => {});
}
