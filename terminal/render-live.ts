import pc from 'picocolors';
import { describeWindow } from '../core/api/describe-window.ts';
import { formatDuration, formatHost, formatUsd } from '../core/api/format-quantity.ts';
import type { HostView, LiveSession, VerdictLine } from '../core/api/live.ts';
import { VERDICTS } from '../core/grading/verdict.ts';
import { formatBar, formatVerdict } from './format.ts';

const SHOWN_VERDICTS = 8;
const BAR_WIDTH = 32;

const HOST_COLOURS: Record<HostView['state'], (text: string) => string> = {
  requested: pc.dim,
  booting: pc.yellow,
  examining: pc.yellow,
  ready: pc.green,
  suspect: pc.red,
  draining: pc.yellow,
  terminated: pc.dim,
  rejected: pc.red,
};

/** What a session looks like now, as lines for a terminal: window, hosts, queue, the latest verdicts, cost. */
export function renderLive(
  live: LiveSession,
  verdicts: readonly VerdictLine[],
  expectedSubmissions?: number,
): string[] {
  return [
    `${pc.bold(live.session.name)}  ${colourWindow(live)}  fleet ${live.session.fleet.state}`,
    ...describeTrouble(live.session).map((line) => pc.red(line)),
    '',
    ...live.hosts.map(renderHost),
    ...(live.hosts.length === 0 ? [pc.dim('  no hosts: nothing runs, nothing costs')] : []),
    '',
    renderProgress(live, expectedSubmissions),
    renderCounts(live),
    ...renderQuestions(live.questions),
    '',
    ...verdicts.slice(-SHOWN_VERDICTS).map(renderVerdict),
    '',
  ];
}

/** Why a session takes or judges less than was booked; nothing when it does not. */
export function describeTrouble({
  judgingFailed,
  languagesDropped = [],
  paused,
  withoutHostsSince,
}: Pick<
  LiveSession['session'],
  'judgingFailed' | 'languagesDropped' | 'paused' | 'withoutHostsSince'
>): readonly string[] {
  return [
    ...(paused === undefined ? [] : [`submissions are not taken: ${paused.reason}`]),
    ...(judgingFailed === undefined ? [] : [`nothing is judged: ${judgingFailed}`]),
    ...(withoutHostsSince === undefined ? [] : [`no host has judged since ${withoutHostsSince}`]),
    ...languagesDropped.map(({ language, reason }) => `${language} is not judged: ${reason}`),
  ];
}

function renderQuestions({ unanswered }: LiveSession['questions']): string[] {
  if (unanswered === 0) return [];
  const wait = unanswered === 1 ? 'question waits' : 'questions wait';
  return [pc.yellow(`  ${unanswered} ${wait} for an answer: assize session questions`)];
}

/** The session in one line, for output that is piped. */
export function renderLiveLine(live: LiveSession): string {
  const ready = live.hosts.filter(({ state }) => state === 'ready').length;
  const { accepted, judged, queued, running } = live.queue;
  return `${live.at} window=${live.session.window} fleet=${live.session.fleet.state} hosts=${ready}/${live.hosts.length} accepted=${accepted} judged=${judged} running=${running} queued=${queued} cost=${formatUsd(live.cost.usd)}${describeTrouble(
    live.session,
  )
    .map((line) => ` ${line}`)
    .join('')}`;
}

/** One verdict in one line. */
export function renderVerdict(line: VerdictLine): string {
  return `  ${formatVerdict(line.verdict, 4)} ${line.participantId.padEnd(6)} ${line.label.padEnd(3)} ${line.language.padEnd(11)} ${pc.dim(`${line.passed}/${line.testCases} test cases, ${formatDuration(line.cpuMs)} CPU, waited ${formatDuration(line.waitMs)}`)}`;
}

/** Where the window stands, in the colour of how much is going on. */
function colourWindow({ at, session }: LiveSession): string {
  const told = describeWindow(session, Date.parse(at));
  if (session.cancelled !== undefined) return pc.red(told);
  if (session.window === 'open') return pc.green(told);
  if (session.window === 'before') return told;
  return session.settledAt === undefined ? pc.yellow(told) : pc.dim(told);
}

function renderHost(host: HostView): string {
  return `  ${HOST_COLOURS[host.state](host.state.padEnd(10))} ${host.hostId} ${pc.dim(`${formatHost(host)}  ${host.reason}`)}`;
}

function renderProgress({ queue }: LiveSession, expected: number | undefined): string {
  const done = queue.judged + queue.quarantined;
  const all = Math.max(queue.accepted, expected ?? 0);
  const wait =
    queue.expectedWaitMs === undefined
      ? ''
      : `; a new one would wait ${formatDuration(queue.expectedWaitMs)}`;
  return `  ${formatBar(all === 0 ? 0 : done / all, BAR_WIDTH)} ${done}/${all} judged  ${pc.dim(`${queue.running} running, ${queue.queued} waiting${wait}`)}`;
}

function renderCounts({ verdictCounts, cost, ledger }: LiveSession): string {
  const counts = VERDICTS.flatMap((verdict) => {
    const count = verdictCounts[verdict] ?? 0;
    return count === 0 ? [] : [`${formatVerdict(verdict)} ${count}`];
  });
  return `  ${[...counts, pc.dim(`${ledger.judgeCalls} judge calls (${ledger.judgeCallsSaved} saved)  ${formatUsd(cost.usd)} so far`)].join('  ')}`;
}
