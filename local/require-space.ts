import { statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { makePrivateDirectory } from '../cloud/private-directory.ts';

/** What a played exam writes (tables, packages, logs, the functions' code) several times over, MB. */
const NEEDED_MB = 200;

/**
 * Sees to it that an exam fits into the data folder, which is made where it is missing: a disk that is full halfway
 * would cost a session, one that is full before it costs a sentence.
 * @throws Error with what is left, what is needed, and the fix
 */
export function requireSpace(dataDir: string): void {
  makePrivateDirectory(dataDir);
  const { bavail, bsize } = statfsSync(dataDir);
  const leftMb = Math.floor((bavail * bsize) / 1_000_000);
  if (leftMb >= NEEDED_MB) return;
  throw new Error(
    `the disk of ${resolve(dataDir)} has ${leftMb} MB left, and an exam may need ${NEEDED_MB}: free some, or name another folder by --data`,
  );
}
