import pc from 'picocolors';
import { formatUsd } from '../core/api/format-quantity.ts';
import type { SessionLedger } from '../core/api/live.ts';
import type { BookedSession, ListedSession, StaffSession } from '../core/api/sessions.ts';
import type { Scoreboard } from '../core/api/submissions.ts';
import { describeTrouble } from './render-live.ts';
import { renderTable } from './table.ts';

/** A time where people are, with its zone: `2026-12-01 09:00:00+01:00`, in the machine's zone. */
export function formatTime(instant: string): string {
  const time = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const east = -time.getTimezoneOffset();
  const zone = `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}${zone}`;
}

/** The state of a session in a word. */
export function describeState(session: ListedSession): string {
  if (session.cancelled !== undefined) return pc.red('cancelled');
  if (session.window === 'open') return session.paused === undefined ? pc.green('open') : pc.yellow('paused');
  if (session.window === 'before') return pc.cyan('booked');
  if (session.view === 'participant') return pc.dim('closed');
  return session.settledAt === undefined ? pc.yellow('draining') : pc.dim('settled');
}

/** Sessions in a table. */
export function renderSessions(sessions: readonly ListedSession[]): string[] {
  return renderTable(
    ['SESSION', 'STATE', 'OPENS', 'CLOSES', 'PEOPLE', 'HOSTS', 'NAME'],
    sessions.map((session) => [
      session.sessionId,
      describeState(session),
      formatTime(session.times.opensAt),
      formatTime(session.times.closesAt),
      session.view === 'staff' ? String(session.participantCount) : '',
      session.view === 'staff' ? String(session.fleet.hosts ?? '-') : '',
      session.name,
    ]),
  );
}

/** What a booking answers: what happens when, and what it will cost. */
export function renderBooking({ session, plan, estimate, warnings, dryRun }: BookedSession): string[] {
  return [
    dryRun
      ? pc.bold(`${session.name}: nothing was booked, this is what would happen`)
      : pc.bold(`booked ${session.name}: ${session.sessionId}`),
    '',
    ...plan.map(({ at, what }) => `  ${pc.cyan(formatTime(at))}  ${what}`),
    '',
    ...session.problems.map(
      ({ label, problemId, name, version }) =>
        `  ${pc.bold(label)}  ${name} ${pc.dim(`(${problemId}, version ${version})`)}`,
    ),
    `  languages  ${session.languages.join(', ')}`,
    ...(session.join === undefined ? [] : [`  ${describeJoining(session.join)}`]),
    '',
    ...estimate.lines.map(({ what, usd }) => `  ${formatUsd(usd).padStart(9)}  ${pc.dim(what)}`),
    `  ${pc.bold(formatUsd(estimate.usd).padStart(9))}  estimated in all`,
    ...warnings.map(({ field, detail }) => pc.yellow(`  note  ${field}: ${detail}`)),
  ];
}

/** One session for its instructor: facts, account, bill. */
export function renderSession(
  session: StaffSession,
  { ledger, bill, final, estimateUsd, recoveries }: SessionLedger,
): string[] {
  const { submissions, hosts } = ledger;
  const waiting = submissions.queued + submissions.running;
  return [
    `${pc.bold(session.name)}  ${describeState(session)}  ${pc.dim(session.sessionId)}`,
    `  window    ${formatTime(session.times.opensAt)} to ${formatTime(session.times.lastClosesAt)}, ${session.participantCount} participants`,
    `  problems  ${session.problems.map(({ label, name }) => `${label} ${name}`).join(', ')}`,
    `  languages ${session.languages.join(', ')}`,
    ...(session.join === undefined ? [] : [`  ${describeJoining(session.join)}`]),
    ...describeTrouble(session).map((line) => pc.red(`            ${line}`)),
    `  fleet     ${session.fleet.state}: ${session.fleet.reason}`,
    '',
    `  submissions  ${submissions.accepted} accepted = ${submissions.judged} judged + ${submissions.quarantined} quarantined${waiting > 0 ? ` + ${waiting} waiting` : ''}`,
    `  hosts        ${hosts.launched} launched, ${hosts.terminated} terminated, ${Math.round(ledger.hostSeconds)} s`,
    ...describeRecoveries(recoveries),
    `  judge calls  ${ledger.judgeCalls} (${ledger.judgeCallsSaved} saved)`,
    ...bill.map(({ what, usd }) => `  ${formatUsd(usd).padStart(11)}  ${pc.dim(what)}`),
    `  ${pc.bold(formatUsd(ledger.usd).padStart(11))}  ${final ? 'billed' : 'so far'} (estimated ${formatUsd(estimateUsd)})`,
    ledger.balanced ? pc.green('  the ledger balances') : '',
    ...ledger.open.map((difference) => pc.yellow(`  ${difference}`)),
  ].filter((line, at, all) => line !== '' || all[at - 1] !== '');
}

/** What failed of the hosts and how it was made good; nothing where nothing failed. */
function describeRecoveries({
  repaired,
  replaced,
  open,
  meanMs = 0,
  longestMs = 0,
}: SessionLedger['recoveries']): string[] {
  const failed = repaired + replaced + open;
  if (failed === 0) return [];
  const took =
    repaired + replaced === 0
      ? ''
      : `, in ${Math.round(meanMs / 1000)} s on average, ${Math.round(longestMs / 1000)} s at most`;
  const line = `  failures     ${failed} = ${repaired} repaired + ${replaced} replaced${open > 0 ? ` + ${open} not made good` : ''}${took}`;
  return [open > 0 ? pc.yellow(line) : line];
}

function describeJoining({ code, seats }: NonNullable<StaffSession['join']>): string {
  return `join with ${pc.bold(code)}${seats === undefined ? '' : `, up to ${seats} people`}`;
}

/** The scoreboard in a table. */
export function renderScoreboard({ style, labels, rows }: Scoreboard): string[] {
  return renderTable(
    ['#', 'NAME', ...(style === 'icpc' ? ['SOLVED', 'PENALTY'] : ['SCORE']), ...labels],
    rows.map((row) => [
      String(row.rank),
      row.name,
      ...(style === 'icpc' ? [String(row.solved), String(row.penaltyMinutes)] : [String(row.score)]),
      ...row.problems.map((cell) => {
        if (style === 'score') return cell.score === undefined ? '' : String(cell.score);
        if (cell.solvedAtMinutes !== undefined)
          return pc.green(cell.tries === 1 ? '+' : `+${cell.tries - 1}`);
        return cell.pending > 0 ? pc.yellow('?') : cell.tries > 0 ? pc.red(`-${cell.tries}`) : '';
      }),
    ]),
  );
}
