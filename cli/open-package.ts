import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { readDirectory } from '../adapters/packages/read-directory.ts';
import { readZip } from '../adapters/packages/read-zip.ts';
import { messageOf } from '../core/problems/package/fault.ts';
import type { PackageFile, PackageTree } from '../core/problems/package/package-tree.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** How files end that are a package: zips, and questions of a learning platform. */
export const PACKAGE_FILES = /\.(zip|kpp|xml)$/i;

/** The files of a package's folder, of its zip, or of the one file that it is. Throws CommandError. */
export function openPackage(path: string): PackageTree {
  const full = resolve(path);
  try {
    if (statSync(full).isDirectory()) return readDirectory(full);
    const name = basename(full).replace(PACKAGE_FILES, '');
    const bytes = readFileSync(full);
    if (!/\.xml$/i.test(full)) return { ...readZip(bytes), name };
    const file = { path: basename(full), bytes: bytes.length, kind: 'file' as const, read: () => bytes };
    return { name, files: [file], faults: [] };
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
