import { isLanguageId, LANGUAGES, type Language } from '../grading/languages/index.ts';
import { findNameFault, hasEnding } from './file-names.ts';
import { MAX_FILES } from './hand-in-limits.ts';
import type { HandedInFile } from './submission.ts';

/** One thing that is wrong with what was handed in. */
export interface HandInFault {
  /** `source`, `files`, `files[2].name`, `mainFile`, `input`. */
  readonly field: string;
  readonly detail: string;
}

/**
 * Why files do not make a program of a language, each fault with its file; what is wrong inside of them compilers say.
 * Nothing for a language that there is not: that is a fault of its own.
 * @param mainFile the file that is started, where somebody said which
 */
export function findFileFaults(
  files: readonly HandedInFile[],
  mainFile: string | undefined,
  languageId: string,
): readonly HandInFault[] {
  if (!isLanguageId(languageId)) return [];
  const language: Language = LANGUAGES[languageId];
  const { name, extensions } = language;
  const names = files.map((file) => file.name);
  const faults: HandInFault[] = names.flatMap((one, index) => {
    const detail = findNameFault(one, names.slice(0, index), language);
    return detail === undefined ? [] : [{ field: `files[${index}].name`, detail }];
  });
  if (files.length > MAX_FILES)
    faults.push({ field: 'files', detail: `are ${files.length}; at most ${MAX_FILES} are taken` });
  if (!names.some((one) => hasEnding(one, extensions)))
    faults.push({ field: 'files', detail: `hold no ${name} source (.${extensions.join(', .')})` });
  const mainFault = mainFile === undefined ? undefined : findMainFault(mainFile, names, language);
  return mainFault === undefined ? faults : [...faults, { field: 'mainFile', detail: mainFault }];
}

function findMainFault(
  mainFile: string,
  names: readonly string[],
  { name, extensions, linked }: Language,
): string | undefined {
  if (linked === true)
    return `is for languages that start a file; ${name} starts at main, in whichever file it is: leave it out`;
  if (!names.includes(mainFile)) return `names ${mainFile}, and the files are ${names.join(', ')}`;
  return hasEnding(mainFile, extensions) ? undefined : `names ${mainFile}, which is no ${name} source`;
}
