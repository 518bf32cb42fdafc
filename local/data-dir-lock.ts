import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isRunning, type ProcessIdentity } from '../cloud/lambda/processes.ts';
import { makePrivateDirectory } from '../cloud/private-directory.ts';

/** Another live system owns the data folder. */
export class DataDirInUseError extends Error {
  /** The process that owns it. */
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(
      `${dataDir} belongs to a local system that is running (process ${pid}); stop that one, or choose another folder`,
    );
    this.name = 'DataDirInUseError';
    this.pid = pid;
  }
}

/**
 * Takes a data folder for this process; returns how to give it back. A lock whose owner has died (its pid is gone or
 * belongs to a process that started at another time) is taken over.
 *
 * @throws DataDirInUseError when its owner lives
 */
export function lockDataDir(dataDir: string): () => void {
  makePrivateDirectory(dataDir);
  const file = join(dataDir, 'lock.json');
  const own = identifyProcess(process.pid)!;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner !== undefined && isRunning(owner)) throw new DataDirInUseError(dataDir, owner.pid);
    // By renaming only one of several that find the stale lock removes it.
    try {
      renameSync(file, `${file}.stale`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
