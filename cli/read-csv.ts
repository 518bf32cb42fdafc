import { CsvError, parse } from 'csv-parse/sync';

/** One record of a CSV file. */
export interface CsvRecord {
  /** Without white space around; what stands in quotes keeps its own. */
  readonly cells: readonly string[];
  /** Line that it begins on, from 1. */
  readonly line: number;
}

/** What CSV is separated by: the standard's comma, and what spreadsheets write where a comma is a decimal point. */
const DELIMITERS = [',', ';', '\t'];

/**
 * Reads CSV by RFC 4180, strictly about quotes, with the delimiter by which `isKnown` finds a title in the first
 * record (the comma when none does). Records without any content are left out. Excel's line `sep=;` is obeyed.
 */
export function readCsv(
  text: string,
  isKnown: (title: string) => boolean,
):
  | { readonly records: readonly CsvRecord[] }
  | { readonly fault: { readonly line: number; readonly message: string } } {
  const [hint, stated] = /^sep=(.)\r?\n/.exec(text) ?? [];
  if (stated !== undefined) return readWith(text.slice(hint?.length), stated, 1);
  const tries = DELIMITERS.map((delimiter) => readWith(text, delimiter, 0));
  const knows = (read: ReturnType<typeof readWith>) =>
    'records' in read && read.records[0]?.cells.some(isKnown) === true;
  const heads = DELIMITERS.map((delimiter) => readWith(text.split(/\r?\n|\r/, 1)[0] ?? '', delimiter, 0));
  const found = tries.findIndex((read, index) => knows(read) || knows(heads[index] ?? read));
  return tries[Math.max(0, found)] ?? { records: [] };
}

function readWith(text: string, delimiter: string, linesBefore: number): ReturnType<typeof readCsv> {
  let lastLine = 0;
  try {
    const read = parse(text, {
      delimiter,
      on_record: (record: string[], { lines }) => {
        lastLine = lines;
        return record;
      },
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as readonly { record: string[]; info: { lines: number } }[];
    return {
      records: read.map(({ record, info }) => ({
        cells: record,
        line: linesBefore + info.lines - record.join('').split(/\r\n|\n|\r/).length + 1,
      })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The library names the end of the file; the quote opens in the first record that could not be read.
    const first = text.split(/\r\n|\n|\r/).findIndex((each, index) => index >= lastLine && each !== '') + 1;
    const line =
      linesBefore + (error.code === 'CSV_QUOTE_NOT_CLOSED' ? first : Number(error['lines'] ?? first));
    return { fault: { line, message: sentenceOf(error) } };
  }
}

function sentenceOf({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'the quote that opens here is never closed';
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE')
    return 'after a closing quote comes something else than the next cell; a quote inside of quotes is written twice ("")';
  if (code === 'INVALID_OPENING_QUOTE')
    return 'a quote stands in the middle of a cell; put the whole cell in quotes, and write this one twice ("")';
  return `this is not CSV: ${message}`;
}
