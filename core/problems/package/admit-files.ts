import { MARKERS } from '../formats/markers.ts';
import { followLinks, LONGEST_PATH } from './follow-links.ts';
import { isNoSource } from './no-programs.ts';
import type { PackageBounds, PackageFile, PackageReading } from './package-tree.ts';

/** The `2025-09` format's rule for names. */
const NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}$/;
/** Folders of programs: their files' names become words of commands, so that the format's rule holds there. */
const PROGRAMS = /^(?:submissions|(?:input|output)_(?:format_)?validators?)\//;
/** Without a file of it the package would be judged by another validator. */
const OUTPUT_VALIDATOR = /^output_validators?\//;
/** Backups and locks of editors and offices: `v.py~`, `#v.py#`, `~$notes.docx`. */
const LEFT_BY_EDITORS = /~$|^#.*#$|^~\$/;

const READ =
  /^(?:data|submissions|statement|problem_statement|attachments|include|output_validators?)\/|^(?:problem\.yaml|signature\.yaml|domjudge-problem\.ini|\.timelimit|data|submissions|statement|problem_statement|attachments|output_validators?)$/;

/**
 * The files of a tree as the package's own: paths relative to its root, links followed, each path once. What is unsafe
 * or too much becomes a fault, and what is left out for its name a warning where somebody may have meant it.
 */
export function admitFiles(
  files: readonly PackageFile[],
  bounds: PackageBounds,
  reading: PackageReading,
): PackageFile[] {
  const named = files
    // macOS takes letters apart; the files themselves name each other as people type them.
    .map((file) => ({ ...file, path: file.path.normalize('NFC') }))
    .filter((file) => isSafe(file.path, reading));
  const rooted = withinRoot(named, reading).filter((file) => admitsName(file.path, reading));
  const unique = withoutTwins(rooted, reading);
  const { files: followed, broken, tooMany } = followLinks(unique, bounds.files);
  for (const [path, { code, message }] of broken)
    (isRead(path) ? reading.error : reading.warn).call(reading, code, path, message);
  if (tooMany) {
    reading.error(
      'too-many-files',
      '',
      `The package has more than ${bounds.files} files, links to folders counted as what they hold. Leave build products out.`,
    );
    return [];
  }
  const total = followed.reduce((sum, file) => sum + file.bytes, 0);
  if (total > bounds.totalBytes) {
    reading.error(
      'package-too-large',
      '',
      `Unpacked, the package has ${mebibytes(total)} MiB; at most ${mebibytes(bounds.totalBytes)} are read. Make the test data smaller.`,
    );
    return [];
  }
  // A link to a folder may bring names that its own folder has in other capitals, or that no program may have.
  const admitted = followed.filter((file) => admitsName(file.path, reading));
  return withoutTwins(admitted, reading).filter((file) => fits(file, bounds, reading));
}

function isSafe(path: string, reading: PackageReading): boolean {
  if (path.length > LONGEST_PATH) {
    reading.error(
      'unsafe-path',
      `${path.slice(0, 100)}...`,
      `This path has ${path.length} characters; at most ${LONGEST_PATH} are read. Use shorter names.`,
    );
    return false;
  }
  const climbs = path.split(/[/\\]/).includes('..');
  // A backslash before any slash is Windows's own; behind one, it is part of a name.
  const parted = path.replace(/\/.*$/s, '').includes('\\');
  if (path.startsWith('/') || path.includes('\0') || climbs || parted || /^[a-zA-Z]:/.test(path)) {
    reading.error(
      'unsafe-path',
      path,
      'This path would leave the package (absolute, "..", or a backslash); pack the files by plain relative paths.',
    );
    return false;
  }
  return !path.split('/').includes('__MACOSX');
}

/** Whether a path from the package's root on may be part of it; what is left out is said where somebody may miss it. */
function admitsName(path: string, reading: PackageReading): boolean {
  const segments = path.split('/');
  if (segments.every((segment) => NAME.test(segment)) || segments.at(-1) === '.timelimit') return true;
  if (segments.some(isHidden)) return false;
  const marked = segments.some((segment) => /^[~#]|#$/.test(segment));
  const left = segments.some((segment) => LEFT_BY_EDITORS.test(segment));
  if (!marked && !left && !PROGRAMS.test(path) && !/[\p{Cc}\\]/u.test(path)) return true;
  if (path.startsWith('data/')) reading.passOver(path, WRONG_NAME);
  else if (left) return false;
  else if (OUTPUT_VALIDATOR.test(path) && !isNoSource(path))
    reading.error(
      'program-name',
      path,
      'The name has characters that the format does not allow for programs, and without this file outputs would be judged otherwise; use letters, digits, "_", "-" and "." alone.',
    );
  else reading.passOver(path, WRONG_NAME);
  return false;
}

const WRONG_NAME = 'the name has characters that the format does not allow';

/** What systems and repositories hide is nobody's test case. */
function isHidden(segment: string): boolean {
  return segment.startsWith('.');
}

/** Whether judging reads what lies here; elsewhere a link that leads nowhere harms nobody. */
function isRead(path: string): boolean {
  return READ.test(path);
}

/** The package's files by paths from its root on. */
function withinRoot(files: readonly PackageFile[], reading: PackageReading): PackageFile[] {
  const root = rootOf(files);
  if (root === '') return [...files];
  return files.flatMap((file) => {
    if (file.path.startsWith(root)) return [{ ...file, path: file.path.slice(root.length) }];
    if (!file.path.split('/').some((segment) => isHidden(segment) || LEFT_BY_EDITORS.test(segment)))
      reading.passOver(file.path, "it lies beside the package's folder");
    return [];
  });
}

/** `''` when what tells a package lies at the top, else the one folder that holds it, with its `/`. */
function rootOf(files: readonly PackageFile[]): string {
  const paths = new Set(files.map(({ path }) => path));
  if (MARKERS.some(([marker]) => paths.has(marker))) return '';
  for (const [marker] of MARKERS) {
    const holders = [...paths].filter(
      (path) => path.indexOf('/') === path.length - marker.length - 1 && path.endsWith(`/${marker}`),
    );
    const [holder, another] = holders.filter((path) => !path.startsWith('.'));
    if (holder !== undefined && another === undefined) return holder.slice(0, holder.indexOf('/') + 1);
  }
  const folders = new Set([...paths].map((path) => path.slice(0, path.indexOf('/') + 1)));
  const [only = ''] = folders;
  // Files of questions have no name of their own.
  return folders.size === 1 && [...paths].some((path) => /^[^.][^/]*\/[^/]+\.xml$/i.test(path)) ? only : '';
}

function withoutTwins(files: readonly PackageFile[], reading: PackageReading): PackageFile[] {
  const seen = new Map<string, string>();
  return files.filter(({ path }) => {
    const folded = path.toLowerCase();
    const twin = seen.get(folded);
    if (twin === undefined) {
      seen.set(folded, path);
      return true;
    }
    reading.error(
      'duplicate-name',
      path,
      twin === path
        ? 'The package holds this path twice; keep one.'
        : `The name differs from ${twin} only in case; rename one of them.`,
    );
    return false;
  });
}

function fits({ path, bytes }: PackageFile, bounds: PackageBounds, reading: PackageReading): boolean {
  if (bytes <= bounds.fileBytes) return true;
  reading.error(
    'file-too-large',
    path,
    `The file has ${mebibytes(bytes)} MiB; at most ${mebibytes(bounds.fileBytes)} are read.`,
  );
  return false;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
