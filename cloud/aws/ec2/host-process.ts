import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess, isRunning, type ProcessIdentity } from '../../lambda/processes.ts';

/** Patience with a host that was asked to end, before it is killed. */
const TERM_PATIENCE_MS = 3_000;

export interface HostProcessOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly onReady: () => void;
  /** What the host prints beyond its first line, for the log. */
  readonly onLine: (line: string) => void;
  readonly onExit: (code: number | null, signal: NodeJS.Signals | null) => void;
}

/** The process of one machine, in a process group of its own. */
export class HostProcess {
  readonly identity: ProcessIdentity;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess, identity: ProcessIdentity, ended: Promise<void>) {
    this.#child = child;
    this.identity = identity;
    this.#ended = ended;
  }

  /** Starts the host. It ends when this process does: its standard input closes. Throws if it cannot be started. */
  static start(options: HostProcessOptions): HostProcess {
    const [program = process.execPath, ...args] = options.command;
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: hostEnvironment(options.environment),
    });
    if (child.pid === undefined) throw new Error(`The machine's program ${program} cannot be started.`);
    const identity = identifyProcess(child.pid) ?? { pid: child.pid, startTime: '' };
    child.stdin?.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) =>
          isReady(line) ? options.onReady() : options.onLine(line),
        );
    const ended = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        options.onExit(code, signal);
        resolve();
      });
      child.once('error', () => resolve());
    });
    return new HostProcess(child, identity, ended);
  }

  /** Ends the host for real: asked first, killed with its whole group if it does not listen. Resolves when it is gone. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    signalGroup(this.identity.pid, 'SIGTERM');
    await Promise.race([this.#ended, sleep(TERM_PATIENCE_MS, undefined, { ref: false })]);
    signalGroup(this.identity.pid, 'SIGKILL');
    await this.#ended;
  }
}

/** Ends a host that an earlier start of the endpoint left behind, if it is still that process. */
export async function reapHost(identity: ProcessIdentity): Promise<boolean> {
  if (!isRunning(identity)) return false;
  signalGroup(identity.pid, 'SIGTERM');
  for (let waited = 0; waited < TERM_PATIENCE_MS && isRunning(identity); waited += 50) await sleep(50);
  if (isRunning(identity)) signalGroup(identity.pid, 'SIGKILL');
  while (isRunning(identity)) await sleep(20);
  return true;
}

/** A loopback address on which nothing listens at this port. Addresses of concurrent systems do not meet. */
export async function findFreeAddress(
  taken: ReadonlySet<string>,
  port: number,
  random: () => number,
): Promise<string> {
  for (;;) {
    const part = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
    const address = `127.${part(16, 254)}.${part(0, 255)}.${part(2, 254)}`;
    if (!taken.has(address) && (await isFree(address, port))) return address;
  }
}

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, address, () => probe.close(() => resolve(true)));
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isReady(line: string): boolean {
  return line.startsWith('{') && /"ready"\s*:\s*true/.test(line);
}

/** Machines get no credentials and no settings of ours: only what programs need to be found, and what they boot with. */
function hostEnvironment(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const names = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME'];
  return {
    ...Object.fromEntries(
      names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    ...environment,
  };
}
