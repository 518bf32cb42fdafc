import type { ParsedGrammar } from '../grading/languages/language.ts';
import type { DetectorSet, RuleSet } from './detector.ts';
import { PROGRAM_GRAMMARS } from './programs/program-languages.ts';
import { sandboxRulesOf } from './sandbox/sandbox-rules.ts';

/** What looks at a language, each part fetched when somebody needs it: parsers are large, rules are not. */
interface Reviewing {
  readonly rules: () => Promise<RuleSet>;
  readonly detectors: () => Promise<DetectorSet>;
}

const reviewProgram = (language: string, grammar: ParsedGrammar): Reviewing => ({
  rules: async () => (await import('./programs/rules/rule-sets.ts')).programRulesOf(grammar),
  detectors: async () =>
    await (await import('./programs/program-detectors.ts')).loadProgramDetectors(language),
});

const REVIEWING: Readonly<Record<string, Reviewing>> = {
  ...Object.fromEntries(
    [...PROGRAM_GRAMMARS].map(([language, grammar]) => [language, reviewProgram(language, grammar)]),
  ),
  solidity: {
    rules: async () => (await import('./solidity/rules.ts')).SOLIDITY_RULE_SET,
    detectors: async () => (await import('./solidity/solidity-detectors.ts')).solidityDetectors,
  },
};

/** Languages that can be reviewed. */
export const REVIEWED_LANGUAGES: readonly string[] = Object.keys(REVIEWING).sort();

/** The rules of a language, those of its compiler too, without what looks by them; undefined where there are none for it. */
export async function rulesOf(language: string): Promise<RuleSet | undefined> {
  return Object.hasOwn(REVIEWING, language)
    ? withCompiler(language, await REVIEWING[language]!.rules())
    : undefined;
}

/** The detectors of a language with its rules; undefined where there are none for it. */
export async function detectorsOf(language: string): Promise<DetectorSet | undefined> {
  return Object.hasOwn(REVIEWING, language)
    ? withCompiler(language, await REVIEWING[language]!.detectors())
    : undefined;
}

/** Whether a judge's sandbox was asked or not: else one source would be reviewed by two sets of rules. */
function withCompiler<T extends RuleSet>(language: string, set: T): T {
  return { ...set, rules: [...set.rules, ...sandboxRulesOf(language)] };
}
