import { isUtf8 } from 'node:buffer';
import { isLanguageId, LANGUAGES, type Language } from '../../grading/languages/index.ts';
import type { PackageProgram, StoredFile } from '../../grading/output-validation.ts';
import { fillConstants } from './constants.ts';
import { isExecutable, isNoSource } from './no-programs.ts';
import { isJudged, languageOfFiles } from './package-languages.ts';
import type { PackageReading } from './package-tree.ts';
import type { SettledReading } from './settings.ts';

/** Of a program's file so much is read, in bytes, to tell its language from one whose files end alike. */
const READ_FOR_LANGUAGE = 65_536;

/** That files are no program that Assize can run, and the file that shows it (relative to the folder). */
export interface UnusableProgram {
  readonly unusable: string;
}

/** Scripts that build and run a validator of several files. */
const SCRIPTS = ['build', 'run'];
/** Longest name of a program's file that a bundle takes (core/grading/languages/layout.ts). */
const LONGEST_NAME = 200;
/** Limits and hosts of validators that scripts build are those of the language that most are in. */
const LANGUAGE_OF_SCRIPTED = 'cpp';

/**
 * Reads a validator from its files (paths relative to `folder`, at least one); `null` when one cannot be read, which
 * is a fault then.
 */
export function readValidatorProgram(
  reading: SettledReading,
  folder: string,
  files: readonly string[],
  validates: keyof typeof TESTLIB_BEGINS,
): PackageProgram | UnusableProgram | null {
  const prefix = commonFolder(files);
  const scripted = files.some((file) => SCRIPTS.includes(file.slice(prefix.length)));
  const language = scripted ? LANGUAGE_OF_SCRIPTED : languageOfValidator(reading, folder, files);
  if (!isJudged(language)) return { unusable: files[0] ?? '' };
  const stored: StoredFile[] = [];
  for (const path of files) {
    const file = storeSource(reading, `${folder}/${path}`, path.slice(prefix.length));
    if (file === null) return null;
    stored.push(file);
  }
  const long = stored.find(({ name }) => name.length > LONGEST_NAME);
  if (long !== undefined) {
    reading.error(
      'program-name',
      `${folder}/${prefix}${long.name}`,
      `Judges take names of files of programs up to ${LONGEST_NAME} characters; use a shorter one.`,
    );
    return null;
  }
  const entryPoint = stored.find((file) => file.name === '__main__.py')?.name;
  return {
    language,
    files: stored,
    ...(entryPoint === undefined ? {} : { entryPoint }),
    ...(scripted ? { scripted } : {}),
    ...(!scripted && speaksTestlib(reading, folder, files, TESTLIB_BEGINS[validates])
      ? { testlib: true }
      : {}),
  };
}

/** Codeforces' library as it comes: packages for other judges have their own exit codes in it, or define them first. */
const PLAIN_TESTLIB = /^[ \t]*#[ \t]*define[ \t]+OK_EXIT_CODE[ \t]+0[ \t\r]*$/m;
const OWN_EXIT_CODE = /^[ \t]*#[ \t]*define[ \t]+OK_EXIT_CODE[ \t]+42/m;
/** How a program hands its arguments and its exit to the library; one that takes it for its numbers alone does not. */
const TESTLIB_BEGINS = {
  inputs: /\bregisterValidation\s*\(/,
  outputs: /\bregisterTestlibCmd\s*\(/,
  conversations: /\bregisterInteraction\s*\(/,
};

function speaksTestlib(
  reading: PackageReading,
  folder: string,
  files: readonly string[],
  begins: RegExp,
): boolean {
  const library = files.find((file) => /(^|\/)testlib\.h$/.test(file));
  if (library === undefined) return false;
  const textOf = (file: string) => new TextDecoder().decode(reading.bytes(`${folder}/${file}`) ?? undefined);
  const own = files.filter((file) => file !== library).map(textOf);
  return (
    PLAIN_TESTLIB.test(textOf(library)) &&
    own.some((text) => begins.test(text)) &&
    !own.some((text) => OWN_EXIT_CODE.test(text))
  );
}

/** The files below a folder that can belong to a program; those that surely do not are warned of and left out. */
export function sourcesBelow(reading: PackageReading, folder: string): string[] {
  return reading.below(folder).filter((file) => {
    const path = `${folder}/${file}`;
    const bare = !/[^/]\.[^/]*$/.test(file);
    const bytes = bare ? reading.bytes(path) : null;
    if (!isNoSource(path) && (bytes === null || !isExecutable(bytes))) return true;
    reading.passOver(path, 'no program');
    return false;
  });
}

/**
 * The language of a program's files (paths relative to `folder`), as {@link languageOfFiles} tells it; one that
 * says or shows that it is in another of the same ending means that.
 */
export function languageOfProgram(
  reading: SettledReading,
  folder: string,
  files: readonly string[],
): string | 'none' | 'several' {
  const language = languageOfFiles(files);
  return findAlike(reading, folder, files, language)?.code ?? language;
}

/** The same of a validator: without it nothing is judged, so one that only looks like another is run, and that is said. */
function languageOfValidator(reading: SettledReading, folder: string, files: readonly string[]): string {
  const language = languageOfFiles(files);
  const alike = findAlike(reading, folder, files, language);
  if (alike === undefined) return language;
  if (alike.says) return alike.code;
  reading.warn(
    'validator-language',
    `${folder}/${alike.file}`,
    `This reads like ${alike.code}, and it is run as ${alike.runAs}; if it is that, rewrite it.`,
  );
  return language;
}

/** The language of the same endings that one of the files says or shows that it is in. */
function findAlike(
  reading: SettledReading,
  folder: string,
  files: readonly string[],
  language: string,
):
  | { readonly code: string; readonly file: string; readonly says: boolean; readonly runAs: string }
  | undefined {
  if (!isLanguageId(language)) return undefined;
  const { alike, extensions, name: runAs }: Language = LANGUAGES[language];
  if (alike === undefined) return undefined;
  const { code, says, shows } = alike;
  const texts = files
    .filter((file) => file.endsWith(`.${extensions[0]}`))
    .map((file) => {
      const bytes = reading.bytes(`${folder}/${file}`)?.subarray(0, READ_FOR_LANGUAGE);
      return { file, text: new TextDecoder().decode(bytes) };
    });
  const saying = texts.find(({ text }) => says.test(text));
  const found = saying ?? texts.find(({ text }) => shows?.(text) === true);
  return found === undefined ? undefined : { code, file: found.file, says: found === saying, runAs };
}

/** Stores a source of the package, with its constants filled in where it is text. */
export function storeSource(reading: SettledReading, path: string, name: string): StoredFile | null {
  const { constants } = reading.settings;
  if (Object.keys(constants).length === 0) return reading.store(path, name);
  return reading.store(path, name, (bytes) =>
    isUtf8(bytes)
      ? new TextEncoder().encode(fillConstants(new TextDecoder().decode(bytes), constants))
      : bytes,
  );
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
