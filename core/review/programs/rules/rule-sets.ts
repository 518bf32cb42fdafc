import type { ParsedGrammar } from '../../../grading/languages/language.ts';
import type { RuleSet } from '../../detector.ts';
import type { Rule } from '../../rule.ts';
import { C_RULES } from './c-rules.ts';
import { JAVA_RULES } from './java-rules.ts';
import { JAVASCRIPT_RULES } from './javascript-rules.ts';
import { PROGRAM_RULES } from './program-rules.ts';
import { PYTHON_RULES } from './python-rules.ts';
import { STAFF_RULES } from './staff-rules.ts';

/** Raised with every change of what a report says. */
const VERSION = 12;

const OWN: Readonly<Record<ParsedGrammar, readonly Rule[]>> = {
  cpp: C_RULES,
  java: JAVA_RULES,
  python: PYTHON_RULES,
  javascript: JAVASCRIPT_RULES,
  typescript: JAVASCRIPT_RULES,
  php: [],
  go: [],
  rust: [],
};

/** What is looked for in programs of a grammar, without what looks for it. */
export function programRulesOf(grammar: ParsedGrammar): RuleSet {
  return { rules: [...PROGRAM_RULES, ...STAFF_RULES, ...OWN[grammar]], version: VERSION };
}

/** Every rule for programs of an exam; each once. */
export const ALL_PROGRAM_RULES: readonly Rule[] = [
  ...PROGRAM_RULES,
  ...STAFF_RULES,
  ...C_RULES,
  ...PYTHON_RULES,
  ...JAVA_RULES,
  ...JAVASCRIPT_RULES,
];
