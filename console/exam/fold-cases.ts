import type { SubmissionView } from '../../core/api/submissions.ts';

/** One test case as the API shows it. */
export type ShownCase = NonNullable<NonNullable<SubmissionView['result']>['results']>[number];

/** Neighbours that say the same. */
export interface CaseRow {
  readonly first: ShownCase;
  readonly last: ShownCase;
  readonly count: number;
  /** Of the slowest, ms. */
  readonly cpuMs: number;
  /** Of the largest. */
  readonly memoryKiB: number;
}

/** Test cases of one group. */
export interface CaseGroup {
  readonly name: string;
  readonly passed: number;
  readonly count: number;
  readonly rows: readonly CaseRow[];
}

/** Test cases by group, in judging order, neighbours with the same verdict for the same reason as one row. */
export function foldCases(cases: readonly ShownCase[]): readonly CaseGroup[] {
  const groups = Map.groupBy(cases, ({ group, sample }) => group ?? (sample ? 'sample' : 'secret'));
  return [...groups].map(([name, members]) => ({
    name,
    passed: members.filter(({ verdict }) => verdict === 'AC').length,
    count: members.length,
    rows: foldRows(members),
  }));
}

function foldRows(cases: readonly ShownCase[]): CaseRow[] {
  const rows: CaseRow[] = [];
  const saying = ({ verdict, detail, feedback }: ShownCase) => JSON.stringify([verdict, detail, feedback]);
  for (const one of cases) {
    const row = rows.at(-1);
    const cpuMs = one.cpuMs ?? 0;
    const memoryKiB = one.memoryKiB ?? 0;
    if (row !== undefined && saying(row.first) === saying(one) && row.last.number + 1 === one.number)
      rows[rows.length - 1] = {
        first: row.first,
        last: one,
        count: row.count + 1,
        cpuMs: Math.max(row.cpuMs, cpuMs),
        memoryKiB: Math.max(row.memoryKiB, memoryKiB),
      };
    else rows.push({ first: one, last: one, count: 1, cpuMs, memoryKiB });
  }
  return rows;
}
