import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './run-start.ts';

/** A command line that runs. */
export interface RunningAssize {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly out: string; readonly err: string; readonly code: number }>;
}

/**
 * Starts the command line as people run it, in a process of its own, against a system of this machine.
 * @param folder where it runs, and keeps its logins
 * @param dataDir the system's
 */
export function startAssize(folder: string, dataDir: string, args: readonly string[]): RunningAssize {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'cli/main.ts'), ...args],
    {
      cwd: folder,
      env: {
        ...process.env,
        NO_COLOR: '1',
        XDG_CONFIG_HOME: folder,
        ASSIZE_LOCAL: join(dataDir, 'local.json'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([out, err, [code]]) => ({ out, err, code: code as number }),
  );
  return { child, ended };
}
