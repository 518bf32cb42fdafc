import { readCompareFlags } from '../../grading/compare-outputs.ts';
import type { OutputValidation, PackageProgram, StoredFile } from '../problem.ts';
import { isJudged, languageOfFiles } from './package-languages.ts';
import { messageOf, type PackageReading } from './package-tree.ts';
import { fillConstants, type Settings } from './settings.ts';

/** Finds how outputs are judged: by the default validator with arguments, or by the package's own program. */
export function readValidation(reading: PackageReading, settings: Settings): OutputValidation {
  const legacy = settings.formatVersion === 'legacy';
  const folder = legacy ? 'output_validators' : 'output_validator';
  const files = reading.below(folder);
  checkInputValidators(reading);
  const other = legacy ? 'output_validator' : 'output_validators';
  if (reading.below(other).length > 0) {
    reading.error(
      'validator-folder',
      `${other}/`,
      `In the ${settings.formatVersion} format the folder is ${folder}/; rename it.`,
    );
  }
  const custom = settings.customValidation ?? files.length > 0;
  if (!custom) {
    if (files.length > 0)
      reading.warn(
        'validator-unused',
        `${folder}/${files[0]}`,
        'The validator is not used, since problem.yaml does not say "validation: custom".',
      );
    return { kind: 'default', args: settings.validatorArgs };
  }
  const program = readProgram(reading, settings, folder, files);
  return program === null
    ? { kind: 'default', args: [] }
    : { kind: 'custom', args: settings.validatorArgs, program };
}

function readProgram(
  reading: PackageReading,
  settings: Settings,
  folder: string,
  files: readonly string[],
): PackageProgram | null {
  const sources = files.filter((file) => !/(^|\/)README(\.[a-z]+)?$/i.test(file));
  const programs = new Set(
    settings.formatVersion === 'legacy' ? sources.map((file) => file.split('/')[0]) : [''],
  );
  if (sources.length === 0) {
    reading.error(
      'validator-missing',
      `${folder}/`,
      `problem.yaml asks for a custom validator but ${folder}/ is empty; add its source.`,
    );
    return null;
  }
  if (programs.size > 1) {
    reading.unsupported(
      'several-validators',
      `${folder}/`,
      `There are ${programs.size} output validators; one is supported. Put a validator of several files into one folder.`,
    );
    return null;
  }
  const prefix = commonFolder(sources);
  const script = sources.find((file) => /^(build|run)$/.test(file.slice(prefix.length)));
  if (script !== undefined) {
    reading.unsupported(
      'validator-script',
      `${folder}/${script}`,
      'Validators with build or run scripts are not supported; use one C, C++, Python or Java program.',
    );
    return null;
  }
  const language = languageOfFiles(sources);
  if (language === null || !isJudged(language)) {
    reading.unsupported(
      'validator-language',
      `${folder}/${sources[0]}`,
      'The validator is in no language that Assize runs, or in several; use C, C++, Python or Java.',
    );
    return null;
  }
  const stored: StoredFile[] = [];
  for (const source of sources) {
    const file = storeSource(reading, settings, `${folder}/${source}`, source.slice(prefix.length));
    if (file === null) return null;
    stored.push(file);
  }
  const entryPoint = stored.find((file) => file.name === '__main__.py')?.name;
  return { language, files: stored, ...(entryPoint === undefined ? {} : { entryPoint }) };
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
export function commonFolder(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  for (let cut = first.lastIndexOf('/'); cut >= 0; cut = first.lastIndexOf('/', cut - 1)) {
    const folder = first.slice(0, cut + 1);
    if (paths.every((path) => path.startsWith(folder))) return folder;
    if (cut === 0) break;
  }
  return '';
}

function checkInputValidators(reading: PackageReading): void {
  if (
    reading.below('input_validators').length === 0 &&
    reading.below('input_format_validators').length === 0
  ) {
    reading.warn(
      'no-input-validator',
      'input_validators/',
      'There is no input validator; the format asks for one, and it finds broken test data before participants do.',
    );
  }
}

/**
 * Faults arguments that the default output validator does not know (format, "Default output validator"), and
 * tolerances given twice, which the format forbids.
 */
export function checkDefaultArgs(reading: PackageReading, file: string, args: readonly string[]): void {
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
  const tolerances = args.filter((arg) => arg.endsWith('tolerance'));
  if (
    new Set(tolerances).size < tolerances.length ||
    (tolerances.includes('float_tolerance') && tolerances.length > 1)
  ) {
    reading.error(
      'validator-flags',
      file,
      'A tolerance is given twice; give float_tolerance alone, or the relative and the absolute one once each.',
    );
  }
}
