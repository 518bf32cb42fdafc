import { CsvError, parse } from 'csv-parse/browser/esm/sync';

/** One record of a CSV file. */
export interface CsvRecord {
  /** Without white space around; what stands in quotes keeps its own. */
  readonly cells: readonly string[];
  /** Line that it begins on, from 1. */
  readonly line: number;
}

/** What cannot be read of a CSV file. */
export interface CsvFault {
  /** From 1. */
  readonly line: number;
  readonly detail: string;
}

export interface Csv {
  readonly records: readonly CsvRecord[];
  readonly faults: readonly CsvFault[];
}

/** What CSV is separated by: the standard's comma, and what spreadsheets write where a comma is a decimal point. */
const DELIMITERS = [',', ';', '\t'];
/** Reading goes on behind a line that cannot be read, this often: what has more is no CSV. */
const MAX_FAULTS = 100;

/**
 * Reads CSV by RFC 4180, strictly about quotes, with the delimiter by which the first record has most titles that
 * `isKnown` knows (the comma when it has none). Records without any content are left out. A line that cannot be read is a
 * fault, and reading goes on behind it. Excel's line `sep=;` is obeyed, and its `="007"` is the text 007.
 */
export function readCsv(text: string, isKnown: (title: string) => boolean): Csv {
  const lines = text.split(/\r\n|\n|\r/);
  const [, stated] = /^sep=(.)$/i.exec(lines[0] ?? '') ?? [];
  if (stated !== undefined) return readWith(lines, stated, 1);
  const head = lines.find((line) => line.trim() !== '') ?? '';
  const known = DELIMITERS.map(
    (delimiter) => readWith([head], delimiter, 0).records[0]?.cells.filter(isKnown).length ?? 0,
  );
  const best = known.indexOf(Math.max(...known));
  return readWith(lines, DELIMITERS[best] ?? ',', 0);
}

function readWith(lines: readonly string[], delimiter: string, from: number): Csv {
  const records: CsvRecord[] = [];
  const faults: CsvFault[] = [];
  let start = from;
  for (;;) {
    const fault = readSome(lines.slice(start), delimiter, start, records);
    if (fault === undefined) return { records, faults };
    faults.push(fault);
    if (faults.length === MAX_FAULTS) return { records, faults };
    start = fault.line;
  }
}

/** Reads up to the first fault. */
function readSome(
  lines: readonly string[],
  delimiter: string,
  linesBefore: number,
  records: CsvRecord[],
): CsvFault | undefined {
  let lastLine = 0;
  try {
    parse(unwrapFormulas(lines.join('\n'), delimiter), {
      delimiter,
      on_record: (cells: string[], { lines: read }) => {
        const line = linesBefore + read - cells.join('').split('\n').length + 1;
        records.push({ cells, line });
        lastLine = read;
        return null;
      },
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The library names the line that it has come to; what is wrong begins with the record.
    const first = lines.findIndex((each, index) => index >= lastLine && /[^\s,;]/.test(each)) + 1;
    const code = Number(error['lines'] ?? first) > first ? 'CSV_QUOTE_NOT_CLOSED' : error.code;
    return { line: linesBefore + first, detail: sentenceOf(code, error.message) };
  }
}

/** `="007"` is how spreadsheets are made to keep a number's zeros. */
function unwrapFormulas(text: string, delimiter: string): string {
  const edge = delimiter === '\t' ? '\\t' : `\\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(new RegExp(`(^|[${edge}\\n])=("[^"\\n]*")(?=[${edge}\\n]|$)`, 'g'), '$1$2');
}

function sentenceOf(code: string, message: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'the quote that opens here is never closed';
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE')
    return 'after a closing quote comes something else than the next cell; a quote inside of quotes is written twice ("")';
  if (code === 'INVALID_OPENING_QUOTE')
    return 'a quote stands in the middle of a cell; put the whole cell in quotes, and write this one twice ("")';
  return `this is not CSV: ${message}`;
}
