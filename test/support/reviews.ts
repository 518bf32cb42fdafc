import type { Finding } from '../../core/review/finding.ts';
import { hashSource } from '../../core/review/result-key.ts';
import type { QueuedReview, ReviewedSubmission } from '../../core/review/review.ts';
import type { Rule } from '../../core/review/rule.ts';
import { EPOCH } from './sessions.ts';

/** A rule that tests look by. */
export const RULE: Rule = {
  id: 'toy/marked',
  title: 'A marked line',
  kind: 'security',
  category: 'other',
  severity: 'high',
  description: 'Lines that say FAULT are faults.',
  recommendation: 'Take the line out.',
  cwe: 546,
};

/** What a detector finds in a line. */
export function findingOf(more: Partial<Finding> = {}): Finding {
  return {
    ruleId: RULE.id,
    kind: 'security',
    category: 'other',
    severity: 'high',
    confidence: 'high',
    line: 1,
    message: 'This line says FAULT.',
    foundBy: 'detector',
    ...more,
  };
}

/** The submission that a review is of. */
export function reviewedSubmission(submissionId = 'x', sessionId = 's'): ReviewedSubmission {
  return { sessionId, submissionId, participantId: 'p', problem: 'A', problemId: 'sum', problemVersion: 1 };
}

/** A review that waits. */
export function queuedReview(
  reviewId: string,
  source: string,
  more: Partial<Omit<QueuedReview, 'state'>> = {},
): QueuedReview {
  return {
    reviewId,
    owner: 'ada',
    requestedBy: 'ada',
    requestedAt: EPOCH,
    language: 'toy',
    kind: 'all',
    bytes: Buffer.byteLength(source),
    sourceHash: hashSource(source),
    attempts: 0,
    state: 'queued',
    ...more,
  };
}
