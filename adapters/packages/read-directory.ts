import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { PackageFile, PackageTree } from '../../core/problems/package/package-tree.ts';
import { readZip } from './read-zip.ts';

/**
 * A folder on disk as a package tree, without what is hidden: a repository's or an editor's hidden files are no part of
 * a package, and may be many or private. Throws what the file system throws when a folder cannot be listed; a file that
 * vanishes or cannot be read is told when it is read.
 */
export function readDirectory(folder: string): PackageTree {
  const files: PackageFile[] = [];
  const visit = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      if (entry.name.startsWith('.') && entry.name !== '.timelimit') continue;
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const absolute = join(folder, path);
      if (entry.isDirectory()) visit(path);
      else if (entry.isSymbolicLink()) {
        const target = readlinkSync(absolute, 'buffer');
        files.push({ path, bytes: target.length, kind: 'symlink', read: () => target });
      } else if (entry.isFile())
        files.push({
          path,
          bytes: lstatSync(absolute).size,
          kind: 'file',
          read: () => readFileSync(absolute),
        });
    }
  };
  visit('');
  return { name: basename(resolve(folder)), files, faults: [], openArchive: readZip };
}
