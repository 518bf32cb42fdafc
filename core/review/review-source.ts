import type { Detection, Gap, ReviewedSource, RuleSet } from './detector.ts';
import { type Finding, sortFindings } from './finding.ts';
import type { ModelShare, ReviewReport } from './report.ts';
import { versionOf } from './result-key.ts';
import type { ReviewKind, ReviewSummary } from './review.ts';
import { MAX_FINDINGS, MAX_FINDINGS_BYTES, MAX_GAPS_BYTES, MAX_WORDS } from './review-limits.ts';
import { SEVERITIES, type Severity } from './rule.ts';
import { mergeFindings } from './sandbox/merge-findings.ts';
import { isSandboxLanguage, NOT_ASKED } from './sandbox/sandbox-languages.ts';
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
  /** Asks a compiler in a judge's sandbox; absent where there is no judge, which is a gap of the languages that have one. */
  readonly askSandbox?: (source: ReviewedSource) => Promise<Detection>;
  /** Asks language models beside the rules; absent where the stage has none. */
  readonly askModels?: (source: ReviewedSource, findings: readonly Finding[]) => Promise<ModelAnswer>;
}

/** Reviews a source: what detectors, compilers and models find of one kind, the gravest where there are too many, and what that comes to. */
export async function reviewSource(
  source: ReviewedSource,
  kind: ReviewKind,
  { rules, detect, askSandbox = notAsked, askModels }: ReviewTools,
): Promise<ReviewReport> {
  const isWanted = (finding: Finding) =>
    kind === 'all' || finding.kind === kind || finding.category === 'syntax';
  const detected = await detect(source);
  const ran = await askSandbox(source);
  const own = mergeFindings(detected.findings, ran.findings).filter(isWanted);
  const asked = await askModels?.(source, own);
  const { findings, gaps } = keepGravest(
    [...own, ...(asked?.findings.filter(isWanted) ?? [])].map(cutFinding),
  );
  return {
    findings: sortFindings(findings),
    gaps: [...gaps, ...keepGaps([...ran.gaps, ...detected.gaps].map(cutGap))],
    score: scoreFindings(findings),
    ruleSet: versionOf(rules),
    ...(asked === undefined ? {} : { model: asked.share }),
  };
}

async function notAsked({ language }: ReviewedSource): Promise<Detection> {
  return { findings: [], gaps: isSandboxLanguage(language) ? [NOT_ASKED] : [] };
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

/** What names stand in is as long as whoever wrote them likes: each text of a report has its most. */
function cutFinding({ message, recommendation, ...rest }: Finding): Finding {
  return {
    ...rest,
    message: cutWords(message),
    ...(recommendation === undefined ? {} : { recommendation: cutWords(recommendation) }),
  };
}

const cutGap = ({ what, why }: Gap): Gap => ({ what: cutWords(what), why: cutWords(why) });

/** At most MAX_WORDS of a text, whole characters. */
function cutWords(words: string): string {
  if (words.length <= MAX_WORDS) return words.toWellFormed();
  // Half of a pair at the end goes; one that stands alone before it was in the source.
  return `${words.slice(0, MAX_WORDS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`.toWellFormed();
}

/** All findings, or as many as a report has, the gravest first; then a gap says so. */
function keepGravest(found: readonly Finding[]): { findings: readonly Finding[]; gaps: readonly Gap[] } {
  const gravest = sortFindings(found).toSorted(byGravity).slice(0, MAX_FINDINGS);
  const kept = new Set(takeWithin(gravest, MAX_FINDINGS_BYTES));
  // In the order in which they came: of two in one place the graver is not first.
  const findings = found.filter((finding) => kept.has(finding));
  const left = found.length - findings.length;
  if (left === 0) return { findings, gaps: [] };
  const most =
    findings.length === MAX_FINDINGS ? `${MAX_FINDINGS}` : `${MAX_FINDINGS_BYTES / 1024} KiB of them`;
  return {
    findings,
    gaps: [
      {
        what: `${left} further finding${left === 1 ? '' : 's'}`,
        why: `A report has ${most} at most, and these weigh no more than any that it has.`,
      },
    ],
  };
}

/** All gaps, or the first; then one more says so. */
function keepGaps(gaps: readonly Gap[]): readonly Gap[] {
  const kept = takeWithin(gaps, MAX_GAPS_BYTES);
  const left = gaps.length - kept.length;
  if (left === 0) return kept;
  const why = `A report names ${MAX_GAPS_BYTES / 1024} KiB of such places at most.`;
  return [...kept, { what: `${left} further place${left === 1 ? '' : 's'}`, why }];
}

/** The first of some that come to so many bytes of JSON at most. */
function takeWithin<T>(all: readonly T[], bytes: number): readonly T[] {
  let sum = 0;
  const end = all.findIndex((one) => {
    sum += Buffer.byteLength(JSON.stringify(one)) + 1;
    return sum > bytes;
  });
  return end === -1 ? all : all.slice(0, end);
}

function byGravity(a: Finding, b: Finding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
