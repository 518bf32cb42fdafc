import { Buffer } from 'node:buffer';
import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import { chmod, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import {
  findDirectory,
  packedContentOf,
  readEntries,
  type ZipEntry,
} from '../../adapters/packages/zip-directory.ts';

const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

/** A file up to here is unpacked at once: waiting for a thread, four times over, would take longer. */
const AT_ONCE_BYTES = 512 * 1024;
/** After so much the rest of the host has its turn; making a file costs like so much content. */
const TURN_BYTES = 2 * 1024 * 1024;
const FILE_COST_BYTES = 16 * 1024;

/** Limits of the unzip step: Judge0 gives `/usr/bin/unzip` 2 s of CPU and files of at most `max_extract_size` KB. */
export type ExtractLimits = { maxFileKib: number; cpuSeconds: number; cpuMicroseconds(): number };

/**
 * Unpack a zip into a directory the way `unzip -n -qq` does inside Judge0's box: nothing is overwritten, paths cannot
 * leave the directory, permissions are those of the archive (see {@link modeOf}), links are made last and modes of
 * directories after them, and an error ends the step silently with what was unpacked so far. A file beyond the limit is cut at the
 * limit and ends the step, as SIGXFSZ ends unzip.
 *
 * Returns the relative paths that were made (directories too), parents first.
 */
export async function extractArchive(
  zip: Buffer,
  directory: string,
  limits: ExtractLimits,
): Promise<string[]> {
  const made = new Set<string>();
  const links: { path: string; target: string }[] = [];
  const directoryModes = new Map<string, number>();
  const startedAt = limits.cpuMicroseconds();
  let sinceTurnBytes = 0;
  const zipDirectory = findDirectory(zip);
  // Of a damaged archive what can be read is unpacked.
  for (const entry of zipDirectory === undefined ? [] : readEntries(zip, zipDirectory)) {
    if (limits.cpuMicroseconds() - startedAt > limits.cpuSeconds * 1_000_000) break;
    const path = safePath(entry.name);
    if (path === undefined) continue;
    const { isLink, permissions } = modeOf(entry);
    if (entry.name.endsWith('/')) {
      await makeDirectories(directory, path, made);
      directoryModes.set(path, permissions);
      continue;
    }
    if (made.has(path)) continue;
    const content = await readContent(zip, entry, limits.maxFileKib * 1024);
    if (!content) break;
    await makeDirectories(directory, dirname(path), made);
    if (isLink) {
      links.push({ path, target: content.bytes.toString('utf8') });
      continue;
    }
    if (!(await writeNew(join(directory, path), content.bytes, permissions))) continue;
    made.add(path);
    if (content.cut) break;
    sinceTurnBytes += content.bytes.length + FILE_COST_BYTES;
    if (sinceTurnBytes < TURN_BYTES) continue;
    sinceTurnBytes = 0;
    await setImmediate();
  }
  for (const link of links) {
    const done = await symlink(link.target, join(directory, link.path)).then(
      () => true,
      () => false,
    );
    if (done) made.add(link.path);
  }
  for (const [path, permissions] of [...directoryModes].reverse())
    await chmod(join(directory, path), permissions).catch(() => undefined);
  return [...made];
}

/** Systems whose archives carry Unix modes: VMS, Unix, Atari, QDOS, Acorn, BeOS, Tandem, AtheOS. */
const WITH_UNIX_MODES = new Set([2, 3, 5, 12, 13, 16, 17, 30]);
const MADE_ON_FAT = 0;
const DOS_READ_ONLY = 1;

/**
 * Whether an entry is a link, and its permissions, as Info-ZIP's unzip 6.0 takes them, tried on it. From Unix they are the stored ones,
 * whatever the umask and be they none at all. From elsewhere the read-only attribute decides, under a umask of 022,
 * unless FAT's entry stores a mode whose owner's part agrees with it.
 */
function modeOf({ name, madeBy, attributes }: ZipEntry): { isLink: boolean; permissions: number } {
  const mode = attributes >>> 16;
  const isDirectory = name.endsWith('/');
  if (WITH_UNIX_MODES.has(madeBy)) return { isLink: (mode & S_IFMT) === S_IFLNK, permissions: mode & 0o777 };
  const owner = 0o4 | (attributes & DOS_READ_ONLY ? 0 : 0o2) | (isDirectory ? 0o1 : 0);
  const stored = madeBy === MADE_ON_FAT && (mode & 0o700) >>> 6 === owner;
  return { isLink: false, permissions: stored ? mode & 0o777 : (owner * 0o111) & ~0o022 };
}

/** The bytes of an entry, cut at the limit; undefined where the archive is damaged or packed in a way that unzip 6 lacks. */
async function readContent(
  zip: Buffer,
  entry: ZipEntry,
  maxBytes: number,
): Promise<{ bytes: Buffer; cut: boolean } | undefined> {
  const packed = packedContentOf(zip, entry);
  if (packed === undefined) return undefined;
  if (entry.method === 0) return { bytes: packed.subarray(0, maxBytes), cut: packed.length > maxBytes };
  if (entry.method !== 8) return undefined;
  const atOnce = Math.max(packed.length, entry.bytes) <= Math.min(AT_ONCE_BYTES, maxBytes);
  return (atOnce ? inflateExactly(packed, entry.bytes) : undefined) ?? inflateUpTo(packed, maxBytes);
}

/** Inflate what has so many bytes; undefined where it has not, or is damaged. */
function inflateExactly(packed: Buffer, length: number): { bytes: Buffer; cut: boolean } | undefined {
  try {
    const size = Math.max(length, 64);
    const bytes = inflateRawSync(packed, { chunkSize: size, maxOutputLength: size });
    return bytes.length === length ? { bytes, cut: false } : undefined;
  } catch {
    return undefined;
  }
}

/** Inflate at most so many bytes: a bomb costs no more than its limit. Undefined where the data is damaged. */
async function inflateUpTo(
  packed: Buffer,
  maxBytes: number,
): Promise<{ bytes: Buffer; cut: boolean } | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  const stream = createInflateRaw();
  stream.end(packed);
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > maxBytes) break;
    }
  } catch {
    return undefined;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), cut: length > maxBytes };
}

/** The path below the directory that unzip would use, or undefined where it refuses the name. */
function safePath(name: string): string | undefined {
  if (name.includes('\0')) return undefined;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  if (parts.length === 0 || parts.some((part) => Buffer.byteLength(part) > 255)) return undefined;
  return parts.join('/');
}

async function makeDirectories(directory: string, path: string, made: Set<string>): Promise<void> {
  let below = '';
  for (const part of path === '.' ? [] : path.split('/')) {
    below = below === '' ? part : `${below}/${part}`;
    if (made.has(below)) continue;
    await mkdir(join(directory, below), { mode: 0o755 }).catch(() => undefined);
    made.add(below);
  }
}

/** Write a file that must not exist yet; false where it does or a parent is not a directory. */
async function writeNew(path: string, bytes: Buffer, permissions: number): Promise<boolean> {
  if (bytes.length <= AT_ONCE_BYTES) return writeNewAtOnce(path, bytes, permissions);
  const file = await open(path, 'wx', permissions).catch(() => undefined);
  if (!file) return false;
  try {
    await file.writeFile(bytes);
    await file.chmod(permissions);
  } finally {
    await file.close();
  }
  return true;
}

function writeNewAtOnce(path: string, bytes: Buffer, permissions: number): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'wx', permissions);
  } catch {
    return false;
  }
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fchmodSync(fd, permissions);
  } finally {
    closeSync(fd);
  }
  return true;
}
