import type { ParsedGrammar } from '../../grading/languages/language.ts';

/** By language of exams whose programs are reviewed: the grammar that its programs are parsed with, as its room says. The rooms are more than a start should load. */
export const PROGRAM_GRAMMARS: ReadonlyMap<string, ParsedGrammar> = new Map([
  ['c', 'cpp'],
  ['cpp', 'cpp'],
  ['go', 'go'],
  ['java', 'java'],
  ['javascript', 'javascript'],
  ['php', 'php'],
  ['python', 'python'],
  ['rust', 'rust'],
  ['typescript', 'typescript'],
]);

/** The grammar of a language of exams; undefined for what is none, or is not parsed. */
export function grammarOf(language: string): ParsedGrammar | undefined {
  return PROGRAM_GRAMMARS.get(language);
}
