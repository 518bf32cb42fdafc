import { isLanguageId, LANGUAGE_IDS, LANGUAGES } from '../../grading/languages/index.ts';
import type { ParsedGrammar } from '../../grading/languages/language.ts';
import { hasGrammar } from '../../syntax/grammars.ts';

/** The grammar of a language of exams; undefined for what is none, or is not parsed. */
export function grammarOf(language: string): ParsedGrammar | undefined {
  const grammar = isLanguageId(language) ? LANGUAGES[language].editor.grammar : undefined;
  return hasGrammar(grammar) ? grammar : undefined;
}

/** Languages of exams whose programs are reviewed: those that are parsed. */
export const REVIEWED_PROGRAMS: readonly string[] = LANGUAGE_IDS.filter((id) => grammarOf(id) !== undefined);
