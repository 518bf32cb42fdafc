import { createHash } from 'node:crypto';
import type { ContentHash, StoredFile } from '../problem.ts';
import type { Fault } from './fault.ts';

/** One entry of a package, whatever it came in (zip, directory, test). */
export interface PackageFile {
  /** Path with `/`, as the container gives it. */
  readonly path: string;
  /** Size in bytes as the container declares it. */
  readonly bytes: number;
  readonly kind: 'file' | 'symlink';
  /** The bytes. Throws an Error with a sentence when the container is damaged. */
  read(): Uint8Array;
}

/** A package's files in any order, with what was wrong with the container itself. */
export interface PackageTree {
  readonly files: readonly PackageFile[];
  readonly faults: readonly Fault[];
}

/** How large a package may be. Above 100 MiB a file is refused by the format's own recommendation. */
export interface PackageBounds {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
}

export const DEFAULT_BOUNDS: PackageBounds = {
  files: 10_000,
  fileBytes: 100 * 2 ** 20,
  totalBytes: 512 * 2 ** 20,
};

/** SHA-256 in hex: the name that bytes are stored under. */
export function hashOf(bytes: Uint8Array): ContentHash {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The `2025-09` format's rule for names; everything else is as if it were not there. */
const NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}$/;

/** A package while it is read: its files by path, the faults found so far, and the bytes that will be stored. */
export class PackageReading {
  readonly faults: Fault[] = [];
  /** What the manifest names by hash. */
  readonly contents = new Map<ContentHash, PackageFile>();
  private readonly files = new Map<string, PackageFile>();
  private readonly digests = new Map<string, StoredFile>();
  /** Files are looked at several times in a row, and each look would inflate them anew. */
  private lastRead: { readonly path: string; readonly bytes: Uint8Array } | undefined;

  /** Takes in the tree: refuses what is unsafe, drops what the format ignores, finds the package's root. */
  constructor(tree: PackageTree, bounds: PackageBounds = DEFAULT_BOUNDS) {
    this.faults.push(...tree.faults);
    const admitted = this.admit(tree.files, bounds);
    const root = rootOf(admitted);
    for (const file of admitted) {
      if (root !== '' && !file.path.startsWith(root)) {
        this.warn(
          'outside-root',
          file.path,
          `This file lies beside the package's folder ${root.slice(0, -1)} and is ignored.`,
        );
        continue;
      }
      this.files.set(file.path.slice(root.length), file);
    }
  }

  /** The file at this path, if any. */
  get(path: string): PackageFile | undefined {
    return this.files.get(path);
  }

  /** Paths below a folder, relative to it, in code-unit order. */
  below(folder: string): string[] {
    const prefix = `${folder}/`;
    const paths: string[] = [];
    for (const path of this.files.keys()) if (path.startsWith(prefix)) paths.push(path.slice(prefix.length));
    return paths.sort();
  }

  /** Names of the top level's folders and files. */
  topLevel(): string[] {
    return [...new Set([...this.files.keys()].map((path) => path.split('/')[0] ?? ''))].sort();
  }

  /** The bytes of a file; `null` with a fault when the container is damaged there. */
  bytes(path: string): Uint8Array | null {
    const file = this.files.get(path);
    if (file === undefined) return null;
    if (this.lastRead?.path === path) return this.lastRead.bytes;
    try {
      const bytes = file.read();
      this.lastRead = { path, bytes };
      return bytes;
    } catch (error) {
      this.error(
        'unreadable',
        path,
        `This file cannot be read from the package: ${messageOf(error)} Pack it again.`,
      );
      return null;
    }
  }

  /** A text file; `null` with a fault when it is not UTF-8. A byte-order mark is a fault but is taken off. */
  text(path: string): string | null {
    const bytes = this.bytes(path);
    if (bytes === null) return null;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      this.error(
        'byte-order-mark',
        path,
        'The file begins with a byte-order mark; save it as UTF-8 without one.',
        1,
      );
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.error(
        'not-utf8',
        path,
        'The file is not UTF-8; save it in that encoding.',
        lineOfInvalidUtf8(bytes),
      );
      return null;
    }
  }

  /** Notes the file's bytes for storing and names them; `null` when they cannot be read. */
  store(path: string, name: string): StoredFile | null {
    const known = this.digests.get(path);
    if (known !== undefined) return { ...known, name };
    const bytes = this.bytes(path);
    if (bytes === null) return null;
    const stored = { name, hash: hashOf(bytes), bytes: bytes.length };
    this.digests.set(path, stored);
    const file = this.files.get(path);
    if (file !== undefined) this.contents.set(stored.hash, file);
    return stored;
  }

  /** Notes bytes that the package does not hold literally (constants filled in). */
  storeBytes(path: string, name: string, bytes: Uint8Array): StoredFile {
    const hash = hashOf(bytes);
    this.contents.set(hash, { path, bytes: bytes.length, kind: 'file', read: () => bytes });
    return { name, hash, bytes: bytes.length };
  }

  error(code: string, file: string, message: string, line?: number): void {
    this.push('error', code, file, message, line);
  }

  unsupported(code: string, file: string, message: string, line?: number): void {
    this.push('unsupported', code, file, message, line);
  }

  warn(code: string, file: string, message: string, line?: number): void {
    this.push('warning', code, file, message, line);
  }

  private push(
    severity: Fault['severity'],
    code: string,
    file: string,
    message: string,
    line?: number,
  ): void {
    this.faults.push({ severity, code, file, message, ...(line === undefined ? {} : { line }) });
  }

  private admit(files: readonly PackageFile[], bounds: PackageBounds): PackageFile[] {
    if (files.length > bounds.files) {
      this.error(
        'too-many-files',
        '',
        `The package has ${files.length} files; at most ${bounds.files} are read. Leave build products out.`,
      );
      return [];
    }
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    if (total > bounds.totalBytes) {
      this.error(
        'package-too-large',
        '',
        `Unpacked, the package has ${mebibytes(total)} MiB; at most ${mebibytes(bounds.totalBytes)} are read. Make the test data smaller.`,
      );
      return [];
    }
    const seen = new Map<string, string>();
    return files.filter((file) => this.admits(file, bounds, seen)).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private admits(file: PackageFile, bounds: PackageBounds, seen: Map<string, string>): boolean {
    const { path } = file;
    const segments = path.split('/');
    if (
      path.startsWith('/') ||
      path.includes('\\') ||
      path.includes('\0') ||
      segments.includes('..') ||
      /^[a-zA-Z]:/.test(path)
    ) {
      this.error(
        'unsafe-path',
        path,
        'This path would leave the package (absolute, "..", or a backslash); pack the files by plain relative paths.',
      );
      return false;
    }
    const isTimeLimitFile = segments.at(-1) === '.timelimit';
    if (segments.some((segment) => !NAME.test(segment)) && !isTimeLimitFile) {
      const meant =
        /(^|\/)(data|submissions)\//.test(path) &&
        !segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX');
      if (meant) {
        this.warn(
          'ignored-name',
          path,
          'The name has characters that the format does not allow, so the file is ignored; use a-z, A-Z, 0-9, "_", "." and "-".',
        );
      }
      return false;
    }
    if (segments[0] === '__MACOSX') return false;
    if (file.kind === 'symlink') {
      this.unsupported(
        'symbolic-link',
        path,
        'Symbolic links are not followed; put a copy of the file in its place.',
      );
      return false;
    }
    if (file.bytes > bounds.fileBytes) {
      this.error(
        'file-too-large',
        path,
        `The file has ${mebibytes(file.bytes)} MiB; at most ${mebibytes(bounds.fileBytes)} are read.`,
      );
      return false;
    }
    const folded = path.toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined) {
      this.error(
        'duplicate-name',
        path,
        twin === path
          ? 'The package holds this path twice; keep one.'
          : `The name differs from ${twin} only in case; rename one of them.`,
      );
      return false;
    }
    seen.set(folded, path);
    return true;
  }
}

/** `''` when problem.yaml lies at the top, else the one folder that holds it, with its `/`. */
function rootOf(files: readonly PackageFile[]): string {
  if (files.some((file) => file.path === 'problem.yaml')) return '';
  const holders = files.filter((file) => /^[^/]+\/problem\.yaml$/.test(file.path));
  const holder = holders.length === 1 ? holders[0] : undefined;
  return holder === undefined ? '' : holder.path.slice(0, holder.path.indexOf('/') + 1);
}

function lineOfInvalidUtf8(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    try {
      decoder.decode(bytes.subarray(start, at));
    } catch {
      return line;
    }
    start = at + 1;
    line += 1;
  }
  return line;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
