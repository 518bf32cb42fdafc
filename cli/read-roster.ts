import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { rosterEntry } from '../core/api/booking.ts';
import { faultsOf } from '../core/api/problem-details.ts';
import { encodingTrouble } from '../core/problems/package/encoding.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { readCsv } from './read-csv.ts';

export type RosterEntry = z.infer<typeof rosterEntry>;

/** A roster as it was read, and what was left out of it. */
export interface Roster {
  readonly entries: readonly RosterEntry[];
  /** Sentences that name file and line. */
  readonly warnings: readonly string[];
}

const COLUMNS = ['participantId', 'name', 'group', 'extraTimeMinutes'] as const;
const HINT = `a roster is CSV whose first line names its columns (${COLUMNS.join(',')}; only participantId is needed), or JSON`;

/**
 * Reads a roster from CSV (with commas, semicolons or tabs, as spreadsheets write it) or JSON, in UTF-8.
 *
 * @throws CommandError that names every line and field that is wrong
 */
export function readRoster(file: string): Roster {
  const text = readText(file);
  if (/^\s*\[/.test(text))
    return { entries: check(parseJson(text, file), file, (field) => field), warnings: [] };
  const { rows, lines, warnings } = parseCsv(text, file);
  // `[3].name` is `line 5, name`.
  const toLine = (field: string) =>
    field.replace(
      /^\[(\d+)\]\.?/,
      (_, index: string) => `line ${lines[Number(index)]}${field.includes('.') ? ', ' : ''}`,
    );
  return { entries: check(rows, file, toLine), warnings };
}

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `the roster cannot be read: ${(error as Error).message}`);
  }
  const trouble = encodingTrouble(bytes);
  // Excel marks its UTF-8.
  if (trouble !== null && trouble.code !== 'byte-order-mark')
    throw new CommandError(
      EXIT.badInput,
      `${file} line ${trouble.line}: ${trouble.message}`,
      'in Excel: save as "CSV UTF-8 (comma delimited)"',
    );
  return new TextDecoder().decode(bytes);
}

function check(rows: unknown, file: string, place: (field: string) => string): readonly RosterEntry[] {
  const parsed = z.array(rosterEntry).min(1, 'the roster is empty').safeParse(rows);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues).map(
    ({ field, detail }) => `${[file, place(field)].filter((part) => part !== '').join(' ')}: ${detail}`,
  );
  throw new CommandError(EXIT.badInput, faults.join('\n'), HINT);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `${file} is not JSON: ${(error as Error).message}`, HINT);
  }
}

function parseCsv(text: string, file: string): { rows: object[]; lines: number[]; warnings: string[] } {
  const csv = readCsv(text, (cell) => columnOf(cell) === 'participantId');
  if ('fault' in csv)
    throw new CommandError(EXIT.badInput, `${file} line ${csv.fault.line}: ${csv.fault.message}`, HINT);
  const [head, ...records] = csv.records;
  const titles = head?.cells ?? [];
  const columns = titles.map(columnOf);
  const at = `${file} line ${head?.line ?? 1}`;
  if (!columns.includes('participantId'))
    throw new CommandError(EXIT.badInput, `${at}: no column is called participantId`, HINT);
  const twice = columns.find((column, index) => column !== undefined && columns.indexOf(column) < index);
  if (twice !== undefined)
    throw new CommandError(EXIT.badInput, `${at}: two columns are called ${twice}`, 'remove one of them');
  const warnings = titles.flatMap((title, index) =>
    columns[index] === undefined && title !== '' ? [`${at}: ${describeUnknown(title)}`] : [],
  );
  for (const { cells, line } of records) {
    const spare = cells.filter((cell, index) => cell !== '' && (titles[index] ?? '') === '');
    if (spare.length > 0)
      warnings.push(
        `${file} line ${line}: ${spare.map((cell) => JSON.stringify(cell)).join(', ')} stand${spare.length === 1 ? 's' : ''} in no column that has a name, and ${spare.length === 1 ? 'is' : 'are'} ignored; a cell with a comma in it belongs in quotes`,
      );
  }
  const rows = records.map(({ cells }) =>
    Object.fromEntries(
      columns.flatMap((column, index) => {
        const cell = cells[index] ?? '';
        if (column === undefined || cell === '') return [];
        // What is no plain number stays as it is, and the schema says so.
        return [
          [column, column === 'extraTimeMinutes' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell],
        ];
      }),
    ),
  );
  return { rows, lines: records.map(({ line }) => line), warnings };
}

function columnOf(title: string): (typeof COLUMNS)[number] | undefined {
  return COLUMNS.find((column) => column.toLowerCase() === plain(title));
}

function describeUnknown(title: string): string {
  const nearest = COLUMNS.find((column) => {
    const [known, asked] = [column.toLowerCase(), plain(title)];
    return asked.length > 2 && (known.startsWith(asked) || asked.startsWith(known) || known.endsWith(asked));
  });
  const meant = nearest === undefined ? `known are ${COLUMNS.join(', ')}` : `is ${nearest} meant?`;
  return `the column ${JSON.stringify(title)} is not known and is ignored; ${meant}`;
}

function plain(title: string): string {
  return title.toLowerCase().replaceAll(/[ _-]/g, '');
}
