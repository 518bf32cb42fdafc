import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { readDirectory } from '../adapters/packages/read-directory.ts';
import { readZip } from '../adapters/packages/read-zip.ts';
import { messageOf } from '../core/problems/package/fault.ts';
import type { PackageFile, PackageTree } from '../core/problems/package/package-tree.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** The files of a package's folder, or of its zip. Throws CommandError. */
export function openPackage(path: string): PackageTree {
  const full = resolve(path);
  try {
    if (statSync(full).isDirectory()) return readDirectory(full);
    return { ...readZip(readFileSync(full)), name: basename(full).replace(/\.(zip|kpp)$/, '') };
  } catch (error) {
    throw new CommandError(
      EXIT.badInput,
      `The package cannot be read: ${messageOf(error)}`,
      'give the folder of a problem package, or its zip archive',
    );
  }
}

/** Reads by hash what a package holds; what it does not hold is an error of ours. */
export function readerOf(contents: ReadonlyMap<string, PackageFile>): (hash: string) => Promise<Uint8Array> {
  return async (hash) => {
    const file = contents.get(hash);
    if (file === undefined) throw new Error(`the manifest names ${hash}, which the package does not hold`);
    return file.read();
  };
}
