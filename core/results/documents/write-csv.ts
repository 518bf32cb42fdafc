export type Cell = string | number | undefined;

/** How a table is written: by RFC 4180 with commas, or with tabs. */
export interface CsvForm {
  readonly delimiter?: ',' | '\t';
  /** Every cell in quotes, or only those that need them. */
  readonly quotes?: 'needed' | 'always';
}

/** What a spreadsheet takes for a formula, or may after it has taken away white space or a mark in front. */
const FORMULA = /^[\s\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;
/** The same behind what parts cells in a spreadsheet with another list separator, to which quotes inside a line are no quotes. */
const FORMULA_INSIDE = /([;,\t\r\n][\s\p{C}"]*)([=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;

/**
 * Text that no spreadsheet runs: an apostrophe in front of what looks like a formula. Whoever chose it as their name
 * does not choose what happens on the computer of somebody who opens a table.
 */
export function guardFormula(text: string): string {
  const inside = text.replaceAll(FORMULA_INSIDE, "$1'$2");
  return FORMULA.test(text) ? `'${inside}` : inside;
}

/** A table as CSV by RFC 4180: lines end with CRLF, the last one too; numbers have a decimal point. */
export function writeCsv(
  rows: readonly (readonly Cell[])[],
  { delimiter = ',', quotes = 'needed' }: CsvForm = {},
): string {
  const write = (cell: Cell): string => {
    if (typeof cell === 'number') return quotes === 'always' ? `"${cell}"` : String(cell);
    // NUL ends files early in some readers, and no CSV can hold it.
    const text = guardFormula((cell ?? '').replaceAll('\0', ''));
    const needed = /["\r\n]/.test(text) || text.includes(delimiter) || text !== text.trim();
    return needed || quotes === 'always' ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(write).join(delimiter)}\r\n`).join('');
}
