import { type Zippable, zipSync } from 'fflate';
import type { PackageTree } from '../core/problems/package/package-tree.ts';

const PLAIN_FILE = 0o100644;
const SYMBOLIC_LINK = 0o120777;
const MADE_BY_UNIX = 3;

/**
 * A package as a zip that reads back as the same tree, links as links: whoever reads it finds what is found in the
 * folder, and refuses it with the same sentences.
 *
 * @throws Error when a file cannot be read
 */
export function zipPackage({ files }: PackageTree): Uint8Array {
  const entries: Zippable = {};
  for (const file of files) {
    const mode = file.kind === 'symlink' ? SYMBOLIC_LINK : PLAIN_FILE;
    entries[file.path] = [file.read(), { level: 6, os: MADE_BY_UNIX, attrs: (mode << 16) >>> 0 }];
  }
  return zipSync(entries);
}
