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
  const paths = pathsOfInputValidators(reading);
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

/** Paths of the input validators in the package; files beside a folder's own are a validator each. */
export function pathsOfInputValidators(reading: PackageReading): string[] {
  return FOLDERS.flatMap((folder) => {
    const names = new Set(sourcesBelow(reading, folder).map((file) => file.split('/')[0]));
    return [...names].map((name) => `${folder}/${name}`);
  });
}

/** Whether a package means the validator at this path by this name: its base name, with or without the ending. */
export function namesValidator(name: string, path: string): boolean {
  const base = path.slice(path.lastIndexOf('/') + 1);
  return name === base || name === base.replace(/\.[^.]*$/, '');
}

function readProgram(reading: SettledReading, path: string): InputValidator['program'] | null {
  const notation = NOTATIONS.find(({ ending }) => path.endsWith(ending));
  if (notation !== undefined) return { notRun: notation.notRun };
  const folder = path.slice(0, path.indexOf('/'));
  const files = sourcesBelow(reading, folder).filter(
    (file) => `${folder}/${file}` === path || `${folder}/${file}`.startsWith(`${path}/`),
  );
  const program = readValidatorProgram(reading, folder, files);
  if (program === null || !('unusable' in program)) return program;
  return { notRun: 'it is in no language that Assize runs, or in several' };
}
