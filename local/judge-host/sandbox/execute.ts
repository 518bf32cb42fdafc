import { spawn } from 'node:child_process';
import * as z from 'zod';
import { composeCommand, type RunOrder, type SandboxSetting } from './command.ts';

const measuredSchema = z.object({
  ended: z.enum(['exited', 'signaled', 'cpu', 'wall', 'disk', 'host-memory', 'host-ended']),
  exitCode: z.int(),
  signal: z.int(),
  cpuUs: z.int(),
  wallUs: z.int(),
  memoryKib: z.int(),
  maxRssKib: z.int(),
  memoryKills: z.int(),
  peakProcesses: z.int(),
});

const reportSchema = z.union([measuredSchema, z.object({ error: z.string() })]);

/**
 * What the runner saw of a program. `ended` says why it is over: by itself (`exited`, `signaled`) or killed at a limit.
 * Times in microseconds, sizes in KiB; `memoryKills` counts processes killed because the memory limit was passed.
 */
export type Measured = z.infer<typeof measuredSchema>;

/** Descriptors that become the program's 0, 1 and 2. */
export type Streams = { stdin: number; stdout: number; stderr: number };

/** The processes that are running now, so that the host can end them when it ends. */
export type Running = Set<{ kill(signal: 'SIGKILL' | 'SIGTERM'): boolean }>;

/**
 * Run a program in the sandbox and wait until nothing of it lives. Throws an Error with the runner's words when the
 * sandbox could not be set up or the program not be started.
 */
export async function execute(
  setting: SandboxSetting,
  order: RunOrder,
  streams: Streams,
  running: Running,
): Promise<Measured> {
  const [file = '', ...args] = composeCommand(setting, order);
  const child = spawn(file, args, {
    stdio: [streams.stdin, streams.stdout, streams.stderr, 'pipe'],
    env: {},
    cwd: '/',
  });
  running.add(child);
  const report = child.stdio[3];
  let text = '';
  if (report && 'on' in report) report.on('data', (chunk) => (text += String(chunk)));
  const ended = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  running.delete(child);
  const parsed = reportSchema.safeParse(parseLine(text));
  if (!parsed.success) throw new Error(`the sandbox ended without a report (${ended})`);
  if ('error' in parsed.data) throw new Error(parsed.data.error);
  return parsed.data;
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text.split('\n')[0] ?? '');
  } catch {
    return undefined;
  }
}
