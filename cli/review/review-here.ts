import { presentReport } from '../../core/api/present-report.ts';
import { given } from '../../core/exam/given.ts';
import { detectorsOf, REVIEWED_LANGUAGES } from '../../core/review/detectors.ts';
import { type ReviewTools, reviewSource } from '../../core/review/review-source.ts';
import type { Rule } from '../../core/review/rule.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { FoundSource } from '../find-sources.ts';
import type { Kind, Reviewed } from './reviewed.ts';

/** What is looked for, and for whom. */
export interface LocalReview {
  readonly kind: Kind;
  /** Shows what is for staff alone too: findings that accuse nobody and are read as if they did. */
  readonly staff?: boolean;
}

/**
 * What detectors find, on this machine, of a source that is data and is never run, and, where a judge is asked, what a compiler
 * says in its sandbox. @throws CommandError where there are no detectors for its language
 */
export async function reviewHere(
  { name, language, source }: FoundSource,
  { kind, staff = false }: LocalReview,
  askSandbox?: ReviewTools['askSandbox'],
): Promise<Reviewed> {
  const set = await setOf(language);
  try {
    const report = await reviewSource({ language, source }, kind, {
      rules: set,
      detect: async (looked) => set.detect(looked),
      ...given({ askSandbox }),
    });
    return {
      name,
      language,
      source,
      report: presentReport(report, set.rules, staff ? 'staff' : 'participant'),
    };
  } catch (error) {
    // The fault is of the review's own: other sources are looked at all the same.
    return {
      name,
      language,
      source,
      reason: `the review failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Rules that look at a language, those of compilers too; at any where none is named. @throws CommandError where there are none for it */
export async function rulesHere(language: string | undefined): Promise<readonly Rule[]> {
  const sets = await Promise.all(
    (language === undefined ? REVIEWED_LANGUAGES : [language]).map(async (one) => (await setOf(one)).rules),
  );
  const rules = new Map(sets.flat().map((rule) => [rule.id, rule]));
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
