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

/** What says how points are given, in either of these files. */
const SCORES =
  /(?:^|[\s{,"'])(?:max_score|score_aggregation|require_pass|static_validation_score|accept_score|reject_score|range|grading|grader_flags|scoring)["']?\s*:/m;

/**
 * The one of them that the package has, whatever its version says: drafts of `2025-09` had the older name. Where there is
 * neither, that of the version; where there are both, too, and each of the other is told. Folders of checks decide
 * nothing, since they may have been made by another tool.
 */
export function findGroupFile(
  reading: PackageReading,
  version: 'legacy' | '2025-09',
  scoring: boolean,
): GroupFile {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const paths = reading.below('data').filter((path) => GROUP_FILES.includes(nameOf(path)));
  const deciding = new Set(paths.filter((path) => !CHECK_FOLDERS.has(path.split('/')[0] ?? '')).map(nameOf));
  const [own, other]: [GroupFile, GroupFile] =
    version === 'legacy' ? ['testdata.yaml', 'test_group.yaml'] : ['test_group.yaml', 'testdata.yaml'];
  const read = !deciding.has(own) && deciding.has(other) ? other : own;
  for (const path of paths.filter((each) => nameOf(each) !== read)) {
    const file = `data/${path}`;
    const say = scoring && SCORES.test(reading.text(file) ?? '') ? reading.error : reading.warn;
    say.call(
      reading,
      'group-file-unread',
      file,
      `Test data are configured by files of two names here, and those called ${read} are read, so this one is not; move what it says into ${read} beside it.`,
    );
  }
  return read;
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
