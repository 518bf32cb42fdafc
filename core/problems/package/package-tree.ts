import { hashOf } from '../../grading/output-digests.ts';
import type { StoredFile } from '../../grading/output-validation.ts';
import type { ContentHash } from '../../grading/test-case.ts';
import { admitFiles } from './admit-files.ts';
import { decodeText } from './encoding.ts';
import { byPlace, type Fault, gatherWarnings, messageOf } from './fault.ts';
import { type PassedOver, tellPassedOver } from './passed-over.ts';

/** One entry of a package, whatever it came in (zip, directory, test). */
export interface PackageFile {
  /** Path with `/`, as the container gives it. */
  readonly path: string;
  /** Size in bytes as the container declares it. */
  readonly bytes: number;
  readonly kind: 'file' | 'symlink';
  /** The bytes, of a link its target as it stands there. Throws an Error with a sentence when the container is damaged. */
  read(): Uint8Array;
}

/** A package's files in any order, with what was wrong with the container itself. */
export interface PackageTree {
  /** What the container is called, for a problem that has no name of its own. */
  readonly name?: string;
  readonly files: readonly PackageFile[];
  readonly faults: readonly Fault[];
  /** Reads an archive that lies in the package; absent where nothing does. Never throws. */
  readonly openArchive?: (archive: Uint8Array) => PackageTree;
  /** Which of several questions in a file is meant, from 1; absent: the only one. */
  readonly question?: number;
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

/** A package while it is read: its files by path, the faults found so far, and the bytes that will be stored. */
export class PackageReading {
  readonly faults: Fault[] = [];
  /** What the container is called, or `''`. */
  readonly name: string;
  /** As the tree has it. */
  readonly openArchive: PackageTree['openArchive'];
  /** As the tree has it. */
  readonly question: PackageTree['question'];
  private readonly told = new Set<string>();
  private readonly passedOver = new Map<string, PassedOver>();
  /** What the manifest names by hash. */
  readonly contents = new Map<ContentHash, PackageFile>();
  private readonly files = new Map<string, PackageFile>();
  private readonly digests = new Map<string, StoredFile>();
  /** Files are looked at several times in a row, and each look would inflate them anew. */
  private lastRead: { readonly path: string; readonly bytes: Uint8Array } | undefined;

  /** Takes in the tree: refuses what is unsafe, drops what the format ignores, follows links. */
  constructor(tree: PackageTree, bounds: PackageBounds = DEFAULT_BOUNDS) {
    this.faults.push(...tree.faults);
    this.name = tree.name ?? '';
    this.openArchive = tree.openArchive;
    this.question = tree.question;
    for (const file of admitFiles(tree.files, bounds, this)) this.files.set(file.path, file);
  }

  /** The file at this path, if any. */
  get(path: string): PackageFile | undefined {
    return this.files.get(path);
  }

  /** All files, by paths from the root on. */
  all(): readonly PackageFile[] {
    return [...this.files.values()];
  }

  /** Names of the files at the top, in code-unit order. */
  atRoot(): string[] {
    return [...this.files.keys()].filter((path) => !path.includes('/')).sort();
  }

  /** Paths below a folder, relative to it, in code-unit order. */
  below(folder: string): string[] {
    const prefix = `${folder}/`;
    const paths: string[] = [];
    for (const path of this.files.keys()) if (path.startsWith(prefix)) paths.push(path.slice(prefix.length));
    return paths.sort();
  }

  /** The bytes of a file; `null` when it is absent, and with a fault when the container is damaged there. */
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

  /** A text file; `null` when it is absent, or in an encoding that nobody can tell. What it was beside UTF-8 is said. */
  text(path: string): string | null {
    const bytes = this.bytes(path);
    if (bytes === null) return null;
    const { text, trouble } = decodeText(bytes);
    if (trouble !== undefined) {
      const { code, message, line } = trouble;
      this.push(text === null ? 'error' : 'warning', code, path, message, line);
    }
    return text;
  }

  /**
   * Notes the file's bytes for storing, as `clean` makes them, and names them; `null` when they cannot be read. A file is
   * always cleaned in the same way.
   */
  store(
    path: string,
    name: string,
    clean: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
  ): StoredFile | null {
    const known = this.digests.get(path);
    if (known !== undefined) return { ...known, name };
    const file = this.files.get(path);
    const read = this.bytes(path);
    if (file === undefined || read === null) return null;
    const bytes = clean(read);
    const stored = { name, hash: hashOf(bytes), bytes: bytes.length };
    this.digests.set(path, stored);
    this.contents.set(
      stored.hash,
      bytes === read ? file : { ...file, bytes: bytes.length, read: () => clean(file.read()) },
    );
    return stored;
  }

  /** Notes bytes that the package does not hold literally (constants filled in). */
  storeBytes(path: string, name: string, bytes: Uint8Array): StoredFile {
    const hash = hashOf(bytes);
    this.contents.set(hash, { path, bytes: bytes.length, kind: 'file', read: () => bytes });
    return { name, hash, bytes: bytes.length };
  }

  /** Leaves a file alone, for a reason of a few words; all of these are told in one warning. */
  passOver(path: string, why: string): void {
    this.passedOver.set(path, { path, why });
  }

  /** Every fault so far, in the order of file and line. */
  allFaults(): readonly Fault[] {
    const passedOver = tellPassedOver([...this.passedOver.values()]);
    return gatherWarnings([...this.faults, ...passedOver].sort(byPlace));
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
    // Several readers may look at the same file, and come to the same.
    const key = JSON.stringify([code, file, message, line]);
    if (this.told.has(key)) return;
    this.told.add(key);
    this.faults.push({ severity, code, file, message, ...(line === undefined ? {} : { line }) });
  }
}
