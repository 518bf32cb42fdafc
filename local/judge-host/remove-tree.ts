import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Remove a directory in which a hostile program may have taken every permission away or built a tree deeper than a path
 * can be long. Throws an Error when something of it is still there.
 */
export async function removeTree(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true });
  } catch {
    // coreutils walk by directory descriptor: they stand what a path cannot name
    await run('/bin/chmod', ['-R', 'u+rwX', directory]).catch(() => undefined);
    await run('/bin/rm', ['-rf', directory]);
  }
}
