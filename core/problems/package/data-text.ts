import type { StoredFile } from '../../grading/output-validation.ts';
import { decodeUtf16, type EncodingTrouble, encodingOf, lineOfInvalidUtf8 } from './encoding.ts';
import type { PackageReading } from './package-tree.ts';

/** A file with a longer text is no link that some tool wrote down as a file. */
const LONGEST_LINK = 500;

const CR = 13;
const LF = 10;

/**
 * Notes an input or an answer for storing as right programs expect it: in UTF-8 without a mark, with Unix line ends, and
 * what a link leads to in place of the link's text. All of that is said; bytes that mean something stay.
 */
export function storeDataText(reading: PackageReading, path: string, name: string): StoredFile | null {
  const bytes = reading.bytes(path);
  if (bytes === null) return null;
  const target = linkedFile(reading, path, bytes);
  if (target !== null) {
    reading.warn(
      'link-as-text',
      path,
      `The file holds nothing but the path of ${target}: it was a symbolic link, and some tool (git on Windows, say) wrote it as text. That file is taken in its place.`,
    );
    return storeCleaned(reading, target, name);
  }
  return storeCleaned(reading, path, name);
}

function storeCleaned(reading: PackageReading, path: string, name: string): StoredFile | null {
  const bytes = reading.bytes(path);
  if (bytes === null) return null;
  for (const { code, message, line } of cleanDataText(bytes).said) reading.warn(code, path, message, line);
  return reading.store(path, name, (content) => cleanDataText(content).bytes);
}

type Said = Pick<EncodingTrouble, 'message'> & { readonly code: string; readonly line?: number };

/** The text of an input or an answer as it is judged, and what was strange about it. */
export function cleanDataText(bytes: Uint8Array): { bytes: Uint8Array; said: Said[] } {
  if (bytes.length === 0) return { bytes, said: [] };
  const said: Said[] = [];
  let clean = inUtf8(bytes, said);
  if (clean === null) return { bytes, said };
  const { first, all } = carriageReturns(clean);
  if (first !== undefined) {
    const message = all
      ? 'Lines end in CR LF; programs are given Unix line ends.'
      : 'Some lines end in CR LF and some do not; programs are given them as they stand. Convert the file to Unix line ends (`dos2unix`) unless that is meant.';
    said.push({ code: 'carriage-return', message, line: lineAt(clean, first) });
    if (all) clean = withoutCarriageReturns(clean);
  }
  if (clean[clean.length - 1] !== LF)
    said.push({
      code: 'no-final-newline',
      message: 'The last line does not end in a newline; add one, some programs miss the line without it.',
    });
  return { bytes: clean, said };
}

/** The text in UTF-8, or in an encoding of one byte a letter; `null` where the bytes are no text of either. */
function inUtf8(bytes: Uint8Array, said: Said[]): Uint8Array | null {
  const { encoding, marked } = encodingOf(bytes);
  const say = (code: string, message: string, line = 1) => said.push({ code, message, line });
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    say('not-utf8', 'The file is UTF-16; programs are given it in UTF-8 without a mark.');
    return new TextEncoder().encode(decodeUtf16(bytes, encoding) ?? '');
  }
  if (encoding === 'utf-8' && !marked) return bytes;
  if (encoding === 'utf-8') {
    const message =
      'The file begins with a byte-order mark, which programs read as data; they are given it without.';
    say('byte-order-mark', message);
    return bytes.subarray(3);
  }
  const what = {
    'utf-32': 'is UTF-32',
    'torn-utf-16': 'has the mark of UTF-16 and is none',
    other: 'is not UTF-8 (Latin-1 or Windows-1252, perhaps)',
  }[encoding];
  const line = encoding === 'other' ? lineOfInvalidUtf8(bytes) : 1;
  say('not-utf8', `The file ${what}; programs are given its bytes as they stand. Save it as UTF-8.`, line);
  return encoding === 'other' ? bytes : null;
}

/** Where the first CR LF is, and whether every line ends in one. */
function carriageReturns(bytes: Uint8Array): { first?: number; all: boolean } {
  let first: number | undefined;
  let all = true;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR) all = false;
    else first ??= at - 1;
    if (!all && first !== undefined) break;
  }
  return { ...(first === undefined ? {} : { first }), all };
}

function withoutCarriageReturns(bytes: Uint8Array): Uint8Array {
  const clean = new Uint8Array(bytes.length);
  let length = 0;
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(LF, from);
    const line = bytes.subarray(from, feed < 0 ? bytes.length : feed - 1);
    clean.set(line, length);
    length += line.length;
    if (feed < 0) break;
    clean[length] = LF;
    length += 1;
    from = feed + 1;
  }
  return clean.subarray(0, length);
}

/** The other file of the package that this one holds the relative path of, if it holds one. */
function linkedFile(reading: PackageReading, path: string, bytes: Uint8Array): string | null {
  if (bytes.length === 0 || bytes.length > LONGEST_LINK || bytes[bytes.length - 1] === LF) return null;
  const resolved = path.split('/').slice(0, -1);
  for (const segment of new TextDecoder().decode(bytes).split('/')) {
    if (segment === '..') resolved.pop();
    else if (segment !== '.') resolved.push(segment);
  }
  const target = resolved.join('/');
  return target !== path && reading.get(target) !== undefined ? target : null;
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(LF); at >= 0 && at < offset; at = bytes.indexOf(LF, at + 1)) line += 1;
  return line;
}
