import type { RankedResult } from '../grade-session.ts';
import { fileNameOf, type ResultDocument } from './result-document.ts';
import { type Cell, writeCsv } from './write-csv.ts';

/** What a table of results is made of. */
export interface ResultTable {
  readonly sessionName: string;
  readonly labels: readonly string[];
  /** Points for everything; absent where some problem's score is unbounded. */
  readonly possible?: number;
  readonly rows: readonly RankedResult[];
}

/** What a gradebook's own file says of an existing column. */
export interface GradebookColumn {
  /** Its number: `(1234)` in a file of Canvas, `|1234` in one of Blackboard. A new column is made without one. */
  readonly columnId?: string;
}

/** Excel takes a file without this mark for one of its own code page. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Everything: a row a participant, a column a problem. A problem without a submission that counts is an empty cell. */
export function writePlainCsv({ sessionName, labels, rows }: ResultTable): ResultDocument {
  const header = [
    ...['rank', 'participantId', 'name', 'group', 'email', 'studentId'],
    ...['points', 'possible', 'solved', 'penaltyMinutes', 'tries', 'pending', 'quarantined'],
    ...labels,
  ];
  const sum = (row: RankedResult, of: 'tries' | 'pending' | 'quarantined') =>
    row.problems.reduce((total, problem) => total + problem[of], 0);
  const lines = rows.map((row): Cell[] => [
    ...[row.rank, row.participantId, row.name, row.group, row.email, row.studentId],
    ...[row.points, row.possible, row.solved, row.penaltyMinutes],
    ...[sum(row, 'tries'), sum(row, 'pending'), sum(row, 'quarantined')],
    ...row.problems.map(({ points, from }) => (from === undefined ? undefined : points)),
  ]);
  return csvFile(sessionName, 'results', BYTE_ORDER_MARK + writeCsv([header, ...lines]));
}

/**
 * For Moodle's "CSV file" import, whose user chooses what each column is: people by username, email address or ID
 * number; the grade of 100, which is what Moodle takes at most unless its administrator allows more, and what a new
 * grade item has; the points themselves; and what they are made of as feedback.
 */
export function writeMoodleCsv({ sessionName, labels, possible, rows }: ResultTable): ResultDocument {
  const title = titleOf(sessionName);
  const scaled = possible !== undefined && possible > 0;
  const header = [
    ...['Username', 'Email address', 'ID number', 'First name', 'Last name'],
    ...(scaled ? [title] : []),
    `${title} (points${possible === undefined ? '' : ` of ${possible}`})`,
    `${title} (feedback)`,
  ];
  const lines = rows.map((row): Cell[] => {
    const { first, last } = splitName(row.name);
    const feedback = row.problems.map(({ points }, at) => `${labels[at]}: ${points}`).join(', ');
    return [
      ...[row.participantId, row.email, row.studentId, first, last],
      ...(scaled ? [Math.round((row.points / possible) * 10_000) / 100] : []),
      row.points,
      feedback,
    ];
  });
  return csvFile(sessionName, 'moodle', writeCsv([header, ...lines]));
}

/** Column titles by which Canvas knows its own totals: an assignment that is called so is passed over. */
const CANVAS_TOTALS = /\b(Current|Final|Override) (Score|Points|Grade|Status)/g;

/**
 * For Canvas's gradebook import: people by SIS User ID, then SIS Login ID, then name; one assignment with its points
 * possible in the row below the header.
 */
export function writeCanvasCsv(
  { sessionName, possible, rows }: ResultTable,
  { columnId }: GradebookColumn = {},
): ResultDocument {
  // A number in brackets at the end would be taken for the assignment's own.
  const title = titleOf(sessionName)
    .replaceAll(CANVAS_TOTALS, '$1-$2')
    .replace(/\((\d+)\)$/, '[$1]');
  const header = [
    ...['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'],
    columnId === undefined ? title : `${title} (${columnId})`,
  ];
  const lines = rows.map((row): Cell[] => {
    const { first, last } = splitName(row.name);
    const name = first === '' ? last : `${last}, ${first}`;
    return [name, undefined, row.studentId, row.participantId, row.group, row.points];
  });
  const most = possible ?? Math.max(0, ...rows.map(({ points }) => points));
  const pointsPossible = ['Points Possible', undefined, undefined, undefined, undefined, most];
  return csvFile(sessionName, 'canvas', writeCsv([header, pointsPossible, ...lines]));
}

/**
 * For Blackboard's "Upload Grades": people by username. UTF-8 with commas and every cell in quotes, or, as Blackboard's
 * own downloads are, UTF-16 with tabs in a file that is called .xls.
 */
export function writeBlackboardFile(
  { sessionName, possible, rows }: ResultTable,
  { columnId, encoding = 'utf-8' }: GradebookColumn & { readonly encoding?: 'utf-8' | 'utf-16' } = {},
): ResultDocument {
  const title = titleOf(sessionName).replaceAll('|', '/');
  const total = possible === undefined ? '' : ` [Total Pts: ${possible} Score]`;
  const column = columnId === undefined ? title : `${title}${total} |${columnId}`;
  const table = [
    ['Last Name', 'First Name', 'Username', 'Student ID', column],
    ...rows.map((row): Cell[] => {
      const { first, last } = splitName(row.name);
      return [last, first, row.participantId, row.studentId, row.points];
    }),
  ];
  if (encoding === 'utf-8') return csvFile(sessionName, 'blackboard', writeCsv(table, { quotes: 'always' }));
  return {
    mediaType: 'text/tab-separated-values',
    fileName: fileNameOf(sessionName, 'blackboard', 'xls'),
    text: BYTE_ORDER_MARK + writeCsv(table, { delimiter: '\t', quotes: 'always' }),
    encoding: 'utf-16le',
  };
}

function csvFile(sessionName: string, what: string, text: string): ResultDocument {
  const fileName = fileNameOf(sessionName, what, 'csv');
  return { mediaType: 'text/csv', fileName, text, encoding: 'utf-8' };
}

/** One line of what a session is called. */
function titleOf(sessionName: string): string {
  return sessionName.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
}

/** `Lovelace, Ada` and `Ada Lovelace`; of one word alone, the last name. */
export function splitName(name: string): { readonly first: string; readonly last: string } {
  const comma = name.indexOf(',');
  if (comma > 0) return { last: name.slice(0, comma).trim(), first: name.slice(comma + 1).trim() };
  const words = name.trim().split(/\s+/);
  return { first: words.slice(0, -1).join(' '), last: words.at(-1) ?? '' };
}
