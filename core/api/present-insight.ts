import type { TypeSpeed } from '../insight/find-drift.ts';
import type { Basis, Finding, Insight } from '../insight/finding.ts';
import type { SessionSummary } from '../insight/session-summary.ts';
import type { InsightFinding, SessionInsight, StageInsight } from './insight.ts';
import { toInstant } from './present-session.ts';

/** What was found in a session. @param now ms since the epoch */
export function presentSessionInsight({ findings, silences }: Insight, now: number): SessionInsight {
  return { at: toInstant(now), findings: findings.map(presentFinding), silences: [...silences] };
}

/** What was found over sessions. @param now ms since the epoch */
export function presentStageInsight(
  insight: Insight,
  history: readonly SessionSummary[],
  speeds: readonly TypeSpeed[],
  now: number,
): StageInsight {
  return {
    ...presentSessionInsight(insight, now),
    sessions: history.length,
    ...(history.length === 0 ? {} : { since: toInstant(Math.min(...history.map(({ opensAt }) => opensAt))) }),
    speeds: speeds.map((speed) => ({ ...speed, median: Math.round(speed.median * 1000) / 1000 })),
  };
}

function presentFinding(finding: Finding): InsightFinding {
  const basis = presentBasis(finding.basis);
  if (finding.kind === 'maintenance-window')
    return { ...finding, basis, from: toInstant(finding.from), until: toInstant(finding.until) };
  return { ...finding, basis };
}

function presentBasis({ since, ...counts }: Basis): InsightFinding['basis'] {
  return { ...counts, ...(since === undefined ? {} : { since: toInstant(since) }) };
}
