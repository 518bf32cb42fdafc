import { isUtf8 } from 'node:buffer';

/** Why bytes are not the text that the formats ask for: UTF-8 without a byte-order mark. */
export interface EncodingTrouble {
  readonly code: 'byte-order-mark' | 'not-utf8';
  /** What it is and what to do. */
  readonly message: string;
  /** From 1. */
  readonly line: number;
}

/** Byte-order marks, longer ones first: UTF-32's little-endian one begins with UTF-16's. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-32', [0xff, 0xfe, 0, 0]],
  ['UTF-32', [0, 0, 0xfe, 0xff]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

/** Bytes that are looked at for the zeros of UTF-16 without a mark. */
const LOOKED_AT = 1000;

/** What keeps bytes from being UTF-8 without a mark, or `null`. */
export function encodingTrouble(bytes: Uint8Array): EncodingTrouble | null {
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  if (marked === 'UTF-8')
    return {
      code: 'byte-order-mark',
      message:
        'The file begins with a byte-order mark, which programs read as data; save it as UTF-8 without one.',
      line: 1,
    };
  const encoding = marked ?? (looksLikeUtf16(bytes) ? 'UTF-16' : undefined);
  if (encoding !== undefined)
    return {
      code: 'not-utf8',
      message: `The file is ${encoding}; save it as UTF-8 without a mark.`,
      line: 1,
    };
  if (isUtf8(bytes)) return null;
  return {
    code: 'not-utf8',
    message: 'The file is not UTF-8 (Latin-1 or Windows-1252, perhaps); save it as UTF-8.',
    line: lineOfInvalidUtf8(bytes),
  };
}

/** Whether every second byte is zero for the most part, as in UTF-16 text whose mark is gone. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const size = Math.min(bytes.length - (bytes.length % 2), LOOKED_AT);
  if (size < 4) return false;
  let [even, odd] = [0, 0];
  for (let at = 0; at < size; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  const most = (size / 2) * 0.75;
  return (even >= most && odd === 0) || (odd >= most && even === 0);
}

function lineOfInvalidUtf8(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    if (!isUtf8(bytes.subarray(start, at))) return line;
    start = at + 1;
    line += 1;
  }
  return line;
}
