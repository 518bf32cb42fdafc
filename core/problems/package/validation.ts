import { readCompareFlags } from '../../grading/compare-outputs.ts';
import {
  INTERACTOR_LANGUAGES,
  meetsInteractors,
  WHY_NO_INTERACTOR,
} from '../../grading/interactive/interactor-program.ts';
import { isLanguageId, LANGUAGES } from '../../grading/languages/index.ts';
import type { OutputValidation, PackageProgram } from '../../grading/output-validation.ts';
import { messageOf } from './fault.ts';
import { languageOfFiles } from './package-languages.ts';
import { readValidatorProgram, sourcesBelow } from './package-programs.ts';
import type { SettledReading } from './settings.ts';

/** Characters of arguments that a warning repeats. */
const LONGEST_ARGS = 100;

/** Where the output validator lies: in the folder of the package's version, else in that of the other. */
function folderOf(reading: SettledReading): string {
  const [own, other] =
    reading.settings.formatVersion === 'legacy'
      ? (['output_validators', 'output_validator'] as const)
      : (['output_validator', 'output_validators'] as const);
  return reading.below(own).length === 0 && reading.below(other).length > 0 ? other : own;
}

/** Whether outputs are judged by a program of the package's own. */
export function hasOwnValidator(reading: SettledReading): boolean {
  const { customValidation, interactive, passes } = reading.settings;
  return customValidation ?? (interactive || passes !== null || reading.below(folderOf(reading)).length > 0);
}

/** Finds how outputs are judged: by the default validator with arguments, or by the package's own program. */
export function readValidation(reading: SettledReading): OutputValidation {
  const folder = folderOf(reading);
  const args = reading.settings.validatorArgs;
  if (!hasOwnValidator(reading)) {
    for (const file of reading.below(folder))
      reading.passOver(`${folder}/${file}`, 'problem.yaml does not say "validation: custom"');
    return { kind: 'default', args };
  }
  const program = readProgram(reading, folder);
  if (program === null) return { kind: 'default', args: [] };
  const { interactive, passes } = reading.settings;
  if (!interactive && passes === null) return { kind: 'custom', args, program };
  refuseInteractorLanguage(reading, folder, program);
  warnOfLanguages(reading);
  return {
    kind: 'interactive',
    args,
    program,
    ...(passes === null ? {} : { passes }),
    ...(interactive ? {} : { listens: true }),
  };
}

/** An interactor is one process, made by compiling or read by its interpreter at once: scripts are more than one. */
function refuseInteractorLanguage(
  reading: SettledReading,
  folder: string,
  { language, scripted, files }: PackageProgram,
): void {
  if (scripted === true && files.some(({ name }) => name === 'run'))
    reading.unsupported(
      'interactor-script',
      `${folder}/`,
      'An interactor that is started by a script of its own cannot be hidden from the programs that it talks with; let build leave an executable called run, or give its sources alone.',
    );
  else if (scripted !== true && !INTERACTOR_LANGUAGES.includes(language))
    reading.unsupported(
      'interactor-language',
      `${folder}/`,
      `An interactor cannot be written in ${language}; use ${INTERACTOR_LANGUAGES.join(', ')}.`,
    );
}

/** A package may list languages whose programs are not let near an interactor. */
function warnOfLanguages(reading: SettledReading): void {
  for (const id of reading.settings.languages ?? [])
    if (isLanguageId(id) && !meetsInteractors(LANGUAGES[id]))
      reading.warn(
        'language-beside-interactor',
        'problem.yaml',
        `${LANGUAGES[id].name} ${WHY_NO_INTERACTOR}.`,
      );
}

function readProgram(reading: SettledReading, folder: string): PackageProgram | null {
  const sources = sourcesBelow(reading, folder);
  if (sources.length === 0) {
    reading.error(
      'validator-missing',
      `${folder}/`,
      `problem.yaml asks for a custom validator but ${folder}/ is empty; add its source.`,
    );
    return null;
  }
  const programs = folder === 'output_validators' ? programsOf(sources) : [sources];
  const [files, another] = programs;
  if (files === undefined || another !== undefined) {
    reading.unsupported(
      'several-validators',
      `${folder}/`,
      `There are ${programs.length} output validators; one is supported. Put a validator of several files into one folder.`,
    );
    return null;
  }
  for (const file of sources.filter((each) => !files.includes(each)))
    reading.passOver(`${folder}/${file}`, 'no part of a program');
  const validates = reading.settings.interactive ? 'conversations' : 'outputs';
  const program = readValidatorProgram(reading, folder, files, validates);
  if (program === null || !('unusable' in program)) return program;
  reading.unsupported(
    'validator-language',
    `${folder}/${program.unusable}`,
    'The validator is in no language that Assize runs, or in several; use C, C++, Python or Java.',
  );
  return null;
}

/** The files of each program: a folder is one, a source is one, and headers belong to the only one there is. */
function programsOf(sources: readonly string[]): (readonly string[])[] {
  const byName = Map.groupBy(sources, (file) => file.split('/')[0] ?? '');
  const programs = [...byName].filter(
    ([name, files]) => files[0] !== name || languageOfFiles([name]) !== 'none',
  );
  const [only, another] = programs;
  if (only === undefined) return [sources];
  if (another !== undefined || only[1][0] !== only[0]) return programs.map(([, files]) => files);
  return [sources];
}

/**
 * Faults arguments that the default output validator does not know (format, "Default output validator"), and
 * tolerances given twice, which `2025-09` forbids; in the legacy format, where a group's come after the problem's, the
 * last counts.
 */
export function checkDefaultArgs(reading: SettledReading, file: string, args: readonly string[]): void {
  try {
    readCompareFlags(args);
  } catch (error) {
    reading.error(
      'validator-flags',
      file,
      `The output validator's arguments are wrong: ${messageOf(error)}. It knows case_sensitive, space_change_sensitive, and float_tolerance, float_relative_tolerance and float_absolute_tolerance with a number each.`,
    );
    return;
  }
  if (reading.settings.formatVersion === 'legacy') return;
  // Read as in the legacy format then, where the last one counts.
  const tolerances = args.filter((arg) => arg.endsWith('tolerance'));
  if (
    new Set(tolerances).size < tolerances.length ||
    (tolerances.includes('float_tolerance') && tolerances.length > 1)
  ) {
    reading.warn(
      'validator-flags',
      file,
      'A tolerance is given twice, and the last one counts; give float_tolerance alone, or the relative and the absolute one once each.',
    );
  }
}

/** Says that a checker of testlib's, which knows no arguments of a package, gets none. */
export function warnOfTestlibArgs(reading: SettledReading, file: string, args: readonly string[]): void {
  if (args.length > 0)
    reading.warn(
      'testlib-args',
      file,
      `The output validator is a checker of testlib's, which takes no arguments of a package, so these are passed over: ${args.join(' ').slice(0, LONGEST_ARGS)}.`,
    );
}
