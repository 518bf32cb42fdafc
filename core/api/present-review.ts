import type * as z from 'zod';
import { given } from '../exam/given.ts';
import type { Finding } from '../review/finding.ts';
import type { Review } from '../review/review.ts';
import { summarize } from '../review/review-source.ts';
import type { KeptResult } from '../review/review-store.ts';
import type { Rule } from '../review/rule.ts';
import { toInstant } from './present-session.ts';
import type { analyzeAnswer, ReviewFindingView, ReviewView, reviewReport, reviewRule } from './reviews.ts';

/** Rules by their ids. */
export type RulesById = ReadonlyMap<string, Rule>;

/** A review as whoever may see it is shown it. @param result of one that is shown whole */
export function presentReview(
  review: Review,
  { now, result, rules }: { readonly now: number; readonly result?: KeptResult; readonly rules: RulesById },
): ReviewView {
  const { reviewId, state, language, kind, bytes, requestedAt, requestedBy, submission } = review;
  const { name } = review;
  return {
    reviewId,
    state,
    language,
    ...given({ name }),
    kind,
    bytes,
    requestedAt: toInstant(requestedAt),
    requestedBy,
    ...submission,
    ...(review.state === 'reviewed'
      ? {
          reviewedAt: toInstant(review.reviewedAt),
          ...(review.cachedFrom === undefined
            ? {}
            : { cached: { ageSeconds: Math.max(0, Math.round((now - review.cachedFrom) / 1000)) } }),
          ...(result === undefined ? {} : { report: presentReport(result, rules) }),
        }
      : {}),
    ...(review.state === 'failed' ? { reason: review.reason } : {}),
  };
}

function presentReport({ report }: KeptResult, rules: RulesById): z.infer<typeof reviewReport> {
  const { score, findings, gaps, ruleSet, model } = report;
  return {
    score,
    counts: { ...summarize(report).counts },
    findings: findings.map((finding) => presentFinding(finding, rules.get(finding.ruleId))),
    gaps: [...gaps],
    ruleSet,
    ...(model === undefined
      ? {}
      : {
          model: {
            ...given({ service: model.service, model: model.model }),
            usd: model.usd,
            dropped: model.dropped,
            notes: [...model.notes],
          },
        }),
  };
}

function presentFinding(finding: Finding, rule: Rule | undefined): ReviewFindingView {
  const { audience, recommendation, ...told } = finding;
  return {
    ...told,
    // A rule that is gone, or a model's.
    title: rule?.title ?? told.category.replaceAll('-', ' '),
    recommendation: recommendation ?? rule?.recommendation ?? '',
    ...numbersOf(rule),
    ...(audience === undefined ? {} : { staffOnly: true as const }),
  };
}

/** A rule as callers are told it. */
export function presentRule(rule: Rule): z.infer<typeof reviewRule> {
  const { id, title, kind, category, severity, description, recommendation, dasp } = rule;
  return {
    ruleId: id,
    title,
    kind,
    category,
    severity,
    description,
    recommendation,
    ...given({ dasp }),
    ...numbersOf(rule),
  };
}

const numbersOf = (rule: Pick<Rule, 'swc' | 'cwe'> | undefined) => ({
  ...(rule?.swc === undefined ? {} : { swc: `SWC-${rule.swc}` }),
  ...(rule?.cwe === undefined ? {} : { cwe: `CWE-${rule.cwe}` }),
});

/** A review in the shape of the older system. @param tookMs from the request until now */
export function presentAnalysis(
  view: ReviewView & { readonly report: NonNullable<ReviewView['report']> },
  tookMs: number,
): z.infer<typeof analyzeAnswer> {
  const { report, cached } = view;
  const found = report.findings.length;
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
    message: `${found === 0 ? 'Nothing' : found} was found${cached === undefined ? '' : `, ${cached.ageSeconds} s ago in the same source by the same rules`}. No finding does not mean that there is no fault.`,
  };
}
