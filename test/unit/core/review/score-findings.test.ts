import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIDENCES, type Finding } from '../../../../core/review/finding.ts';
import { SEVERITIES } from '../../../../core/review/rule.ts';
import { scoreFindings } from '../../../../core/review/score-findings.ts';

const findings = fc.array(
  fc.record({
    ruleId: fc.constantFrom('solidity/reentrancy', 'solidity/tx-origin', 'solidity/unchecked-send'),
    kind: fc.constant('security' as const),
    category: fc.constant('other' as const),
    severity: fc.constantFrom(...SEVERITIES),
    confidence: fc.constantFrom(...CONFIDENCES),
    line: fc.integer({ min: 1, max: 500 }),
    message: fc.constant('Look at this.'),
    foundBy: fc.constant('detector' as const),
  }),
);
const critical = {
  ruleId: 'solidity/reentrancy',
  kind: 'security',
  category: 'reentrancy',
  severity: 'critical',
  confidence: 'high',
  line: 3,
  message: 'Look at this.',
  foundBy: 'detector',
} satisfies Finding;

describe('the score of a source', () => {
  it('is 100 without findings, and half of it with one that is critical and sure', () => {
    expect(scoreFindings([])).toBe(100);
    expect(scoreFindings([critical])).toBe(50);
  });

  it('takes a repetition for the same fault, by a quarter', () => {
    expect(scoreFindings([critical, { ...critical, line: 9 }])).toBe(44);
    expect(scoreFindings([critical, { ...critical, ruleId: 'solidity/tx-origin' }])).toBe(25);
  });

  it('is between 0 and 100, whatever the order, and no finding raises it', () => {
    fc.assert(
      fc.property(findings, findings, (some, more) => {
        const score = scoreFindings(some);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(scoreFindings(some.toReversed())).toBe(score);
        expect(scoreFindings([...some, ...more])).toBeLessThanOrEqual(score);
      }),
    );
  });
});
