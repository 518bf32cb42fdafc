import type { FunctionDriver } from '../function/driver.ts';
import type { Language } from './language.ts';
import { ROOMS } from './rooms.ts';

export type { Language, ProgramSource, SourceFile } from './language.ts';

/** Ids of the languages that Assize judges; what API, packages and console write. */
export type LanguageId = keyof typeof ROOMS;

/** Every language that is judged, by id. */
export const LANGUAGES: { readonly [id in LanguageId]: Language } = ROOMS;

export const LANGUAGE_IDS = Object.keys(LANGUAGES) as readonly LanguageId[];

/** Languages in which function problems can be solved. */
export const FUNCTION_DRIVERS = Object.fromEntries(
  Object.entries(LANGUAGES).flatMap(([id, { functions }]) =>
    functions === undefined ? [] : [[id, functions]],
  ),
) as Readonly<Partial<Record<LanguageId, FunctionDriver>>>;

/** Whether this text names a language. */
export function isLanguageId(text: string): text is LanguageId {
  return Object.hasOwn(LANGUAGES, text);
}

/** The language that a source file's ending says (without the dot), undefined when none does. */
export function languageOfExtension(extension: string): LanguageId | undefined {
  return LANGUAGE_IDS.find((id) => LANGUAGES[id].extensions.includes(extension));
}
