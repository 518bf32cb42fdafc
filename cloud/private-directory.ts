import { chmodSync, mkdirSync } from 'node:fs';

/**
 * Makes a directory that nobody else may look into; one that is there already is closed too. A data folder holds the keys
 * that sign tokens, and programs of strangers run on the same machine.
 */
export function makePrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
}
