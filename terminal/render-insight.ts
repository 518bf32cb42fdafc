import pc from 'picocolors';
import { describeBasis } from '../core/api/describe-basis.ts';
import type { SessionInsight, StageInsight } from '../core/api/insight.ts';
import { countOf } from '../core/exam/count-of.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** What was found in a session, each with what it stands on, and of what nothing is said. */
export function renderInsight({
  findings,
  silences,
}: Pick<SessionInsight, 'findings' | 'silences'>): string[] {
  return [
    ...findings.flatMap((finding) => [
      `${pc.yellow(finding.kind)}  ${finding.text}`,
      `  ${finding.advice}`,
      pc.dim(`  stands on ${describeBasis(finding.basis, formatTime)}`),
    ]),
    ...silences.map(({ kind, reason }) => pc.dim(`${kind}: nothing is said; ${reason}`)),
  ];
}

/** What was found over the sessions of a stage, and how fast types of hosts are. */
export function renderStageInsight(insight: StageInsight): string[] {
  const { sessions, since, speeds } = insight;
  const history =
    since === undefined
      ? 'no session is settled'
      : `${countOf(sessions, 'settled session')} since ${formatTime(since)}`;
  return [
    pc.bold(history),
    ...renderInsight(insight),
    ...(speeds.length === 0 ? [] : ['']),
    ...renderTable(
      ['TYPE', 'HOSTS', 'SESSIONS', 'SPEED', 'FASTEST', 'SLOWEST'],
      speeds.map(({ instanceType, hosts, sessions: measured, median, fastest, slowest }) => [
        instanceType,
        String(hosts),
        String(measured),
        median.toFixed(2),
        fastest.toFixed(2),
        slowest.toFixed(2),
      ]),
    ),
  ];
}
