import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { markerOf } from '../core/problems/formats/markers.ts';
import { PACKAGE_FILES } from './open-package.ts';

/** Folders below the one that is named in which packages are looked for. */
const DEEPEST = 6;

/**
 * The package at this path, or those below it, by name; a package has none inside. A folder that cannot be listed is
 * answered as if it were one, so that its line says why.
 */
export function findPackages(place: string): string[] {
  return findBelow(resolve(place), DEEPEST);
}

function findBelow(path: string, deepest: number): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return isPackageFile(path) ? [path] : [];
  if (markerOf((file) => existsSync(join(path, file))) !== undefined) return [path];
  if (deepest === 0) return [];
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return [path];
  }
  return entries
    .filter((entry) => !entry.name.startsWith('.') && !entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => findBelow(join(path, name), deepest - 1));
}

/** A zip, or a file of questions: what else ends in .xml is no package. */
function isPackageFile(path: string): boolean {
  if (!/\.xml$/i.test(path)) return PACKAGE_FILES.test(path);
  try {
    return /<quiz[\s>]/.test(readFileSync(path, 'utf8').slice(0, 4096));
  } catch {
    return false;
  }
}
