import * as z from 'zod';
import { rosterEntry } from '../api/booking.ts';
import { faultsOf } from '../api/problem-details.ts';
import { foldUsername } from '../exam/fold-username.ts';
import { decodeText } from './decode-text.ts';
import { type CsvRecord, readCsv } from './read-csv.ts';
import {
  isRosterTitle,
  plainTitle,
  type RosterColumns,
  type RosterField,
  readColumns,
} from './roster-columns.ts';

export type RosterEntry = z.infer<typeof rosterEntry>;

/** Something that is wrong with a roster's file. */
export interface RosterFault {
  /** From 1; absent for what is wrong with the file as a whole, or with an entry of JSON. */
  readonly line?: number;
  readonly detail: string;
}

/** A roster as it was read. */
export interface Roster {
  /** Everybody who could be read; to be used only where there are no faults. */
  readonly entries: readonly RosterEntry[];
  /** Everything that is wrong, by line. */
  readonly faults: readonly RosterFault[];
  /** What was guessed and what was passed over, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads a roster as people have it: CSV of spreadsheets, of Moodle and of Canvas, whose first line names its columns, or
 * JSON as the API takes it. Pure, and fit for browsers.
 */
export function readRoster(bytes: Uint8Array): Roster {
  const decoded = decodeText(bytes);
  if ('fault' in decoded) return { entries: [], faults: [{ detail: decoded.fault }], notes: [] };
  const notes = decoded.note === undefined ? [] : [decoded.note];
  const read = /^\s*\[/.test(decoded.text) ? readJson(decoded.text) : readTable(decoded.text);
  const faults =
    read.entries.length === 0 && read.faults.length === 0
      ? [{ detail: 'the roster is empty' }]
      : [...read.faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { entries: read.entries, faults, notes: [...notes, ...read.notes] };
}

function readJson(text: string): Roster {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    return { entries: [], faults: [{ detail: `this is not JSON: ${(error as Error).message}` }], notes: [] };
  }
  const parsed = z.array(rosterEntry).safeParse(rows);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error.issues, z.array(rosterEntry)).map(({ field, detail }) => ({
      detail: `${field}: ${detail}`,
    }));
    return { entries: [], faults, notes: [] };
  }
  const found = findDoubles(parsed.data.map((entry, at) => ({ entry, place: `entry ${at + 1}` })));
  return { entries: parsed.data, faults: found.map(({ detail }) => ({ detail })), notes: [] };
}

function readTable(text: string): Roster {
  const csv = readCsv(text, isRosterTitle);
  const [head, ...records] = csv.records;
  if (head === undefined) return { entries: [], faults: csv.faults, notes: [] };
  const columns = readColumns(head.cells);
  const faults: RosterFault[] = [
    ...csv.faults,
    ...columns.faults.map((detail) => ({ line: head.line, detail })),
  ];
  const notes = columns.notes.map((note) => `line ${head.line}: ${note}`);
  if (columns.faults.length > 0) return { entries: [], faults, notes };
  const read: { entry: RosterEntry; line: number; place: string }[] = [];
  for (const record of records) {
    const over = describePassedOver(record, head.cells, columns);
    if (over !== undefined) notes.push(`line ${record.line}: ${over}`);
    if (isCanvasOwn(record, head.cells)) continue;
    const parsed = rosterEntry.safeParse(rowOf(record, columns));
    if (parsed.success) read.push({ entry: parsed.data, line: record.line, place: `line ${record.line}` });
    else faults.push(...describeFaults(record, head.cells, columns, parsed.error.issues));
    faults.push(...findMangled(record, columns));
  }
  for (const { index, detail } of findDoubles(read)) faults.push({ line: read[index]?.line ?? 0, detail });
  return { entries: read.map(({ entry }) => entry), faults, notes };
}

function rowOf({ cells }: CsvRecord, { at }: RosterColumns): Record<string, string | number> {
  const cellOf = (field: RosterField) => cleanCell(field, cells[at.get(field) ?? -1] ?? '');
  const name = [cellOf('name') || cellOf('givenName'), cellOf('familyName')].filter((part) => part !== '');
  const minutes = cellOf('extraTimeMinutes').replace(/^(\d+),(\d+)$/, '$1.$2');
  const row = {
    participantId: cellOf('participantId'),
    name: name.join(' '),
    group: cellOf('group'),
    email: cellOf('email'),
    studentId: cellOf('studentId'),
    // What is no plain number stays as it is, and the schema says so.
    extraTimeMinutes: /^-?\d+(\.\d+)?$/.test(minutes) ? Number(minutes) : minutes,
  };
  return Object.fromEntries(
    Object.entries(row).filter(([field, value]) => value !== '' || field === 'participantId'),
  );
}

/** What spreadsheets and mail programs put around a cell that nobody sees. */
function cleanCell(field: RosterField, cell: string): string {
  const seen = cell.replaceAll(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '').trim();
  const text = /^="(.*)"$/s.exec(seen)?.[1] ?? seen;
  // A spreadsheet's mark of text; names may begin so ('t Hooft).
  const isName = field === 'name' || field === 'givenName' || field === 'familyName' || field === 'group';
  return text.replace(isName ? /^'(?=[=+@-])/ : /^'/, '');
}

function describeFaults(
  record: CsvRecord,
  titles: readonly string[],
  { at }: RosterColumns,
  issues: z.core.$ZodIssue[],
): RosterFault[] {
  const firstOfEach = [...Map.groupBy(faultsOf(issues), ({ field }) => field).values()].flatMap(
    ([first]) => first ?? [],
  );
  return firstOfEach.map(({ field, detail }) => {
    const index = at.get(field as RosterField);
    const title = titles[index ?? -1] ?? '';
    const cell = record.cells[index ?? -1] ?? '';
    if (index === undefined) return { line: record.line, detail: `${field}: ${detail}` };
    const where = title === '' || plainTitle(title) === field.toLowerCase() ? field : `${field} (${title})`;
    const what = cell === '' ? 'is empty' : `${JSON.stringify(cell.slice(0, 40))} ${detail}`;
    return { line: record.line, detail: `${where}: ${what}` };
  });
}

/** Numbers that a spreadsheet has rounded: nobody gets them back from the file. */
function findMangled({ cells, line }: CsvRecord, { at }: RosterColumns): RosterFault[] {
  return (['participantId', 'studentId'] as const).flatMap((field) => {
    const cell = cells[at.get(field) ?? -1] ?? '';
    if (!/^\d[.,]\d+E\+\d+$/i.test(cell)) return [];
    const detail = `${field}: ${JSON.stringify(cell)} is a number that the spreadsheet has rounded; make the column text there, and export again`;
    return [{ line, detail }];
  });
}

function findDoubles(
  read: readonly { readonly entry: RosterEntry; readonly place: string }[],
): { readonly index: number; readonly detail: string }[] {
  const seen = new Map<string, number>();
  return read.flatMap(({ entry: { participantId } }, index) => {
    const person = foldUsername(participantId);
    const before = read[seen.get(person) ?? -1];
    if (before === undefined) {
      seen.set(person, index);
      return [];
    }
    const spelt = before.entry.participantId;
    const how = spelt === participantId ? '' : ` as ${spelt} (names are compared without case)`;
    return [{ index, detail: `${participantId} is on ${before.place} already${how}: take one out` }];
  });
}

/** Rows of a Canvas gradebook that are nobody's: points, how grades are posted, and the test student. */
function isCanvasOwn({ cells }: CsvRecord, titles: readonly string[]): boolean {
  const plain = titles.map(plainTitle);
  if (!plain.includes('student') || !plain.includes('section')) return false;
  const student = cells[plain.indexOf('student')] ?? '';
  return student === '' || /^(points possible|student, test|test student)$/i.test(student);
}

function describePassedOver(
  record: CsvRecord,
  titles: readonly string[],
  { at }: RosterColumns,
): string | undefined {
  if (isCanvasOwn(record, titles))
    return `${JSON.stringify(record.cells.find((cell) => cell !== '') ?? '')} is a row of Canvas's own and is passed over`;
  const spare = record.cells.filter((cell, index) => cell !== '' && (titles[index] ?? '') === '');
  if (spare.length === 0 || at.size === 0) return undefined;
  const cells = spare.map((cell) => JSON.stringify(cell)).join(', ');
  return `${cells} stand${spare.length === 1 ? 's' : ''} in no column that has a name, and ${spare.length === 1 ? 'is' : 'are'} ignored; a cell with a comma in it belongs in quotes`;
}
