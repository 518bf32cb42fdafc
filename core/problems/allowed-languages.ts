import { meetsInteractors } from '../grading/interactive/interactor-program.ts';
import { isLanguageId, LANGUAGES, type Language } from '../grading/languages/index.ts';
import type { OutputValidation } from '../grading/output-validation.ts';

const roomOf = (language: string): Language | undefined =>
  isLanguageId(language) ? LANGUAGES[language] : undefined;

/** What tells in which languages a problem is solved. */
export interface LanguageRules {
  /** What its package lists; `null` lists all that read text. */
  readonly languages: readonly string[] | null;
  /** How it is judged; absent: not by an interactor. */
  readonly validation?: Pick<OutputValidation, 'kind'>;
}

/** Whether a problem is solved in a language: one that its package lists and that can be judged so. */
export function allowsLanguage({ languages, validation }: LanguageRules, language: string): boolean {
  const room = roomOf(language);
  if (validation?.kind === 'interactive' && room !== undefined && !meetsInteractors(room)) return false;
  return languages === null ? room?.queries === undefined : languages.includes(language);
}

/**
 * Whether a session has a language that its booking leaves open: one that some problem allows, and that is usual or
 * named by a problem.
 */
export function isLanguageOfProblems(problems: readonly LanguageRules[], language: string): boolean {
  const isUsual = roomOf(language)?.seldom === undefined;
  return problems.some(
    (problem) => allowsLanguage(problem, language) && (isUsual || problem.languages !== null),
  );
}
