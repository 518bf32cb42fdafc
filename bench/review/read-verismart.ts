import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blankComments } from './blank-comments.ts';
import type { Label, LabelledSource } from './labelled-source.ts';

/** What each table of VeriSmart's benchmarks says: of which folder, and in which columns lines are. */
const TABLES = [
  // Integers that wrap, as they were reported to the CVE; those that the table calls invalid have no label.
  {
    table: 'cve_labels.csv',
    folder: 'cve',
    category: 'arithmetic',
    lines: [1],
    isValid: (row) => row[2] === 'O',
  },
  // Where ether leaks to anybody, and where anybody destroys the contract.
  {
    table: 'leaking_labels.csv',
    folder: 'leaking_suicidal',
    category: 'access-control',
    lines: [1, 2],
    isValid: () => true,
  },
] as const satisfies readonly {
  readonly table: string;
  readonly folder: string;
  readonly category: Label['category'];
  readonly lines: readonly number[];
  readonly isValid: (row: readonly string[]) => boolean;
}[];

/**
 * VeriSmart's benchmarks. A row has the name of a file and its lines: `58.61.62` or `234:249` are three and two places. A contract of its
 * `cve` is labelled only where somebody reported it, whatever else is in it: what is found there and has no label may be right.
 */
export function readVerismart(folder: string): readonly LabelledSource[] {
  return TABLES.flatMap(({ table, folder: below, category, lines, isValid }) => {
    const [, ...rows] = readFileSync(join(folder, 'labels', table), 'utf8')
      .trim()
      .split(/\r?\n/);
    return rows.map((text): LabelledSource => {
      const row = text.split(',').map((cell) => cell.trim());
      const path = `benchmarks/${below}/${row[0]}.sol`;
      if (!existsSync(join(folder, path)))
        throw new Error(`${table} has the row "${text}", and ${path} is not there.`);
      const labelled = isValid(row) ? lines.flatMap((column) => readLines(row[column] ?? '', text)) : [];
      return {
        set: 'verismart',
        path,
        source: blankComments(readFileSync(join(folder, path), 'utf8')),
        labels: [...new Set(labelled)].map((line) => ({ category, line, endLine: line })),
      };
    });
  });
}

/** Lines of a cell, `-` for none. */
function readLines(cell: string, row: string): readonly number[] {
  const lines = cell.split(/[.:]/).filter((part) => part !== '' && part !== '-');
  if (!lines.every((line) => /^[1-9]\d*$/.test(line)))
    throw new Error(`VeriSmart's labels have the row "${row}": "${cell}" is no list of lines.`);
  return lines.map(Number);
}
