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

/**
 * A source's score from 0 to 100: 100 times the product of `1 - takes x confidence` over its findings, the gravest of a
 * rule whole and its others by a quarter. So more findings never raise it, their order is nothing, and none takes all.
 */
export function scoreFindings(findings: readonly Finding[]): number {
  const losses = [...Map.groupBy(findings, ({ ruleId }) => ruleId).values()].flatMap((ofRule) =>
    ofRule
      .map(({ severity, confidence }) => TAKES[severity] * BY_CONFIDENCE[confidence])
      .sort((a, b) => b - a)
      .map((loss, at) => (at === 0 ? loss : loss * BY_REPETITION)),
  );
  // Sorted, since what a product is rounded to depends on its order.
  const share = losses.sort((a, b) => b - a).reduce((left, loss) => left * (1 - loss), 1);
  return Math.round(100 * share);
}
