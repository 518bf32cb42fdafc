import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

/** A folder as a zip, its files at the root of the archive. Hidden files and links out of it are left out. */
export function zipFolder(folder: string): Uint8Array {
  const files: Zippable = {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    const hidden = name.split('/').some((part) => part.startsWith('.') && part !== '.timelimit');
    if (hidden || !entry.isFile()) continue;
    const executable = (statSync(path).mode & 0o111) !== 0;
    files[name] = [readFileSync(path), { level: 6, os: 3, attrs: (executable ? 0o755 : 0o644) << 16 }];
  }
  return zipSync(files);
}
