import type { PackageProgram, StoredFile } from '../problem.ts';
import { isJudged, languageOfFiles } from './package-languages.ts';
import type { PackageReading } from './package-tree.ts';
import { fillConstants, type Settings } from './settings.ts';

/** Why files are no program that Assize can run, and the file that says so (relative to the folder). */
export interface UnusableProgram {
  readonly unusable: 'script' | 'language';
  readonly file: string;
}

/**
 * Reads a validator from its files (paths relative to `folder`, at least one); `null` when one cannot be read, which
 * is a fault then.
 */
export function readValidatorProgram(
  reading: PackageReading,
  settings: Settings,
  folder: string,
  files: readonly string[],
): PackageProgram | UnusableProgram | null {
  const prefix = commonFolder(files);
  const script = files.find((file) => /^(build|run)$/.test(file.slice(prefix.length)));
  if (script !== undefined) return { unusable: 'script', file: script };
  const language = languageOfFiles(files);
  if (language === null || !isJudged(language)) return { unusable: 'language', file: files[0] ?? '' };
  const stored: StoredFile[] = [];
  for (const path of files) {
    const file = storeSource(reading, settings, `${folder}/${path}`, path.slice(prefix.length));
    if (file === null) return null;
    stored.push(file);
  }
  const entryPoint = stored.find((file) => file.name === '__main__.py')?.name;
  return { language, files: stored, ...(entryPoint === undefined ? {} : { entryPoint }) };
}

/** The files below a folder that can belong to a program: all but those that are for its readers. */
export function sourcesBelow(reading: PackageReading, folder: string): string[] {
  return reading.below(folder).filter((file) => !/(^|\/)README(\.[a-z]+)?$/i.test(file));
}

/** Stores a source of the package, with its constants filled in. */
export function storeSource(
  reading: PackageReading,
  settings: Settings,
  path: string,
  name: string,
): StoredFile | null {
  if (Object.keys(settings.constants).length === 0) return reading.store(path, name);
  const text = reading.text(path);
  return text === null
    ? null
    : reading.storeBytes(path, name, new TextEncoder().encode(fillConstants(text, settings.constants)));
}

/** The folder that all these paths share, with its `/`, or `''`. */
function commonFolder(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  for (let cut = first.lastIndexOf('/'); cut >= 0; cut = first.lastIndexOf('/', cut - 1)) {
    const folder = first.slice(0, cut + 1);
    if (paths.every((path) => path.startsWith(folder))) return folder;
    if (cut === 0) break;
  }
  return '';
}
