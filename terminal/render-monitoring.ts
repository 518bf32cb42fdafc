import pc from 'picocolors';
import { formatUsd } from '../core/api/format-quantity.ts';
import type { Adoption, Dashboard, Efficiency, MonitoringHealth } from '../core/api/monitoring.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** Each dependency and whether it answers. */
export function renderHealth({ status, at, checks }: MonitoringHealth): string[] {
  return [
    `${paintStatus(status)} ${pc.dim(formatTime(at))}`,
    ...checks.map((check) => `  ${check.name.padEnd(12)} ${paintStatus(check.status)}`),
  ];
}

/** The last hour beside the last day, then the hours. */
export function renderDashboard(dashboard: Dashboard): string[] {
  const { lastHour, lastDay, sessions, health, points } = dashboard;
  const bad = health.checks.filter(({ status }) => status !== 'ok');
  const rows: readonly (readonly [string, (figures: Dashboard['lastDay']) => string])[] = [
    ['submissions judged', ({ submissions }) => String(submissions)],
    ['of these right', ({ acceptedShare }) => percent(acceptedShare)],
    ['participants', ({ participants }) => String(participants)],
    ['batches', ({ batches }) => String(batches)],
    ['with a verdict', ({ successShare }) => percent(successShare)],
    [
      'wait, half | 95 %',
      ({ latencyMs: wait }) => (wait === undefined ? '-' : `${seconds(wait.p50)} | ${seconds(wait.p95)}`),
    ],
    ['judge calls', ({ judgeCalls }) => String(judgeCalls)],
    ['saved', ({ judgeCallsSaved }) => String(judgeCallsSaved)],
    ['time saved', ({ secondsSaved }) => `${Math.round(secondsSaved)} s`],
    ['dollars saved', ({ usdSaved }) => formatUsd(usdSaved)],
  ];
  return [
    pc.bold(`stage ${dashboard.stage}, ${formatTime(dashboard.at)}`) + countsFrom(dashboard),
    `${paintStatus(health.status)}${bad.length === 0 ? '' : `: ${bad.map(({ name, status }) => `${name} ${status}`).join(', ')}`}`,
    `${sessions.unsettled} sessions not settled, ${sessions.open} open${sessions.failed === 0 ? '' : pc.red(`, ${sessions.failed} with a fleet that failed`)}`,
    '',
    ...renderTable(
      ['', 'LAST HOUR', 'LAST DAY'],
      rows.map(([name, tell]) => [name, tell(lastHour), tell(lastDay)]),
    ),
    ...(points.length === 0 ? [] : ['']),
    ...renderTable(
      ['HOUR', 'JUDGED', 'PEOPLE', 'WITH A VERDICT', 'WAIT 95 %', 'CALLS SAVED'],
      points.map((point) => [
        formatTime(point.start),
        String(point.submissions),
        String(point.participants),
        percent(point.successShare),
        point.p95LatencyMs === undefined ? '-' : seconds(point.p95LatencyMs),
        String(point.judgeCallsSaved),
      ]),
    ),
  ];
}

/** What batches saved: together, over time, by language. */
export function renderEfficiency(efficiency: Efficiency): string[] {
  const { total, points, languages } = efficiency;
  if (total.batches === 0) return [nothing(efficiency)];
  return [
    `${pc.bold(`${total.judgeCalls} judge calls for ${total.testCases} test cases`)}${countsFrom(efficiency)}`,
    `saved: ${total.judgeCallsSaved} calls (${ratio(total.callsRatio)} as many without batches), ${Math.round(total.secondsSaved)} s, ${formatUsd(total.usdSaved)}`,
    `${percent(total.successShare)} of ${total.batches} batches ended with a verdict`,
    '',
    ...renderTable(
      ['FROM', 'BATCHES', 'TEST CASES', 'CALLS', 'SAVED', 'SECONDS SAVED', 'USD SAVED'],
      points.map((point) => [
        formatTime(point.start),
        String(point.batches),
        String(point.testCases),
        String(point.judgeCalls),
        String(point.judgeCallsSaved),
        String(Math.round(point.secondsSaved)),
        formatUsd(point.usdSaved),
      ]),
    ),
    '',
    ...renderTable(
      ['LANGUAGE', 'CALLS', 'SAVED', 'RATIO'],
      languages.map(({ language, judgeCalls, judgeCallsSaved, callsRatio }) => [
        language,
        String(judgeCalls),
        String(judgeCallsSaved),
        ratio(callsRatio),
      ]),
    ),
  ];
}

/** Who used what: over time, then by problem, language and mode. */
export function renderAdoption(adoption: Adoption): string[] {
  const { total, points, problems, languages, modes, participants = [] } = adoption;
  if (points.length === 0) return [nothing(adoption)];
  const uses = [
    ...problems.map(({ problemId, ...use }) => ({ what: `problem ${problemId}`, ...use })),
    ...languages.map(({ language, ...use }) => ({ what: `language ${language}`, ...use })),
    ...modes.map(({ mode, ...use }) => ({ what: `mode ${mode}`, ...use })),
  ];
  return [
    `${pc.bold(`${total.participants} participants`)}, ${total.submissions} submissions and ${total.trials} trials${countsFrom(adoption)}`,
    `${percent(total.batchShare)} of programs with several test cases were batched, of ${percent(total.batchParticipantShare)} of participants some`,
    '',
    ...renderTable(
      ['FROM', 'SESSIONS', 'PEOPLE', 'PROGRAMS', 'LANGUAGES'],
      points.map((point) => [
        formatTime(point.start),
        String(point.sessions),
        String(point.participants),
        String(point.programs),
        Object.entries(point.languages)
          .map(([language, programs]) => `${language} ${programs}`)
          .join(', '),
      ]),
    ),
    '',
    ...renderTable(
      ['WHAT', 'PROGRAMS', 'RIGHT'],
      uses.map(({ what, programs, acceptedShare }) => [what, String(programs), percent(acceptedShare)]),
    ),
    ...(participants.length === 0 ? [] : ['']),
    ...renderTable(
      ['PARTICIPANT', 'PROGRAMS', 'BATCHED'],
      participants.map(({ participantId, programs, batched }) => [
        participantId,
        String(programs),
        String(batched),
      ]),
    ),
  ];
}

const nothing = ({ from, until }: Pick<Efficiency, 'from' | 'until'>) =>
  `nothing was judged from ${formatTime(from)} to ${formatTime(until)}`;

const countsFrom = ({ countsFrom: since }: { readonly countsFrom?: string | undefined }) =>
  since === undefined ? '' : pc.dim(`, counted from ${formatTime(since)}`);

const percent = (share: number | undefined) => (share === undefined ? '-' : `${(share * 100).toFixed(1)} %`);
const ratio = (times: number | undefined) => (times === undefined ? '-' : `${times.toFixed(1)} times`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function paintStatus(status: string): string {
  if (status === 'ok') return pc.green(status);
  return status === 'degraded' || status === 'slow' ? pc.yellow(status) : pc.red(status);
}
