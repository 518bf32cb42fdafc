import type { Detection, Gap, ReviewedSource, RuleSet } from './detector.ts';
import { type Finding, sortFindings } from './finding.ts';
import type { ModelShare, ReviewReport } from './report.ts';
import { versionOf } from './result-key.ts';
import type { ReviewKind, ReviewSummary } from './review.ts';
import { MAX_FINDINGS } from './review-limits.ts';
import { SEVERITIES, type Severity } from './rule.ts';
import { scoreFindings } from './score-findings.ts';

/** What language models add to what detectors found. */
export interface ModelAnswer {
  /** Of models alone, each held against the source. */
  readonly findings: readonly Finding[];
  readonly share: ModelShare;
}

/** What a review is made with. */
export interface ReviewTools {
  readonly rules: RuleSet;
  /** Looks at the source. @throws DetectionError where it had to be ended */
  readonly detect: (source: ReviewedSource) => Promise<Detection>;
  /** Asks language models beside the rules; absent where the stage has none. */
  readonly askModels?: (source: ReviewedSource, findings: readonly Finding[]) => Promise<ModelAnswer>;
}

/** Reviews a source: what detectors and models find of one kind, the gravest where there are too many, and what that comes to. */
export async function reviewSource(
  source: ReviewedSource,
  kind: ReviewKind,
  { rules, detect, askModels }: ReviewTools,
): Promise<ReviewReport> {
  const isWanted = (finding: Finding) =>
    kind === 'all' || finding.kind === kind || finding.category === 'syntax';
  const detected = await detect(source);
  const own = detected.findings.filter(isWanted);
  const asked = await askModels?.(source, own);
  const { findings, gaps } = keepGravest([...own, ...(asked?.findings.filter(isWanted) ?? [])]);
  return {
    findings: sortFindings(findings),
    gaps: [...detected.gaps, ...gaps],
    score: scoreFindings(findings),
    ruleSet: versionOf(rules),
    ...(asked === undefined ? {} : { model: asked.share }),
  };
}

/** What a report comes to in a line. */
export function summarize({ score, findings }: ReviewReport): ReviewSummary {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { severity } of findings) counts[severity]++;
  const rules = [...Map.groupBy(findings, ({ ruleId }) => ruleId)].map(([ruleId, found]) => ({
    ruleId,
    severity: found.toSorted(byGravity)[0]!.severity,
    count: found.length,
  }));
  return { score, counts, rules: rules.sort((a, b) => b.count - a.count || (a.ruleId < b.ruleId ? -1 : 1)) };
}

/** All findings, or as many as a report has, the gravest first; then a gap says so. */
function keepGravest(found: readonly Finding[]): { findings: readonly Finding[]; gaps: readonly Gap[] } {
  if (found.length <= MAX_FINDINGS) return { findings: found, gaps: [] };
  const left = found.length - MAX_FINDINGS;
  return {
    findings: sortFindings(found).toSorted(byGravity).slice(0, MAX_FINDINGS),
    gaps: [
      {
        what: `${left} further finding${left === 1 ? '' : 's'}`,
        why: `A report has ${MAX_FINDINGS} at most, and these weigh no more than any that it has.`,
      },
    ],
  };
}

function byGravity(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
