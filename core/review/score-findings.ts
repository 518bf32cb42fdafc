import type { Confidence, Finding } from './finding.ts';
import type { Severity } from './rule.ts';

/** What the first finding of a rule takes of the score. */
const TAKES: Readonly<Record<Severity, number>> = {
  critical: 0.5,
  high: 0.3,
  medium: 0.12,
  low: 0.03,
  info: 0,
};

/** Of that, by how sure it is. */
const BY_CONFIDENCE: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.7, low: 0.4 };

/** Of that, what each further finding of the same rule takes: a habit is one fault, not twenty. */
const BY_REPETITION = 0.25;

/** What is known of a finding for a score. */
export type Scored = Pick<Finding, 'ruleId' | 'severity' | 'confidence'>;

/** What the findings of one rule take of a score. */
export interface RuleLoss {
  readonly ruleId: string;
  readonly findings: number;
  /** The share of the score that they leave, 0 to 1. */
  readonly leaves: number;
}

/**
 * A source's score from 0 to 100: 100 times the product of `1 - takes x confidence` over its findings, the gravest of a
 * rule whole and its others by a quarter. So more findings never raise it, their order is nothing, and none takes all.
 */
export function scoreFindings(findings: readonly Scored[]): number {
  // In the order of what they leave, since what a product is rounded to depends on its order.
  const share = explainScore(findings).reduce((left, { leaves }) => left * leaves, 1);
  return Math.round(100 * share);
}

/** How a score is made: 100 times the product of what each rule leaves, the gravest first. */
export function explainScore(findings: readonly Scored[]): readonly RuleLoss[] {
  return [...Map.groupBy(findings, ({ ruleId }) => ruleId)]
    .map(([ruleId, ofRule]) => ({
      ruleId,
      findings: ofRule.length,
      leaves: ofRule
        .map(({ severity, confidence }) => TAKES[severity] * BY_CONFIDENCE[confidence])
        .sort((a, b) => b - a)
        .reduce((left, loss, at) => left * (1 - (at === 0 ? loss : loss * BY_REPETITION)), 1),
    }))
    .sort((a, b) => a.leaves - b.leaves || (a.ruleId < b.ruleId ? -1 : 1));
}
