import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, EXIT } from './exit-codes.ts';

/** A file to be written, by its path in a folder. */
export interface FileToWrite {
  readonly path: string;
  read(): string | Uint8Array;
}

/**
 * Writes a folder that is not there yet. Throws CommandError, and changes nothing, when something of this name is.
 *
 * @param name as the person gave it
 */
export function writeFolder(folder: string, name: string, files: Iterable<FileToWrite>): void {
  mkdirSync(dirname(folder), { recursive: true });
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(
      EXIT.badInput,
      `${name} is there already, and nothing in it was changed`,
      'give another name, or remove it first',
    );
  }
  for (const { path, read } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, read(), { flag: 'wx' });
  }
}
