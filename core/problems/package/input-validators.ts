import type { PackageProgram } from '../../grading/output-validation.ts';
import { readValidatorProgram, sourcesBelow } from './package-programs.ts';
import type { PackageReading } from './package-tree.ts';
import type { SettledReading } from './settings.ts';

/** A validator of inputs: a program that can be run, or what Assize does not run and why. */
export interface InputValidator {
  /** `input_validators/validate.py`, or the folder of a validator of several files. */
  readonly path: string;
  readonly program: PackageProgram | { readonly notRun: string };
}

/** The second is the legacy format's old name for the first. */
const FOLDERS = ['input_validators', 'input_format_validators'];

/** Ways to write a validator that the format allows beside programs. */
const NOTATIONS = [
  { ending: '.viva', notRun: 'VIVA files are not run' },
  { ending: '.ctd', notRun: 'Checktestdata files are not run' },
];

/** The package's input validators, each a file or a folder, in the order of their names. */
export function readInputValidators(reading: SettledReading): InputValidator[] {
  const paths = [...findInputValidators(reading).files.keys()];
  if (paths.length === 0)
    reading.warn(
      'no-input-validator',
      'input_validators/',
      'There is no input validator; the format asks for one, and it finds broken test data before participants do.',
    );
  return paths.flatMap((path) => {
    const program = readProgram(reading, path);
    return program === null ? [] : [{ path, program }];
  });
}

/** The input validators that a package holds: files beside a folder's own are a validator each. */
export interface FoundInputValidators {
  /** Files of each, from the folder of all on, by its path. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** What packages may mean them by. */
  readonly names: ReadonlySet<string>;
}

/** Each package's folders are listed once, however many validators and names of them there are. */
const FOUND = new WeakMap<PackageReading, FoundInputValidators>();

export function findInputValidators(reading: PackageReading): FoundInputValidators {
  const known = FOUND.get(reading);
  if (known !== undefined) return known;
  const files = new Map(
    FOLDERS.flatMap((folder) => [
      ...Map.groupBy(sourcesBelow(reading, folder), (file) => `${folder}/${file.split('/')[0]}`),
    ]),
  );
  const found = { files, names: new Set([...files.keys()].flatMap(namesOf)) };
  FOUND.set(reading, found);
  return found;
}

/** Whether a package means the validator at this path by this name. */
export function namesValidator(name: string, path: string): boolean {
  return namesOf(path).includes(name);
}

/** Its base name, with and without the ending. */
function namesOf(path: string): string[] {
  const base = path.slice(path.lastIndexOf('/') + 1);
  return [base, base.replace(/\.[^.]*$/, '')];
}

function readProgram(reading: SettledReading, path: string): InputValidator['program'] | null {
  const notation = NOTATIONS.find(({ ending }) => path.endsWith(ending));
  if (notation !== undefined) return { notRun: notation.notRun };
  const folder = path.slice(0, path.indexOf('/'));
  const files = findInputValidators(reading).files.get(path) ?? [];
  const program = readValidatorProgram(reading, folder, files, 'inputs');
  if (program === null || !('unusable' in program)) return program;
  return { notRun: 'it is in no language that Assize runs, or in several' };
}
