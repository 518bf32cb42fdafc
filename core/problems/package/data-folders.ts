import type { PackageReading } from './package-tree.ts';

/** What the folders below `data/` are called, and in which order their test cases come. */

/** What the test cases of a folder are for: to be rejected by input or by output validation, or accepted by the latter. */
export type CheckKind = 'invalid-input' | 'invalid-output' | 'valid-output';

/** Folders that try the validators; drafts of the format had their names in the plural. */
export const CHECK_FOLDERS: ReadonlyMap<string, CheckKind> = new Map([
  ['invalid_input', 'invalid-input'],
  ['invalid_inputs', 'invalid-input'],
  ['invalid_output', 'invalid-output'],
  ['invalid_outputs', 'invalid-output'],
  ['valid_output', 'valid-output'],
  ['valid_outputs', 'valid-output'],
]);

/** Files that configure a folder: of the `2025-09` format and of the legacy one. */
export const GROUP_FILES = ['test_group.yaml', 'testdata.yaml'];

export type GroupFile = 'test_group.yaml' | 'testdata.yaml';

/**
 * The one of them that the package has, whatever its version says: drafts of `2025-09` had the older name. Where there is
 * neither, that of the version.
 */
export function findGroupFile(reading: PackageReading, version: 'legacy' | '2025-09'): GroupFile {
  const files = new Set(reading.below('data').map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const [own, other]: [GroupFile, GroupFile] =
    version === 'legacy' ? ['testdata.yaml', 'test_group.yaml'] : ['test_group.yaml', 'testdata.yaml'];
  return !files.has(own) && files.has(other) ? other : own;
}

/** Code-unit order, folder by folder, as the format asks. */
export function byPath(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [x, y] = [left[index] ?? '', right[index] ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
