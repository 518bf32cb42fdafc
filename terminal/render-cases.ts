import pc from 'picocolors';
import { formatDuration } from '../core/api/format-quantity.ts';
import type { SubmissionView } from '../core/api/submissions.ts';
import { formatVerdict } from './format.ts';
import { renderTable } from './table.ts';

/** One test case as the API shows it. */
export type ShownCase = NonNullable<NonNullable<SubmissionView['result']>['results']>[number];

const MAX_TEXT_LINES = 12;
/** Texts of failed test cases; whoever needs more asks for JSON. */
const MAX_TEXTS = 8;
/** Fewer rows than this are not worth folding. */
const FEWEST_FOLDED = 3;

/** Lines of the program's or the compiler's words below what they belong to, at most `most` of them. */
export function indent(
  text: string | undefined,
  width = 4,
  most = MAX_TEXT_LINES,
  paint: (line: string) => string = pc.dim,
): string[] {
  if (text === undefined || text.trim() === '') return [];
  // What a program prints must not steer a terminal.
  const shown = text.trimEnd().replace(/(?![\t\n])\p{Cc}/gu, '\ufffd');
  const lines = shown.split('\n');
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [`... ${more} more lines`] : [])].map((line) =>
    paint(`${' '.repeat(width)}${line}`),
  );
}

/** How a program ran on an input of its participant's own: all that was kept of what it printed. */
export function renderOwnRun(run: ShownCase): string[] {
  const { detail, feedback, output = '', outputBytes = 0, stderr, cpuMs = 0, memoryKiB = 0 } = run;
  const left = outputBytes - Buffer.byteLength(output);
  return [
    ...(detail === undefined ? [] : [`  ${detail}`]),
    ...indent(feedback),
    '  standard output:',
    ...(output.trim() === '' ? [pc.dim('    (nothing)')] : indent(output, 4, Number.POSITIVE_INFINITY)),
    ...(left > 0 ? [pc.dim(`    ... ${left} more bytes were not kept`)] : []),
    ...(stderr === undefined ? [] : ['  standard error:', ...indent(stderr, 4, Number.POSITIVE_INFINITY)]),
    pc.dim(`  ${formatDuration(cpuMs)} of CPU, ${Math.round(memoryKiB / 1024)} MB`),
  ];
}

/** Neighbours for which `same` says the same, together. */
function foldNeighbours<T>(items: readonly T[], same: (item: T) => string): T[][] {
  const runs: T[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && same(last[0]) === same(item)) last.push(item);
    else runs.push([item]);
  }
  return runs;
}

const kindOf = ({ sample }: ShownCase) => (sample ? 'sample' : 'secret');
const nameOf = (one: ShownCase) => one.id ?? kindOf(one);
const most = (cases: readonly ShownCase[], of: 'cpuMs' | 'memoryKiB') =>
  cases.reduce((largest, one) => Math.max(largest, one[of] ?? 0), 0);

/**
 * The test cases as a table. Neighbours with the same verdict for the same reason are one row, with the slowest and the
 * largest of them, unless `all` are wanted.
 */
export function renderCases(cases: readonly ShownCase[], all: boolean): string[] {
  const ran = cases.filter(({ verdict }) => verdict !== null);
  const runs = foldNeighbours(ran, (one) =>
    JSON.stringify([one.verdict, one.detail, kindOf(one), one.group]),
  );
  const rows = runs.flatMap((run) => (all || run.length < FEWEST_FOLDED ? run.map((one) => [one]) : [run]));
  const table = renderTable(
    ['  #', 'TEST CASE', 'VERDICT', 'CPU', 'MEMORY', ''],
    rows.map((row) => {
      const [first, last] = [row[0], row.at(-1)] as [ShownCase, ShownCase];
      const folded = row.length > 1;
      return [
        folded ? `${first.number}-${last.number}` : String(first.number).padStart(3),
        folded && first.id !== undefined ? `${nameOf(first)} to ${nameOf(last)}` : nameOf(first),
        formatVerdict(first.verdict ?? 'JE'),
        `${folded ? 'to ' : ''}${formatDuration(most(row, 'cpuMs'))}`,
        `${folded ? 'to ' : ''}${Math.round(most(row, 'memoryKiB') / 1024)} MB`,
        pc.dim(first.detail ?? ''),
      ];
    }),
  );
  const left = cases.length - ran.length;
  return [
    ...table,
    ...(left === 0 ? [] : [pc.dim(`  ${left} more were not run, since one before them failed`)]),
  ];
}

/**
 * What was said of test cases and what they printed, as far as it may be seen: of those that failed, and with `all` of
 * the others too. Equal words are told once.
 */
export function renderTexts(cases: readonly ShownCase[], all: boolean): string[] {
  // What both sides said has what it printed in it.
  const textsOf = ({ feedback, conversation, output, stderr }: ShownCase) =>
    conversation === undefined ? [feedback, output, stderr] : [feedback, conversation, stderr];
  const telling = cases.filter(
    (one) =>
      one.verdict !== null &&
      (all || one.verdict !== 'AC') &&
      textsOf(one).some((text) => text !== undefined && text.trim() !== ''),
  );
  const groups = [...Map.groupBy(telling, (one) => JSON.stringify(textsOf(one))).values()];
  const lines = groups.slice(0, MAX_TEXTS).flatMap((group) => {
    const first = group[0] as ShownCase;
    const others = group.length === 1 ? '' : ` and ${group.length - 1} more alike`;
    const labelled = (label: string, text: string | undefined) =>
      text === undefined || text.trim() === '' ? [] : [`    ${label}:`, ...indent(text, 6)];
    return [
      `  ${first.id ?? `test case ${first.number}`}${others}`,
      ...indent(first.feedback),
      ...(first.conversation === undefined
        ? labelled('standard output', first.output)
        : labelled('read (<) and printed (>)', first.conversation)),
      ...labelled('standard error', first.stderr),
    ];
  });
  const more = groups.slice(MAX_TEXTS).reduce((count, group) => count + group.length, 0);
  return [
    ...lines,
    ...(more === 0 ? [] : [pc.dim(`  and words of ${more} more test cases: --json has all`)]),
  ];
}
