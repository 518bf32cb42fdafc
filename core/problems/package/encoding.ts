import { isUtf8 } from 'node:buffer';

/** What a text is beside UTF-8 without a byte-order mark, which the formats ask for. */
export interface EncodingTrouble {
  readonly code: 'byte-order-mark' | 'not-utf8';
  /** What it is, and what is done about it or to be done. */
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

type Utf16 = 'utf-16le' | 'utf-16be';

/**
 * How a text is written. `other` is some encoding of one byte a letter, and nobody can tell which. `torn-utf-16` has the
 * mark of UTF-16 and is none, or not all of it.
 */
export type Encoding = 'utf-8' | Utf16 | 'torn-utf-16' | 'utf-32' | 'other';

/** Byte-order marks, longer ones first: UTF-32's little-endian one begins with UTF-16's. */
const MARKS: readonly (readonly [encoding: Encoding, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-32', [0xff, 0xfe, 0, 0]],
  ['utf-32', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Bytes that are looked at for the zeros of UTF-16 without a mark. */
const LOOKED_AT = 1000;

/** How these bytes are written as text, and whether a byte-order mark says so. */
export function encodingOf(bytes: Uint8Array): { readonly encoding: Encoding; readonly marked: boolean } {
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  if (marked === 'utf-16le' || marked === 'utf-16be')
    return { encoding: decodeUtf16(bytes, marked) === null ? 'torn-utf-16' : marked, marked: true };
  if (marked !== undefined && (marked !== 'utf-8' || isUtf8(bytes)))
    return { encoding: marked, marked: true };
  return { encoding: unmarkedUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'other'), marked: false };
}

/** The text that these bytes are, without its mark, and what is strange about them; `null` where nobody can read it. */
export function decodeText(bytes: Uint8Array): {
  readonly text: string | null;
  readonly trouble?: EncodingTrouble;
} {
  const { encoding, marked } = encodingOf(bytes);
  const decode = (label: string) => new TextDecoder(label).decode(bytes);
  if (encoding === 'torn-utf-16') {
    const message =
      'The file has the mark of UTF-16 and characters that are none, which are read as "\uFFFD"; save it as UTF-8 without a mark.';
    const text = decode(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be');
    return { text, trouble: { code: 'not-utf8', message, line: 1 } };
  }
  if (encoding === 'utf-8') {
    const text = decode(encoding);
    const message =
      'The file begins with a byte-order mark, which is taken off; save it as UTF-8 without one.';
    return marked ? { text, trouble: { code: 'byte-order-mark', message, line: 1 } } : { text };
  }
  if (encoding === 'utf-32') {
    const message = 'The file is UTF-32; save it as UTF-8 without a mark.';
    return { text: null, trouble: { code: 'not-utf8', message, line: 1 } };
  }
  if (encoding === 'other') {
    const message =
      'The file is not UTF-8 (Latin-1 or Windows-1252, perhaps), and is read as Windows-1252; save it as UTF-8.';
    const line = lineOfInvalidUtf8(bytes);
    return { text: decode('windows-1252'), trouble: { code: 'not-utf8', message, line } };
  }
  const message = 'The file is UTF-16, and is read as that; save it as UTF-8 without a mark.';
  return { text: decode(encoding), trouble: { code: 'not-utf8', message, line: 1 } };
}

/** The text that these bytes are in UTF-16, to its last byte; `null` where they are not. */
export function decodeUtf16(bytes: Uint8Array, encoding: Utf16): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What no text has: codes without a character, and control characters that are no white space. */
const NO_TEXT = /[\p{Cn}\p{Co}\p{Cs}]|(?!\s)\p{Cc}/u;

/** Bytes whose every second one is zero for the most part, and all of which is text in UTF-16: the mark is gone. */
function unmarkedUtf16(bytes: Uint8Array): Utf16 | undefined {
  const looksLike = likelyUtf16(bytes);
  if (looksLike === undefined) return undefined;
  const text = decodeUtf16(bytes, looksLike);
  return text === null || NO_TEXT.test(text) ? undefined : looksLike;
}

function likelyUtf16(bytes: Uint8Array): Utf16 | undefined {
  const size = Math.min(bytes.length, LOOKED_AT);
  if (size < 4 || bytes.length % 2 === 1) return undefined;
  let [even, odd] = [0, 0];
  for (let at = 0; at < size; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  const most = (size / 2) * 0.75;
  if (odd >= most && even === 0) return 'utf-16le';
  return even >= most && odd === 0 ? 'utf-16be' : undefined;
}

/** The first line, from 1, that is no UTF-8. */
export function lineOfInvalidUtf8(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    if (!isUtf8(bytes.subarray(start, at))) return line;
    start = at + 1;
    line += 1;
  }
  return line;
}
