import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../core/problems/package/fault.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** A file to be written, by its path in a folder. */
export interface FileToWrite {
  readonly path: string;
  read(): string | Uint8Array;
}

/**
 * Writes a folder that is not there yet: all of it, or nothing. Throws CommandError, and changes nothing, when something of
 * this name is there, or when a file cannot be read.
 *
 * @param name as the person gave it
 */
export function writeFolder(folder: string, name: string, files: Iterable<FileToWrite>): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) throw isThere(name);
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    for (const { path, read } of files) {
      const file = join(partial, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, readOf(path, read), { flag: 'wx' });
    }
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (['EEXIST', 'ENOTEMPTY'].includes(String((error as NodeJS.ErrnoException).code))) throw isThere(name);
    throw error;
  }
}

function readOf(path: string, read: FileToWrite['read']): string | Uint8Array {
  try {
    return read();
  } catch (error) {
    throw new CommandError(
      EXIT.badInput,
      `${path} cannot be read, and nothing was written: ${messageOf(error)}`,
      'make the package again, or fetch it again',
    );
  }
}

const isThere = (name: string) =>
  new CommandError(
    EXIT.badInput,
    `${name} is there already, and nothing in it was changed`,
    'give another name, or remove it first',
  );
