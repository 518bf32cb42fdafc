import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import * as z from 'zod';
import {
  composeCommand,
  composeOrder,
  type RunOrder,
  type SandboxSetting,
  type SandboxShape,
} from './command.ts';

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

const lineSchema = z.union([
  measuredSchema,
  z.object({ error: z.string() }),
  z.object({ taken: z.literal(true) }),
]);

/**
 * What the runner saw of a program. `ended` says why it is over: by itself (`exited`, `signaled`) or killed at a limit.
 * Times in microseconds, sizes in KiB; `memoryKills` counts processes killed because the memory limit was passed.
 */
export type Measured = z.infer<typeof measuredSchema>;

/** Descriptors that become the program's 0, 1 and 2; they can be closed as soon as the sandbox is being made. */
export type Streams = { stdin: number; stdout: number; stderr: number };

/** A sandbox that could not be made, or ended before it took its order: no program ran in it, another one may. */
export class SandboxBroken extends Error {}

/** A sandbox for one run. Whatever the host does not end ends with the host. */
export type PreparedSandbox = {
  /** It has neither ended nor been given an order. */
  isWaiting(): boolean;
  /**
   * Give it its order, which may be before it is all made, and wait until nothing of the program lives; the sandbox
   * itself may last a moment longer. Throws SandboxBroken when no program was started, else an Error with the runner's
   * words.
   */
  run(order: RunOrder): Promise<Measured>;
  /** End it, and its program if one runs in it. */
  end(): void;
  /** Resolves when nothing of it is left. */
  ended: Promise<void>;
};

/** The sandboxes that live now, so that the host can end them when it ends. */
export type LivingSandboxes = Set<PreparedSandbox>;

/** What the runner has said, line by line. */
type Said = { taken: boolean; result: Measured | { error: string } | undefined };

function readLines(text: string): Said {
  const said: Said = { taken: false, result: undefined };
  for (const line of text.split('\n').slice(0, -1)) {
    const { data } = lineSchema.safeParse(parseLine(line));
    if (data === undefined) continue;
    if ('taken' in data) said.taken = true;
    else said.result ??= data;
  }
  return said;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Waits for the runner's result or for its end without one, whichever comes first; `text` then holds what it said. */
function listen(child: ChildProcess) {
  let text = '';
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const told = new Promise<void>((resolve) => {
    child.stdio[3]?.on('data', (chunk) => {
      text += String(chunk);
      if (readLines(text).result !== undefined) resolve();
    });
  });
  return { ended, settled: Promise.race([told, ended]), said: () => readLines(text) };
}

/**
 * Begin to make a sandbox; it waits for its order. `living` holds it until nothing of it is left. Throws what spawn
 * throws at once (no descriptors or processes left).
 */
export function prepareSandbox(
  setting: SandboxSetting,
  shape: SandboxShape,
  streams: Streams,
  living: LivingSandboxes,
): PreparedSandbox {
  const [file = '', ...args] = composeCommand(setting, shape);
  const child = spawn(file, args, {
    stdio: [streams.stdin, streams.stdout, streams.stderr, 'pipe'],
    env: {},
    cwd: '/',
  });
  // libuv makes such a pipe a pair of sockets: it goes both ways
  const channel = child.stdio[3] as Socket | null | undefined;
  // What is written to one that has ended is lost, and its end is heard in another way.
  channel?.on('error', () => undefined);
  const runner = listen(child);
  let state: 'waiting' | 'ordered' | 'over' = 'waiting';

  const run = async (order: RunOrder): Promise<Measured> => {
    if (state !== 'waiting') throw new SandboxBroken('this sandbox waits for no order');
    const bytes = composeOrder(setting, shape, order);
    state = 'ordered';
    channel?.write(bytes);
    const end = await runner.settled;
    state = 'over';
    const { taken, result } = runner.said();
    if (result && 'ended' in result) return result;
    const words = result?.error ?? `the sandbox ended without a report (${end})`;
    throw taken ? new Error(words) : new SandboxBroken(words);
  };

  const sandbox: PreparedSandbox = {
    isWaiting: () => state === 'waiting',
    run,
    end: () => {
      // Every process is left to its own parent to be reaped: as long as it is not, its uid's cap counts it.
      if (state === 'waiting') channel?.destroy();
      // A namespace dies with its runner; without one, the runner must be left the time to kill what it watches.
      else if (state === 'ordered') child.kill(setting.kind === 'limits' ? 'SIGTERM' : 'SIGKILL');
    },
    ended: runner.ended.then(() => {
      state = 'over';
      living.delete(sandbox);
    }),
  };
  living.add(sandbox);
  return sandbox;
}
