import { isLanguageId, LANGUAGES, type Language } from '../grading/languages/index.ts';

const roomOf = (language: string): Language | undefined =>
  isLanguageId(language) ? LANGUAGES[language] : undefined;

/** Whether a problem is solved in a language by what its package lists; `null` lists all that read text. */
export function allowsLanguage(listed: readonly string[] | null, language: string): boolean {
  return listed === null ? roomOf(language)?.queries === undefined : listed.includes(language);
}

/**
 * Whether a session has a language that its booking leaves open: one that some problem allows, and that is usual or
 * named by a problem.
 */
export function isLanguageOfProblems(
  problems: readonly { readonly languages: readonly string[] | null }[],
  language: string,
): boolean {
  const isUsual = roomOf(language)?.seldom === undefined;
  return problems.some(
    ({ languages }) => allowsLanguage(languages, language) && (isUsual || languages !== null),
  );
}
