import pc from 'picocolors';
import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { Scoreboard } from '../../core/api/submissions.ts';
import type { PlayedExam } from './play-exam.ts';

const SHOWN_ROWS = 10;

/** A toolchain that the class could not use, with the line that installs it. */
export interface MissingLanguage {
  readonly language: string;
  readonly install: string;
}

/** What `npm start -- --once` prints as its last line, for machines. */
export interface PlaySummary {
  readonly submissions: { readonly accepted: number; readonly judged: number; readonly quarantined: number };
  readonly verdicts: { readonly expected: number; readonly unexpected: number };
  readonly languages: { readonly ran: readonly string[]; readonly missing: readonly string[] };
  readonly hosts: { readonly launched: number; readonly terminated: number };
  /** Seconds of hosts: what the session's bill counts, and what the local EC2 billed by its own meters. */
  readonly hostSeconds: { readonly billed: number; readonly byEc2: number };
  readonly ledgerBalanced: boolean;
  readonly costUsd: number;
  readonly wallS: number;
}

/**
 * Sums a played exam up. `ec2Seconds` is what the local EC2 billed of the session's hosts; `wallMs` is the whole run's, from
 * the command to now.
 */
export function summarize(
  played: PlayedExam,
  languages: { readonly ran: readonly string[]; readonly missing: readonly MissingLanguage[] },
  ec2Seconds: number,
  wallMs: number,
): PlaySummary {
  const { ledger } = played.ledger;
  const { accepted, judged, quarantined } = ledger.submissions;
  return {
    submissions: { accepted, judged, quarantined },
    verdicts: { expected: played.check.expected, unexpected: played.check.unexpected.length },
    languages: { ran: languages.ran, missing: languages.missing.map(({ language }) => language) },
    hosts: ledger.hosts,
    hostSeconds: { billed: ledger.hostSeconds, byEc2: ec2Seconds },
    ledgerBalanced: ledger.balanced,
    costUsd: Number(ledger.usd.toFixed(6)),
    wallS: Number((wallMs / 1000).toFixed(1)),
  };
}

/** True when nothing is left to explain: every verdict expected, the ledger balanced, no host left, the bill not below EC2's. */
export function isFlawless(summary: PlaySummary): boolean {
  return (
    summary.verdicts.unexpected === 0 &&
    summary.verdicts.expected > 0 &&
    summary.ledgerBalanced &&
    summary.hosts.launched > 0 &&
    summary.hosts.launched === summary.hosts.terminated &&
    summary.hostSeconds.billed >= summary.hostSeconds.byEc2
  );
}

/** The report of a played exam, as lines for a person. `ec2Seconds` as `summarize` has it. */
export function renderReport(
  played: PlayedExam,
  missing: readonly MissingLanguage[],
  ec2Seconds: number,
): string[] {
  return [
    ...renderScoreboard(played.scoreboard),
    '',
    ...renderCheck(played),
    ...renderLedger(played),
    ...renderMoney(played, ec2Seconds),
    ...missing.map(({ language, install }) =>
      pc.yellow(`  not played: ${language}, whose toolchain is missing; ${install}`),
    ),
  ];
}

function renderScoreboard(board: Scoreboard): string[] {
  const names = Math.max(11, ...board.rows.slice(0, SHOWN_ROWS).map(({ name }) => name.length));
  const head = `  ${'#'.padStart(3)}  ${'participant'.padEnd(names)}  solved  penalty  ${board.labels.map((label) => label.padStart(4)).join('')}`;
  const rows = board.rows.slice(0, SHOWN_ROWS).map((row) => {
    const cells = row.problems.map(({ tries, solvedAtMinutes }) =>
      solvedAtMinutes === undefined
        ? pc.red((tries > 0 ? `-${tries}` : '').padStart(4))
        : pc.green(`+${tries > 1 ? tries - 1 : ''}`.padStart(4)),
    );
    return `  ${String(row.rank).padStart(3)}  ${row.name.padEnd(names)}  ${String(row.solved).padStart(6)}  ${String(row.penaltyMinutes).padStart(7)}  ${cells.join('')}`;
  });
  const rest = board.rows.length - SHOWN_ROWS;
  return [
    pc.bold('Scoreboard'),
    pc.dim(head),
    ...rows,
    ...(rest > 0 ? [pc.dim(`       and ${rest} more`)] : []),
  ];
}

function renderCheck({ check }: PlayedExam): string[] {
  const total = check.expected + check.unexpected.length;
  if (check.unexpected.length === 0) {
    return [`${pc.green('✓')} ${pc.bold('Verdicts')}  all ${total} are the expected ones`];
  }
  return [
    `${pc.red('✗')} ${pc.bold('Verdicts')}  ${check.unexpected.length} of ${total} are not the expected ones`,
    ...check.unexpected.map(
      ({ what, expected, actual, why, submissionId }) =>
        `    ${what}: expected ${expected}, got ${actual}${why ? ` (${why})` : ''}; assize show ${submissionId}`,
    ),
  ];
}

function renderLedger({ ledger: { ledger } }: PlayedExam): string[] {
  const { accepted, judged, quarantined } = ledger.submissions;
  const mark = ledger.balanced ? pc.green('✓') : pc.red('✗');
  const calls = ledger.judgeCalls + ledger.judgeCallsSaved;
  return [
    `${mark} ${pc.bold('Ledger')}    ${accepted} accepted = ${judged} judged + ${quarantined} quarantined; ${ledger.hosts.launched} hosts launched, ${ledger.hosts.terminated} terminated`,
    ...ledger.open.map((sentence) => pc.red(`    ${sentence}`)),
    `${pc.green('✓')} ${pc.bold('Batches')}   ${ledger.judgeCalls} judge calls instead of ${calls}`,
  ];
}

function renderMoney({ ledger: { ledger, bill }, threeHours }: PlayedExam, ec2Seconds: number): string[] {
  const width = Math.max(
    ...bill.map(({ what }) => what.length),
    ...threeHours.lines.map(({ what }) => what.length),
    8,
  );
  const render = ({ what, usd }: { what: string; usd: number }) =>
    `    ${what.padEnd(width)}  ${formatUsd(usd).padStart(9)}`;
  return [
    `${ledger.hostSeconds < ec2Seconds ? pc.red('✗') : ' '} ${pc.bold('Bill')}      ${formatUsd(ledger.usd)} for ${formatDuration(ledger.hostSeconds * 1000)} of hosts at AWS's prices${compareBills(ledger.hostSeconds, ec2Seconds)}`,
    ...bill.map(render),
    `  ${pc.bold('Estimate')}  ${formatUsd(threeHours.usd)} for the same exam at 3 hours on AWS (an estimate, not a measurement)`,
    ...threeHours.lines.map((line) => pc.dim(render(line))),
  ];
}

/** Ours counts from the launch: EC2 begins to bill when a host runs, and never tells when that was. */
function compareBills(ours: number, ec2: number): string {
  if (ours === ec2) return ', as the local EC2 billed it';
  const told = `; the local EC2 billed ${formatDuration(ec2 * 1000)}`;
  return ours > ec2
    ? `${told}: ${ours - ec2} s less, since it does not bill what a host takes until it runs`
    : `${told}: ${ec2 - ours} s more, which must not be`;
}
