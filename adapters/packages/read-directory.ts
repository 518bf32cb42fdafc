import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageFile, PackageTree } from '../../core/problems/package/package-tree.ts';

/**
 * A folder on disk as a package tree. Throws what the file system throws when the folder itself cannot be listed;
 * a file that vanishes or cannot be read is told when it is read.
 */
export function readDirectory(folder: string): PackageTree {
  const files: PackageFile[] = [];
  const visit = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const absolute = join(folder, path);
      // A repository's or an editor's hidden folder is no part of a package, and may be huge.
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.')) visit(path);
      } else if (entry.isSymbolicLink())
        files.push({ path, bytes: 0, kind: 'symlink', read: () => new Uint8Array() });
      else if (entry.isFile())
        files.push({
          path,
          bytes: lstatSync(absolute).size,
          kind: 'file',
          read: () => readFileSync(absolute),
        });
    }
  };
  visit('');
  return { files, faults: [] };
}
