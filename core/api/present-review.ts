import type * as z from 'zod';
import { given } from '../exam/given.ts';
import type { ReviewReport } from '../review/report.ts';
import type { Review, ReviewedSubmission } from '../review/review.ts';
import type { Rule } from '../review/rule.ts';
import { ASKED_BY_POLICY } from '../review/session-reviews.ts';
import { presentReport } from './present-report.ts';
import { toInstant } from './present-session.ts';
import type { analyzeAnswer, ReviewView } from './reviews.ts';

/** What one review has beside what lists tell of it. */
export interface WholeReview {
  /** As long as it is stored. */
  readonly source: string | undefined;
  readonly report: ReviewReport | undefined;
  /** Those that may have looked. */
  readonly rules: readonly Rule[];
}

/** A review as staff see it, or its participant. @param whole of one that is asked for by its id; lists have a summary instead */
export function presentReview(
  review: Review,
  now: number,
  whole?: WholeReview,
  as: 'staff' | 'participant' = 'staff',
): ReviewView {
  const { reviewId, state, language, name, kind, bytes, requestedAt, requestedBy, submission } = review;
  const known = {
    reviewId,
    state,
    language,
    ...given({ name }),
    kind,
    bytes,
    requestedAt: toInstant(requestedAt),
    requestedBy: as === 'staff' ? requestedBy : ASKED_BY_POLICY,
    ...presentOrigin(submission),
    ...given({ source: whole?.source }),
  };
  if (review.state === 'failed') return { ...known, reason: review.reason };
  if (review.state !== 'reviewed') return known;
  const { reviewedAt, cachedFrom, summary } = review;
  const report = whole?.report === undefined ? undefined : presentReport(whole.report, whole.rules, as);
  return {
    ...known,
    reviewedAt: toInstant(reviewedAt),
    // To a participant it would tell that somebody else has handed in the same.
    ...(cachedFrom === undefined || as !== 'staff'
      ? {}
      : { cached: { ageSeconds: Math.max(0, Math.round((now - cachedFrom) / 1000)) } }),
    ...(whole === undefined ? { summary: { ...summary, rules: [...summary.rules] } } : given({ report })),
  };
}

function presentOrigin(submission: ReviewedSubmission | undefined) {
  if (submission === undefined) return {};
  const { sessionId, submissionId, participantId, problem } = submission;
  return { sessionId, submissionId, participantId, problem };
}

/** A review in the shape of the older system. @param tookMs from the request until now */
export function presentAnalysis(
  view: ReviewView & { readonly report: NonNullable<ReviewView['report']> },
  tookMs: number,
): z.infer<typeof analyzeAnswer> {
  const { report, cached } = view;
  const found = report.findings.length;
  const age = cached === undefined ? '' : `, ${cached.ageSeconds} s ago in the same source by the same rules`;
  return {
    request_id: view.reviewId,
    analysis_report: {
      vulnerabilities: report.findings.map(({ title, severity, line, message, recommendation }) => ({
        type: title,
        severity,
        line_number: line,
        description: message,
        recommendation,
      })),
      overall_security_score: report.score,
    },
    service_used: report.model?.service ?? 'rules',
    model_used: report.model?.model ?? `rule set ${report.ruleSet}`,
    processing_time: tookMs / 1000,
    timestamp: view.reviewedAt ?? view.requestedAt,
    message: `${found === 0 ? 'Nothing' : `${found} finding${found === 1 ? '' : 's'}`}${age}. That a source has none does not say that it has no fault.`,
  };
}
