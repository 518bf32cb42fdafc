import { type IncludedByLanguage, includedIn } from '../grading/included-code.ts';
import { isLanguageId, LANGUAGES } from '../grading/languages/index.ts';
import type { LanguageRules } from './allowed-languages.ts';
import type { ProblemManifest } from './problem.ts';

/** What tells whether single submissions, in the judge's own languages, do for a problem. */
export type BatchRules = LanguageRules &
  Pick<ProblemManifest, 'signature'> & { readonly included?: IncludedByLanguage };

/**
 * Why programs in a language are judged in batches alone, as a clause after the problem's name; undefined: single submissions
 * do as well.
 */
export function whyBatches(
  { validation, signature, included }: BatchRules,
  language: string,
): string | undefined {
  if (validation?.kind === 'interactive') return 'is judged with an interactor';
  if (signature !== undefined) return 'has participants write a function';
  if (includedIn(included, language) !== undefined) return 'puts files beside every program';
  if (isLanguageId(language) && LANGUAGES[language].queries !== undefined) return 'is solved by queries';
  return undefined;
}
