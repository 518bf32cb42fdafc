import pc from 'picocolors';
import { formatDuration } from '../core/api/format-quantity.ts';
import {
  type FindingKind,
  REHEARSAL_CHECKS,
  type RehearsalFinding,
  type RehearsalReport,
} from '../core/rehearsal/rehearsal.ts';
import { describeCost, describeExam } from '../core/rehearsal/write-rehearsal-page.ts';

const MARKS: Readonly<Record<FindingKind, string>> = {
  good: pc.green('✓ good     '),
  note: pc.yellow('! to know  '),
  bad: pc.red('✗ not good '),
  untried: pc.yellow('? not tried'),
};

/** One thing that was found, in two lines. */
export function renderFinding({ check, kind, detail }: RehearsalFinding): string[] {
  return [`${MARKS[kind]} ${REHEARSAL_CHECKS[check]}`, pc.dim(`            ${detail}`)];
}

/** What a rehearsal came to. */
export function renderRehearsal(report: RehearsalReport): string[] {
  const { go, reasons, measured, rehearsal } = report;
  const { played, predicted } = measured ?? {};
  return [
    '',
    `${go ? pc.green(pc.bold('GO')) : pc.red(pc.bold('NO-GO'))}  ${report.exam.name}`,
    ...reasons.map((reason) => `  ${go ? pc.yellow('!') : pc.red('✗')} ${reason}`),
    '',
    describeExam(report),
    ...(played === undefined
      ? []
      : [
          `Measured on one host: 95 % of the verdicts within ${formatDuration(played.p95Ms)}, half within ${formatDuration(played.p50Ms)}.`,
        ]),
    ...(predicted === undefined
      ? []
      : [
          `Expected in the rush of the exam: 95 % within ${formatDuration(predicted.p95Ms)}, half within ${formatDuration(predicted.p50Ms)}.`,
        ]),
    `The rehearsal cost: ${describeCost(rehearsal)}`,
  ];
}
