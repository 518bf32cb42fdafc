import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { faultsOf } from '../core/api/problem-details.ts';
import { rosterEntry } from '../core/api/sessions.ts';
import { CommandError, EXIT } from './exit-codes.ts';

export type RosterEntry = z.infer<typeof rosterEntry>;

const COLUMNS = ['participantId', 'name', 'group', 'extraTimeMinutes'] as const;
const HINT = `a roster is CSV whose first line names its columns (${COLUMNS.join(',')}; only participantId is needed), or JSON`;

/** Reads a roster from CSV or JSON. @throws CommandError that names every line and field that is wrong */
export function readRoster(file: string): RosterEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CommandError(EXIT.badInput, `the roster cannot be read: ${(error as Error).message}`);
  }
  const isJson = /^\s*\[/.test(text);
  const parsed = z
    .array(rosterEntry)
    .min(1, 'the roster is empty')
    .safeParse(isJson ? parseJson(text, file) : parseCsv(text, file));
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues).map(
    ({ field, detail }) => `${file} ${isJson ? field : toLine(field)}: ${detail}`,
  );
  throw new CommandError(EXIT.badInput, faults.join('\n'), HINT);
}

/** `[3].name` is `line 5, name`: the head is line 1. */
function toLine(field: string): string {
  return field.replace(
    /^\[(\d+)\]\.?/,
    (_, index: string) => `line ${Number(index) + 2}${field.includes('.') ? ', ' : ''}`,
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `${file} is not JSON: ${(error as Error).message}`, HINT);
  }
}

function parseCsv(text: string, file: string): unknown[] {
  const [head, ...rows] = splitCsv(text);
  const columns = (head ?? []).map((title) =>
    COLUMNS.find((column) => column.toLowerCase() === title.trim().toLowerCase().replaceAll(/[ _-]/g, '')),
  );
  if (!columns.includes('participantId'))
    throw new CommandError(EXIT.badInput, `${file} line 1: no column is called participantId`, HINT);
  return rows.map((cells) =>
    Object.fromEntries(
      columns.flatMap((column, at) => {
        const cell = cells[at]?.trim() ?? '';
        if (column === undefined || cell === '') return [];
        return [[column, column === 'extraTimeMinutes' ? Number(cell) : cell]];
      }),
    ),
  );
}

/** RFC 4180: cells in quotes may hold commas, line ends and doubled quotes. Empty lines are left out. */
function splitCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g;
  for (const [, cell = '', end] of text.matchAll(pattern)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell.trim() !== ''));
}
