import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';

/*
 * The part of the zip format (APPNOTE.TXT 4.3) that lists and locates files. What is in an archive is told as it stands
 * there, wrong or not: whoever reads decides what to refuse.
 */

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** The end record has a comment of at most so many bytes behind it. */
const LONGEST_COMMENT = 0xffff;

/** The end record: what it says of the directory, and where it is itself. */
export interface ZipDirectory {
  readonly count: number;
  readonly start: number;
  readonly bytes: number;
  readonly endsAt: number;
}

/** One file or folder as the directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  /** What the archive says of it, which need not be so. */
  readonly bytes: number;
  /** The system that made the entry, by its number in the format; 3 is Unix. */
  readonly madeBy: number;
  readonly attributes: number;
  readonly offset: number;
}

/** The directory of an archive; undefined when its end record is missing. */
export function findDirectory(zip: Buffer): ZipDirectory | undefined {
  const last = zip.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (zip.readUInt32LE(at) !== END_SIGNATURE) continue;
    if (at + END_BYTES + zip.readUInt16LE(at + 20) > zip.length) continue;
    return {
      count: zip.readUInt16LE(at + 10),
      bytes: zip.readUInt32LE(at + 12),
      start: zip.readUInt32LE(at + 16),
      endsAt: at,
    };
  }
  return undefined;
}

/** The entries in their order, as far as they can be read: fewer than `count` where the directory is damaged. */
export function* readEntries(zip: Buffer, { count, start }: ZipDirectory): Generator<ZipEntry> {
  let at = start;
  for (let left = count; left > 0; left--) {
    if (at + ENTRY_BYTES > zip.length || zip.readUInt32LE(at) !== ENTRY_SIGNATURE) return;
    const nameEnd = at + ENTRY_BYTES + zip.readUInt16LE(at + 28);
    if (nameEnd > zip.length) return;
    const extraEnd = nameEnd + zip.readUInt16LE(at + 30);
    const madeBy = zip.readUInt8(at + 5);
    yield {
      name: readName(zip.subarray(at + ENTRY_BYTES, nameEnd), zip.subarray(nameEnd, extraEnd), madeBy),
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      madeBy,
      attributes: zip.readUInt32LE(at + 38),
      offset: zip.readUInt32LE(at + 42),
    };
    at = extraEnd + zip.readUInt16LE(at + 32);
  }
}

/** The upper half of code page 437, in which DOS and Windows write names that are not marked as UTF-8. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
/** The systems that write backslashes between folders: DOS and Windows, by their numbers in the format. */
const WITH_BACKSLASHES = new Set([0, 10]);
const UNICODE_PATH = 0x7075;

/**
 * A name as people see it: what the extra field for names says, else UTF-8 where it is that (macOS does not mark it), else
 * code page 437.
 */
function readName(bytes: Buffer, extra: Buffer, madeBy: number): string {
  const name = unicodePath(bytes, extra) ?? (isUtf8(bytes) ? bytes.toString('utf8') : inCodePage437(bytes));
  return WITH_BACKSLASHES.has(madeBy) ? name.replaceAll('\\', '/') : name;
}

function inCodePage437(bytes: Buffer): string {
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : (CODE_PAGE_437[byte - 0x80] ?? ''),
  ).join('');
}

/** Info-ZIP's extra field for a name in UTF-8, where it belongs to these bytes. */
function unicodePath(bytes: Buffer, extra: Buffer): string | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    const field = extra.subarray(at + 4, end);
    const isPath = extra.readUInt16LE(at) === UNICODE_PATH && field.length > 5 && end <= extra.length;
    if (isPath && field[0] === 1 && field.readUInt32LE(1) === crc32(bytes)) return field.toString('utf8', 5);
    at = end;
  }
  return undefined;
}

/** The content of an entry as it is packed; undefined where the archive is damaged or ends inside. */
export function packedContentOf(zip: Buffer, { offset, packedBytes }: ZipEntry): Buffer | undefined {
  if (offset + LOCAL_BYTES > zip.length || zip.readUInt32LE(offset) !== LOCAL_SIGNATURE) return undefined;
  const from = offset + LOCAL_BYTES + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  return from + packedBytes > zip.length ? undefined : zip.subarray(from, from + packedBytes);
}
