/** Which processes belong to this data folder, so that a start after kill -9 ends what the last one left. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../aws/state-file.ts';

/** A process told apart from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal only for the same process. */
  readonly startTime: string;
}

/** Field 22 of /proc/PID/stat counted behind the command name, which may hold spaces and brackets. */
const START_TIME_FIELD = 19;
const STATE_FIELD = 0;

/** Identity of a running process; undefined when there is none (a zombie is none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const startTime = fields[START_TIME_FIELD];
      if (startTime === undefined || fields[STATE_FIELD] === 'Z') return undefined;
      return { pid, startTime };
    } catch {
      return undefined;
    }
  }
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? { pid, startTime: stdout.trim() } : undefined;
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTime === identity.startTime;
}

interface ProcessRecord extends ProcessIdentity {
  readonly label: string;
}

/** Files `<dir>/<pid>.json`, one a living process. */
export class ProcessRegister {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  /** Remembers a process that was just started; one that has already ended is not recorded. */
  record(pid: number, label: string): void {
    const identity = identifyProcess(pid);
    if (identity === undefined) return;
    const record: ProcessRecord = { ...identity, label };
    replaceFile(join(this.#dir, `${pid}.json`), JSON.stringify(record));
  }

  forget(pid: number): void {
    rmSync(join(this.#dir, `${pid}.json`), { force: true });
  }

  /** Kills what an earlier system left running here and forgets it; returns what was killed. */
  reap(): ProcessRecord[] {
    const killed: ProcessRecord[] = [];
    for (const name of readdirSync(this.#dir)) {
      const file = join(this.#dir, name);
      try {
        const record = JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
        if (isRunning(record)) {
          process.kill(record.pid, 'SIGKILL');
          killed.push(record);
        }
      } catch {
        // A record cut short names no process that could be told from another.
      }
      rmSync(file, { force: true });
    }
    return killed;
  }
}
