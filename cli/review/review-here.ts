import { presentReport } from '../../core/api/present-report.ts';
import { detectorsOf, REVIEWED_LANGUAGES } from '../../core/review/detectors.ts';
import { reviewSource } from '../../core/review/review-source.ts';
import type { Rule } from '../../core/review/rule.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { FoundSource } from '../find-sources.ts';
import type { Kind, Reviewed } from './reviewed.ts';

/** What detectors find, on this machine, of a source that is data and is never run. @throws CommandError where there are none for its language */
export async function reviewHere({ name, language, source }: FoundSource, kind: Kind): Promise<Reviewed> {
  const rules = await setOf(language);
  try {
    const report = await reviewSource({ language, source }, kind, {
      rules,
      detect: async (looked) => rules.detect(looked),
    });
    return { name, language, source, report: presentReport(report, rules.rules, 'staff') };
  } catch (error) {
    // The fault is of the detectors: other sources are looked at all the same.
    return {
      name,
      language,
      source,
      reason: `the detectors failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Rules that look at a language; at any where none is named. @throws CommandError where there are none for it */
export async function rulesHere(language: string | undefined): Promise<readonly Rule[]> {
  const sets = await Promise.all((language === undefined ? REVIEWED_LANGUAGES : [language]).map(setOf));
  const rules = new Map(sets.flatMap((set) => set.rules.map((rule) => [rule.id, rule] as const)));
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function setOf(language: string) {
  const set = await detectorsOf(language);
  if (set === undefined)
    throw new CommandError(
      EXIT.badInput,
      `${language} is not reviewed`,
      `say --language ${REVIEWED_LANGUAGES.join('|')}`,
    );
  return set;
}
