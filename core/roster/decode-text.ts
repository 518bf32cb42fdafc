/** A file's text, or what it is instead. */
export type DecodedText =
  | { readonly text: string /** What was guessed, when something was. */; readonly note?: string }
  | { readonly fault: string };

/** How files begin that are no text, as hexadecimal digits. */
const NO_TEXT: readonly (readonly [beginning: string, what: string])[] = [
  ['504b0304', 'a workbook of a spreadsheet (or another zip)'],
  ['d0cf11e0', 'a workbook of an old spreadsheet'],
  ['25504446', 'a PDF'],
];
const SAVE_AS = 'save it as CSV (in Excel: "CSV UTF-8")';

/** Bytes that are looked at for the zeros of UTF-16 without a mark. */
const LOOKED_AT = 1000;

/**
 * Text as spreadsheets and learning platforms save it: UTF-8 and UTF-16, with or without a byte-order mark; what is
 * neither is read as Windows-1252, which is said. Fit for browsers.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const beginning = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const other = NO_TEXT.find(([known]) => beginning === known)?.[1];
  if (other !== undefined) return { fault: `the file is ${other}, not CSV: ${SAVE_AS}` };
  const utf16 = utf16Of(beginning, bytes);
  if (utf16 !== undefined) return { text: new TextDecoder(utf16).decode(bytes) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return {
      text: new TextDecoder('windows-1252').decode(bytes),
      note: `the file is not UTF-8 and was read as Windows-1252, as Excel saves plain CSV: look at umlauts and accents; where they are wrong, ${SAVE_AS}`,
    };
  }
}

function utf16Of(beginning: string, bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (beginning.startsWith('fffe')) return 'utf-16le';
  if (beginning.startsWith('feff')) return 'utf-16be';
  const looked = bytes.subarray(0, LOOKED_AT);
  const zeros = [0, 0];
  looked.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  // Of titles in Latin letters, every second byte is zero.
  if (Math.max(even, odd) < looked.length / 4) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}
