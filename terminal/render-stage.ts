import pc from 'picocolors';
import { findTroubles } from '../core/api/find-troubles.ts';
import type { StageOverview, StageSession } from '../core/api/stage.ts';
import { countOf } from '../core/exam/count-of.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** What is on: what needs somebody first, then every session that is not settled, and what the account lacks. */
export function renderStage(stage: StageOverview): string[] {
  const { sessions, vcpus, accountFindings, languagesMissing, webhooksDisabled, signals, at } = stage;
  const troubles = sessions.flatMap((session) =>
    findTroubles(session, Date.parse(at)).map((trouble) => ({ ...trouble, name: session.name })),
  );
  return [
    pc.bold(`stage ${stage.stage} in ${stage.region}, ${formatTime(at)}`),
    `${vcpus.held} of ${vcpus.quota} vCPUs are held, ${vcpus.peak} at the most`,
    '',
    ...(troubles.length === 0
      ? signals.some(({ severity }) => severity !== 'low')
        ? []
        : [pc.green('nothing needs you')]
      : troubles.map(
          ({ weight, name, text }) =>
            `${weight === 'bad' ? pc.red('act ') : pc.yellow('look')} ${name}: ${text}`,
        )),
    ...signals.flatMap(renderSignal),
    ...accountFindings.map(({ at: found, what, reason }) =>
      pc.yellow(`${what} was refused ${formatTime(found)}: ${reason}`),
    ),
    ...languagesMissing.map(({ language, reason }) => pc.yellow(`${language} is missing: ${reason}`)),
    ...webhooksDisabled.map(({ url, owner, at: since, reason }) =>
      pc.yellow(`the webhook ${url} of ${owner} is disabled since ${formatTime(since)}: ${reason}`),
    ),
    '',
    ...(sessions.length === 0
      ? ['no session is booked, runs or waits for its account']
      : renderTable(
          ['SESSION', 'OF', 'OPENS', 'CLOSES', 'WINDOW', 'FLEET', 'PEOPLE', 'NAME'],
          sessions.map((session) => rowOf(session)),
        )),
    ...(sessions.length === 0 ? [] : [pc.dim(`${countOf(sessions.length, 'session')} not settled`)]),
  ];
}

/** What was seen, and the sentences that a person can check. */
function renderSignal({
  kind,
  severity,
  what,
  subject,
  sessionId,
  lastAt,
  count,
  evidence,
  latest,
}: StageOverview['signals'][number]): string[] {
  const paint = severity === 'low' ? pc.yellow : pc.red;
  const times = count === 1 ? '' : `, ${count} times`;
  return [
    `${paint(`${severity.padEnd(8)} ${kind}`)} ${subject}${sessionId === undefined ? '' : ` in ${sessionId}`}${times}, ${formatTime(lastAt)}: ${what}`,
    pc.dim(`         ${evidence}`),
    ...(latest === evidence ? [] : [pc.dim(`         at last: ${latest}`)]),
  ];
}

function rowOf({
  sessionId,
  owner,
  times,
  window,
  cancelled,
  fleet,
  participantCount,
  name,
}: StageSession): string[] {
  return [
    sessionId,
    owner,
    formatTime(times.opensAt),
    formatTime(times.lastClosesAt),
    cancelled === undefined ? window : 'cancelled',
    fleet.state,
    String(participantCount),
    name,
  ];
}
