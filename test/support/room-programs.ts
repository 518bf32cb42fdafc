import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { FunctionDriver } from '../../core/grading/function/driver.ts';
import type { Signature } from '../../core/grading/function/signature.ts';
import type { LanguageId, SourceFile } from '../../core/grading/languages/index.ts';

/**
 * The programs of a language's `tests` folder; CONTRIBUTING.md says what each must do. A `solve-` program is for
 * languages with functions.
 */
export type RoomProgram =
  | 'echo'
  | 'broken'
  | `solve-${'sum' | 'round-trip' | 'missing' | 'other' | 'globals' | 'nothing'}`;

const ROOMS = join(import.meta.dirname, '../../core/grading/languages');

/** One program, by its name without the ending and in any case. Throws where it is missing: it is to be written. */
export function readRoomProgram(language: LanguageId, program: RoomProgram): string {
  const folder = join(ROOMS, language, 'tests');
  const file = readdirSync(folder).find((name) => parse(name).name.toLowerCase() === program);
  if (file === undefined) throw new Error(`${folder} has no program ${program}`);
  return readFileSync(join(folder, file), 'utf8');
}

/** The program of several files that a language's `tests/parts` holds. */
export function readRoomParts(language: LanguageId): readonly SourceFile[] {
  const folder = join(ROOMS, language, 'tests/parts');
  return readdirSync(folder).map((name) => ({ name, content: readFileSync(join(folder, name), 'utf8') }));
}

/** What a compiler, or an interpreter, must say of `broken`, and what of `solve-other`, where that is told apart. */
export function readSaid(language: LanguageId): { readonly broken: RegExp; readonly other: string } {
  const { broken, other = '' } = JSON.parse(
    readFileSync(join(ROOMS, language, 'tests/says.json'), 'utf8'),
  ) as {
    broken: string;
    other?: string;
  };
  return { broken: new RegExp(broken, 's'), other };
}

/** A `solve` that gives back the parameter `name`, made of the stub that participants are given. */
export function makeGivingBack(driver: FunctionDriver, signature: Signature, name: string): string {
  const source = driver
    .makeStub(signature)
    .replace(/(\bsolve\(.*\{)\n/, `$1 return ${name};\n`)
    .replace(/ pass\n$/, ` return ${name}\n`);
  if (!source.includes(`return ${name}`)) throw new Error(`no place for a result in the stub ${source}`);
  return source;
}

/** Where the programs and sources of a language lie. */
export const roomOf = (language: LanguageId): string => join(ROOMS, language);
