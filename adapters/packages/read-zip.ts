import { crc32, inflateRawSync } from 'node:zlib';
import type { Fault } from '../../core/problems/package/fault.ts';
import type { PackageFile, PackageTree } from '../../core/problems/package/package-tree.ts';
import { findDirectory, packedContentOf, readEntries, type ZipEntry } from './zip-directory.ts';

/**
 * A zip archive as a package tree. A package comes from a stranger: symbolic links, names twice and sizes that lie are
 * told as they stand in the archive. Files are inflated one by one when they
 * are read, never beyond their declared size, so that a bomb costs nothing.
 */
export function readZip(archive: Uint8Array): PackageTree {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const directory = findDirectory(bytes);
  if (directory === undefined)
    return broken(
      'not-a-zip',
      'This is no zip archive, or its end is missing; pack the folder again and upload all of it.',
    );
  const { count, start, bytes: size, endsAt } = directory;
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    return broken(
      'zip64',
      'The archive is in the zip64 form, for more than 4 GB or 65,535 files; packages are smaller. Pack it again without.',
    );
  }
  if (start + size > endsAt)
    return broken('zip-damaged', 'The directory of the archive lies outside of it; pack the folder again.');
  const entries = [...readEntries(bytes, directory)];
  if (entries.length < count)
    return broken(
      'zip-damaged',
      `The directory of the archive ends after ${entries.length} of ${count} files; pack the folder again.`,
    );
  const files: PackageFile[] = [];
  const faults: Fault[] = [];
  for (const entry of entries) {
    const path = entry.name;
    if (path.endsWith('/')) continue;
    if ((entry.flags & 1) !== 0) {
      faults.push({
        severity: 'error',
        code: 'zip-encrypted',
        file: path,
        message: 'The file is encrypted; pack the folder without a password.',
      });
    } else if (entry.method !== 0 && entry.method !== 8) {
      faults.push({
        severity: 'error',
        code: 'zip-method',
        file: path,
        message: `The file is packed by method ${entry.method}; use the usual one (deflate) or none.`,
      });
    } else {
      const isLink = entry.madeBy === MADE_ON_UNIX && ((entry.attributes >>> 16) & S_IFMT) === S_IFLNK;
      const kind = isLink ? 'symlink' : 'file';
      files.push({ path, bytes: entry.bytes, kind, read: () => inflate(bytes, entry) });
    }
  }
  return { files, faults, openArchive: readZip };
}

const MADE_ON_UNIX = 3;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

function inflate(zip: Buffer, entry: ZipEntry): Uint8Array {
  const packed = packedContentOf(zip, entry);
  if (packed === undefined) throw new Error('The archive is damaged here, or ends inside this file.');
  const content = entry.method === 0 ? packed : inflateWithin(packed, entry.bytes);
  if (content.length !== entry.bytes)
    throw new Error(
      `It unpacks to another size (${content.length}) than the archive declares (${entry.bytes}).`,
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
