import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Project folder: where package.json lies. */
export const ROOT = join(import.meta.dirname, '..');

/** Every file below these files and folders (absolute or relative to the project), sorted; absent ones are left out. */
export function listFiles(paths: readonly string[]): string[] {
  const files: string[] = [];
  const visit = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path)) visit(join(path, name));
    } else files.push(path);
  };
  for (const path of paths) visit(resolve(ROOT, path));
  return files.sort();
}

/** One hash over the contents of these files; it changes when a file appears, disappears or differs. */
export function fingerprintFiles(files: readonly string[], salt = ''): string {
  const hash = createHash('sha256').update(salt);
  for (const file of files) {
    hash.update(`\0${relative(ROOT, file)}\0`);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Whether `stampFile` says that its outputs were made from exactly this fingerprint. */
export function isUpToDate(stampFile: string, fingerprint: string): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint;
}

/** Remembers what the outputs beside `stampFile` were made from. */
export function stamp(stampFile: string, fingerprint: string): void {
  writeFileSync(stampFile, fingerprint);
}
