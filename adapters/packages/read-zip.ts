import { crc32, inflateRawSync } from 'node:zlib';
import type { Fault } from '../../core/problems/package/fault.ts';
import type { PackageFile, PackageTree } from '../../core/problems/package/package-tree.ts';

/**
 * A zip archive as a package tree. Reads the central directory itself, since a package comes from a stranger and what
 * matters is what libraries hide: symbolic links, names twice, sizes that lie. Files are inflated one by one when they
 * are read, never beyond their declared size, so that a bomb costs nothing.
 */
export function readZip(archive: Uint8Array): PackageTree {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(bytes);
  if (end < 0)
    return broken(
      'not-a-zip',
      'This is no zip archive, or its end is missing; pack the folder again and upload all of it.',
    );
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    return broken(
      'zip64',
      'The archive is in the zip64 form, for more than 4 GB or 65,535 files; packages are smaller. Pack it again without.',
    );
  }
  if (start + size > end)
    return broken('zip-damaged', 'The directory of the archive lies outside of it; pack the folder again.');
  return readDirectoryOf(bytes, start, start + size, count);
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
/** The end record is at most this far from the end: its 22 bytes and a comment. */
const FARTHEST_END = 22 + 0xffff;

function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - FARTHEST_END); at -= 1) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE && at + 22 + bytes.readUInt16LE(at + 20) <= bytes.length)
      return at;
  }
  return -1;
}

function readDirectoryOf(bytes: Buffer, start: number, end: number, count: number): PackageTree {
  const files: PackageFile[] = [];
  const faults: Fault[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) {
      return broken(
        'zip-damaged',
        `The directory of the archive ends after ${index} of ${count} files; pack the folder again.`,
      );
    }
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    if (nameEnd > end)
      return broken('zip-damaged', 'A name in the archive is cut off; pack the folder again.');
    const entry = {
      path: bytes.toString('utf8', at + 46, nameEnd),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      madeByUnix: bytes.readUInt8(at + 5) === 3,
      mode: bytes.readUInt32LE(at + 38) >>> 16,
      local: bytes.readUInt32LE(at + 42),
    };
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (entry.path.endsWith('/')) continue;
    if ((entry.flags & 1) !== 0) {
      faults.push({
        severity: 'error',
        code: 'zip-encrypted',
        file: entry.path,
        message: 'The file is encrypted; pack the folder without a password.',
      });
    } else if (entry.method !== 0 && entry.method !== 8) {
      faults.push({
        severity: 'error',
        code: 'zip-method',
        file: entry.path,
        message: `The file is packed by method ${entry.method}; use the usual one (deflate) or none.`,
      });
    } else {
      const kind = entry.madeByUnix && (entry.mode & 0o170000) === 0o120000 ? 'symlink' : 'file';
      files.push({ path: entry.path, bytes: entry.size, kind, read: () => inflate(bytes, entry) });
    }
  }
  return { files, faults };
}

function inflate(
  bytes: Buffer,
  entry: { local: number; packed: number; size: number; method: number; crc: number },
): Uint8Array {
  if (entry.local + 30 > bytes.length || bytes.readUInt32LE(entry.local) !== LOCAL_SIGNATURE)
    throw new Error('The archive is damaged here.');
  const start =
    entry.local + 30 + bytes.readUInt16LE(entry.local + 26) + bytes.readUInt16LE(entry.local + 28);
  if (start + entry.packed > bytes.length) throw new Error('The archive ends inside this file.');
  const packed = bytes.subarray(start, start + entry.packed);
  const content = entry.method === 0 ? packed : inflateWithin(packed, entry.size);
  if (content.length !== entry.size)
    throw new Error(
      `It unpacks to another size (${content.length}) than the archive declares (${entry.size}).`,
    );
  if (crc32(content) !== entry.crc) throw new Error('Its checksum is wrong.');
  return content;
}

function inflateWithin(packed: Buffer, size: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const bomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(
      bomb
        ? `It unpacks to more than the ${size} bytes that the archive declares.`
        : 'Its packed data are damaged.',
    );
  }
}

function broken(code: string, message: string): PackageTree {
  return { files: [], faults: [{ severity: 'error', code, file: '', message }] };
}
