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
    yield {
      name: zip.toString('utf8', at + ENTRY_BYTES, nameEnd),
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      madeBy: zip.readUInt8(at + 5),
      attributes: zip.readUInt32LE(at + 38),
      offset: zip.readUInt32LE(at + 42),
    };
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** The content of an entry as it is packed; undefined where the archive is damaged or ends inside. */
export function packedContentOf(zip: Buffer, { offset, packedBytes }: ZipEntry): Buffer | undefined {
  if (offset + LOCAL_BYTES > zip.length || zip.readUInt32LE(offset) !== LOCAL_SIGNATURE) return undefined;
  const from = offset + LOCAL_BYTES + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  return from + packedBytes > zip.length ? undefined : zip.subarray(from, from + packedBytes);
}
