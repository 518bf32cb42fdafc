import { describe, expect, it } from 'vitest';
import { presentReport } from '../../../../core/api/present-report.ts';
import { reviewReport as schema } from '../../../../core/api/reviews.ts';
import { explainScore } from '../../../../core/review/score-findings.ts';
import { REVIEW_RULES, reportFor, reviewReport } from '../../../support/review-answers.ts';

describe('a report as it is shown', () => {
  it('has for staff all of it, with what registries call the rules', () => {
    const shown = schema.parse(reportFor('staff'));
    expect(shown.counts).toEqual({ critical: 2, high: 1, medium: 0, low: 1, info: 0 });
    expect(shown.findings[1]).toMatchObject({
      title: 'Anybody can destroy the contract',
      recommendation: 'Ask for the owner before.',
      swc: 'SWC-106',
      cwe: 'CWE-284',
    });
    expect(shown.findings[3]).toMatchObject({ staffOnly: true });
    expect(shown.score).toBe(reviewReport.score);
  });

  it('has for participants nothing of what is for staff alone: no finding, no point, no cost', () => {
    const model = { service: 'openai', model: 'small', usd: 0.01, dropped: 1, notes: ['slow'] };
    const shown = schema.parse(presentReport({ ...reviewReport, model }, REVIEW_RULES, 'participant'));
    expect(JSON.stringify(shown)).not.toMatch(/reads-outside|staffOnly|usd/);
    expect(shown.counts.high).toBe(0);
    const left = explainScore(shown.findings).reduce((share, { leaves }) => share * leaves, 1);
    expect(shown.score).toBe(Math.round(100 * left));
    expect(shown.score).toBeGreaterThan(reviewReport.score);
  });

  it('has what language models found by the names of their rules', () => {
    const [finding] = reviewReport.findings;
    const found = { ...finding!, ruleId: 'model/reentrancy', foundBy: 'model' as const };
    const shown = presentReport({ ...reviewReport, findings: [found] }, REVIEW_RULES, 'staff');
    expect(shown.findings).toMatchObject([{ title: 'Reentrancy', foundBy: 'model' }]);
  });
});
