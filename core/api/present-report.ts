import { given } from '../exam/given.ts';
import type { Finding } from '../review/finding.ts';
import { MODEL_RULES } from '../review/models/model-rules.ts';
import type { ReviewReport } from '../review/report.ts';
import { type Rule, SEVERITIES } from '../review/rule.ts';
import { scoreFindings } from '../review/score-findings.ts';
import type { ReviewFindingView, ReviewReportView, ReviewRuleView } from './reviews.ts';

/**
 * A report as it is shown. Participants are shown nothing of what is for staff alone: neither findings, nor what they take
 * of the score, nor what a language model cost.
 * @param rules those that may have looked
 */
export function presentReport(
  report: ReviewReport,
  rules: readonly Rule[],
  as: 'staff' | 'participant',
): ReviewReportView {
  const { gaps, ruleSet, model } = report;
  const findings = report.findings.filter(({ audience }) => as === 'staff' || audience !== 'staff');
  return {
    score: as === 'staff' ? report.score : scoreFindings(findings),
    counts: countBySeverity(findings),
    findings: findings.map((finding) =>
      presentFinding(
        finding,
        [...rules, ...MODEL_RULES].find(({ id }) => id === finding.ruleId),
      ),
    ),
    gaps: gaps.map(({ what, why }) => ({ what, why })),
    ruleSet,
    ...(model === undefined || as !== 'staff'
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

/** A rule as it is told. */
export function presentRule(rule: Rule): ReviewRuleView {
  const { id, title, kind, category, severity, description, recommendation, dasp } = rule;
  return {
    ruleId: id,
    title,
    kind,
    category,
    severity,
    description,
    recommendation,
    ...given({ dasp, ...namesOf(rule) }),
  };
}

function presentFinding(finding: Finding, rule: Rule | undefined): ReviewFindingView {
  const { ruleId, kind, category, severity, confidence, line, column, endLine, endColumn } = finding;
  return {
    ruleId,
    title: rule?.title ?? `${category.replaceAll('-', ' ')}, by a language model`,
    kind,
    category,
    severity,
    confidence,
    line,
    ...given({ column, endLine, endColumn }),
    message: finding.message,
    recommendation: finding.recommendation ?? rule?.recommendation ?? '',
    ...given(rule === undefined ? {} : namesOf(rule)),
    foundBy: finding.foundBy,
    ...(finding.audience === 'staff' ? { staffOnly: true } : {}),
  };
}

/** What registries call it. */
function namesOf({ swc, cwe }: Rule) {
  return {
    swc: swc === undefined ? undefined : `SWC-${swc}`,
    cwe: cwe === undefined ? undefined : `CWE-${cwe}`,
  };
}

function countBySeverity(findings: readonly Finding[]): ReviewReportView['counts'] {
  return Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
  ) as ReviewReportView['counts'];
}
