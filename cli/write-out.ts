import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DownloadedFile } from '../core/api/client.ts';
import type { Context } from './context.ts';
import { CommandError, EXIT } from './exit-codes.ts';

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Writes a file where it is wanted; into a folder under its own name. @throws CommandError where it cannot be written */
export function writeOut(
  { err }: Context,
  { fileName, bytes }: Pick<DownloadedFile, 'fileName' | 'bytes'>,
  out: string | undefined,
): void {
  if (out === undefined) {
    process.stdout.write(bytes);
    return;
  }
  const path = isFolder(out) ? join(out, fileName) : out;
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `${path} cannot be written: ${(error as Error).message}`);
  }
  err(`written: ${path}`);
}
