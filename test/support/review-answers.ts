import { presentReport, presentRule } from '../../core/api/present-report.ts';
import { type ReviewView, review } from '../../core/api/reviews.ts';
import type { Finding } from '../../core/review/finding.ts';
import type { ReviewReport } from '../../core/review/report.ts';
import type { Rule } from '../../core/review/rule.ts';
import { scoreFindings } from '../../core/review/score-findings.ts';

export const REVIEW_RULES: readonly Rule[] = [
  {
    id: 'solidity/unprotected-selfdestruct',
    title: 'Anybody can destroy the contract',
    kind: 'security',
    category: 'access-control',
    severity: 'critical',
    description: 'Whoever calls it takes the balance and ends the contract.',
    recommendation: 'Ask for the owner before.',
    swc: 106,
    dasp: 2,
    cwe: 284,
  },
  {
    id: 'solidity/old-compiler',
    title: 'Old compiler',
    kind: 'quality',
    category: 'other',
    severity: 'low',
    description: 'Old compilers have known faults.',
    recommendation: 'Use 0.8.20 or newer.',
    swc: 103,
    cwe: 1104,
  },
  {
    id: 'any/reads-outside',
    title: 'Reads files that are none of its business',
    kind: 'security',
    category: 'hostile-intent',
    severity: 'high',
    description: 'A program of an exam reads its input only.',
    recommendation: 'Look at it together.',
    audience: 'staff',
  },
];

export const REVIEW_SOURCE = `pragma solidity ^0.4.0;

contract Purse {
  mapping(address => uint) balances;

  function leave() public {
    selfdestruct(msg.sender);
  }

  function gone() public {
      selfdestruct(msg.sender);
  }
}
`;

const finding = (at: 0 | 1 | 2, line: number, more: Partial<Finding> = {}): Finding => {
  const { id, kind, category, severity, audience } = REVIEW_RULES[at]!;
  return {
    ruleId: id,
    kind,
    category,
    severity,
    confidence: 'high',
    line,
    message: `Rule ${at} in line ${line}.`,
    foundBy: 'detector',
    ...(audience === undefined ? {} : { audience }),
    ...more,
  };
};

export const REVIEW_FINDINGS: readonly Finding[] = [
  finding(1, 1, { confidence: 'medium', column: 1, endLine: 1, endColumn: 24 }),
  finding(0, 7, {
    column: 5,
    endLine: 7,
    endColumn: 29,
    message: '`leave` calls selfdestruct, and balances[msg.sender](0) is not {0}.',
  }),
  finding(0, 11),
  finding(2, 11),
];

/** A report with a finding for staff alone and a gap. */
export const reviewReport: ReviewReport = {
  findings: REVIEW_FINDINGS,
  gaps: [{ what: 'compiler warnings', why: 'No judge was at hand.' }],
  score: scoreFindings(REVIEW_FINDINGS),
  ruleSet: 'abc123',
};

export const reportFor = (as: 'staff' | 'participant') => presentReport(reviewReport, REVIEW_RULES, as);
export const ruleViews = REVIEW_RULES.map(presentRule);

export const REVIEW_ID = '01jd8x7r4k2m9q3v5w6y7z8a2a';
const instant = '2026-11-22T09:00:00.000Z';

/** A review as the API answers it by its id, held to the API's own schema. */
export const reviewAnswer: ReviewView = review.parse({
  reviewId: REVIEW_ID,
  state: 'reviewed',
  language: 'solidity',
  name: 'Purse.sol',
  kind: 'all',
  bytes: REVIEW_SOURCE.length,
  requestedAt: instant,
  requestedBy: 'ines',
  reviewedAt: instant,
  cached: { ageSeconds: 180 },
  source: REVIEW_SOURCE,
  report: reportFor('staff'),
});

/** The same in a line of a list, of a submission where one is named. */
export function reviewInList(of: Partial<ReviewView> = {}): ReviewView {
  const { report: _report, source: _source, cached: _cached, ...line } = reviewAnswer;
  const { score, counts } = reportFor('staff');
  const rules = REVIEW_RULES.map(({ id, severity }, at) => ({
    ruleId: id,
    severity,
    count: at === 0 ? 2 : 1,
  }));
  return review.parse({ ...line, summary: { score, counts, rules }, ...of });
}
