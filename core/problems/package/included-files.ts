import { given } from '../../exam/given.ts';
import type { IncludedByLanguage, IncludedCode } from '../../grading/included-code.ts';
import { isLanguageId, LANGUAGE_IDS, LANGUAGES, type Language } from '../../grading/languages/index.ts';
import { checkFileName, UnsafeFileNameError } from '../../grading/languages/layout.ts';
import type { StoredFile } from '../../grading/output-validation.ts';
import type { JurySubmission } from '../problem.ts';
import { readBefore } from './included-before.ts';
import { findStart, type SourceText } from './included-start.ts';
import { languageOfCode } from './package-languages.ts';
import { storeSource } from './package-programs.ts';
import type { PackageReading } from './package-tree.ts';
import type { SettledReading } from './settings.ts';

/** What a package may put beside every program in a language: each judge call carries it. */
export const MAX_INCLUDED_FILES = 100;
export const MAX_INCLUDED_BYTES = 2 ** 20;

const DEFAULT = 'default';
/** What judging puts beside a program is called so. */
const OUR_NAMES = /^assize/i;

/** A file of `include/`, and where it lies. */
interface Found {
  readonly path: string;
  readonly stored: StoredFile;
}

/**
 * Reads what judging puts beside every program (format, "Included files"), and tells by whom a program starts then;
 * `undefined` where there is nothing.
 */
export function readIncluded(
  reading: SettledReading,
  jurySubmissions: readonly JurySubmission[],
): IncludedByLanguage | undefined {
  const folders = findFolders(reading);
  const found = new Map<string, Map<string, Found>>();
  for (const [language, folder] of folders) {
    const files = readFolder(reading, folder);
    if (files === null) return undefined;
    found.set(language, files);
  }
  const shared = found.get(DEFAULT) ?? new Map<string, Found>();
  const languages = LANGUAGE_IDS.filter((id) => found.has(id) || hasSource(LANGUAGES[id], shared.keys()));
  const hints = namesOfOthers(found, jurySubmissions);
  const before = readBefore(reading, languages);
  const entries: [string, IncludedCode][] = [];
  for (const id of languages) {
    const files = new Map([...shared, ...(found.get(id) ?? [])]);
    if (!checkSize(reading, id, files)) return undefined;
    const start = startOf(reading, LANGUAGES[id], files, jurySubmissions, hints);
    entries.push([id, { files: filesOf(files), ...start, ...given({ before: before.get(id) }) }]);
  }
  if (shared.size > 0 && checkSize(reading, DEFAULT, shared))
    entries.push([DEFAULT, { files: filesOf(shared) }]);
  if (languages.length > 0) warnOfOthers(reading, languages, found);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** The folder of each language, and of all; what belongs to none that is judged is passed over. */
function findFolders(reading: PackageReading): ReadonlyMap<string, string> {
  const codes = new Set<string>();
  for (const path of reading.below('include')) {
    const [code = '', inside] = path.split('/');
    if (inside === undefined)
      reading.passOver(
        `include/${path}`,
        'files lie in a folder that says whose they are, such as include/python3/',
      );
    else codes.add(code);
  }
  const folders = new Map<string, string>();
  for (const code of inOrder(codes)) {
    const language = code === DEFAULT ? DEFAULT : languageOfCode(code);
    const taken = folders.get(language);
    if (language !== DEFAULT && !isLanguageId(language))
      reading.passOver(`include/${code}/`, `${code} is not judged`);
    else if (taken !== undefined) reading.passOver(`include/${code}/`, `programs get ${taken}/`);
    else folders.set(language, `include/${code}`);
  }
  return folders;
}

/** A language's first code before its others. */
function inOrder(codes: ReadonlySet<string>): readonly string[] {
  const known = LANGUAGE_IDS.flatMap((id) => {
    const { packageCodes = [] }: Language = LANGUAGES[id];
    return [...packageCodes, id];
  });
  const place = (code: string) => known.indexOf(code);
  return [...codes].sort((a, b) => place(a) - place(b));
}

function readFolder(reading: SettledReading, folder: string): Map<string, Found> | null {
  const files = new Map<string, Found>();
  for (const name of reading.below(folder)) {
    const path = `${folder}/${name}`;
    if (!isTaken(name)) {
      reading.error(
        'include-name',
        path,
        'Judges cannot take a file of this name; use letters, digits and . _ + - alone, and no name that begins with assize.',
      );
      return null;
    }
    const stored = storeSource(reading, path, name);
    if (stored === null) return null;
    files.set(name, { path, stored });
  }
  return files;
}

function isTaken(name: string): boolean {
  try {
    return !OUR_NAMES.test(checkFileName(name));
  } catch (error) {
    if (error instanceof UnsafeFileNameError) return false;
    throw error;
  }
}

function checkSize(reading: PackageReading, language: string, files: ReadonlyMap<string, Found>): boolean {
  const bytes = [...files.values()].reduce((sum, { stored }) => sum + stored.bytes, 0);
  if (bytes <= MAX_INCLUDED_BYTES && files.size <= MAX_INCLUDED_FILES) return true;
  reading.error(
    'include-size',
    'include/',
    `Beside a program in ${language} are ${files.size} files of ${bytes} bytes; judges take ${MAX_INCLUDED_FILES} of ${MAX_INCLUDED_BYTES} bytes. Leave out what programs do not need.`,
  );
  return false;
}

function startOf(
  reading: PackageReading,
  language: Language,
  files: ReadonlyMap<string, Found>,
  jurySubmissions: readonly JurySubmission[],
  hints: ReadonlySet<string>,
): Pick<IncludedCode, 'starts' | 'sourceName'> {
  const sources: SourceText[] = [...files]
    .filter(([name]) => isSource(name, language))
    .map(([name, { path }]) => ({
      name,
      text: new TextDecoder().decode(reading.bytes(path) ?? undefined),
    }))
    .sort(byName);
  const own = namesOfJury(jurySubmissions, ({ program }) => program.language === language.id);
  const { starts, module } = findStart(language, sources, own, hints);
  const isByName = language.linked !== true && language.canStart === undefined;
  if (starts !== undefined && module === undefined && isByName)
    reading.warn(
      'include-start',
      files.get(starts)?.path ?? 'include/',
      `Nothing shows by what name ${starts} loads a ${language.name} program, so one that comes without a name is given its usual one; add an accepted program of one file.`,
    );
  return given({
    starts,
    sourceName: module === undefined || !isByName ? undefined : `${module}.${language.extensions[0]}`,
  });
}

/** Names without their endings of accepted programs of one file. */
function namesOfJury(
  jurySubmissions: readonly JurySubmission[],
  isMeant: (submission: JurySubmission) => boolean,
): ReadonlySet<string> {
  return new Set(
    jurySubmissions
      .filter(
        (submission) =>
          submission.path.startsWith('accepted/') &&
          submission.program.files.length === 1 &&
          submission.path === `accepted/${submission.program.files[0]?.name}` &&
          isMeant(submission),
      )
      .map(({ path }) => stemOf(path.slice('accepted/'.length))),
  );
}

/** What programs may be called, by those in other languages and by the headers that are included for them. */
function namesOfOthers(
  found: ReadonlyMap<string, ReadonlyMap<string, Found>>,
  jurySubmissions: readonly JurySubmission[],
): ReadonlySet<string> {
  const headers = [...found].flatMap(([language, files]) => {
    const endings = isLanguageId(language) ? headersOf(LANGUAGES[language]) : [];
    return [...files.keys()].filter((name) => endings.some((ending) => name.endsWith(`.${ending}`)));
  });
  return new Set([...namesOfJury(jurySubmissions, () => true), ...headers.map(stemOf)]);
}

const headersOf = ({ headers = [] }: Language): readonly string[] => headers;

/**
 * What all languages share is often a table or a text: a grader it is not, so a language without a folder of its own is
 * still one in which programs may have to do all by themselves.
 */
function warnOfOthers(
  reading: SettledReading,
  languages: readonly string[],
  folders: ReadonlyMap<string, unknown>,
): void {
  const allowed: readonly string[] = reading.settings.languages ?? LANGUAGE_IDS;
  if (allowed.some((id) => !languages.includes(id)))
    reading.warn(
      'include-languages',
      'include/',
      `There are files for ${languages.join(', ')}; programs in other languages get ${folders.has(DEFAULT) ? 'those of include/default/ alone' : 'none'}, and are judged as they are.`,
    );
  const barred = languages.filter((id) => folders.has(id) && !allowed.includes(id));
  if (barred.length > 0)
    reading.warn(
      'include-barred',
      'include/',
      `There are files for ${barred.join(', ')}, which languages in problem.yaml leaves out; name the language there or remove its folder.`,
    );
}

function filesOf(files: ReadonlyMap<string, Found>): readonly StoredFile[] {
  return [...files.values()].map(({ stored }) => stored).sort(byName);
}

function hasSource(language: Language, names: Iterable<string>): boolean {
  return [...names].some((name) => isSource(name, language));
}

const isSource = (name: string, { extensions }: Language) =>
  extensions.some((ending) => name.endsWith(`.${ending}`));
const stemOf = (name: string) => name.replace(/\.[^.]*$/, '');
const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : Number(a.name > b.name);
