import type { Page } from '../exam/page.ts';
import type { ContentHash } from '../grading/test-case.ts';
import type { ProblemImport } from './import.ts';
import type { Fault } from './package/fault.ts';
import type { Problem, ProblemVersion } from './problem.ts';

/** Where problems, their versions and their imports are kept. Every write holds under redelivery and races. */
export interface ProblemStore {
  /** Newest version in short, or `null`. */
  getProblem(problemId: string): Promise<Problem | null>;
  /** Problems by name. `limit` at most 100. Throws `InvalidCursorError` on a cursor that it did not give. */
  listProblems(limit: number, cursor?: string): Promise<Page<Problem>>;
  /** A version's manifest, or `null`. */
  getVersion(problemId: string, version: number): Promise<ProblemVersion | null>;

  /** Records that somebody was given an upload URL; the row expires unless its upload comes. */
  createImport(wanted: {
    importId: string;
    problemId: string;
    requestedAt: string;
    requestedBy: string;
    expiresAt: string;
  }): Promise<void>;
  getImport(importId: string): Promise<ProblemImport | null>;
  /** Moves to `importing`; leaves a finished import as it is. Returns what now stands, or `null` when there is no such import. */
  beginImport(importId: string, startedAt: string): Promise<ProblemImport | null>;
  /** The version number of this import: the same one however often it is asked. */
  claimVersion(importId: string): Promise<number>;
  /** Stores the manifest and its rows, shows it as the current version unless a newer one exists, and finishes the import. */
  finishImport(version: ProblemVersion, warnings: readonly Fault[]): Promise<void>;
  /** Finishes the import with its faults. */
  refuseImport(importId: string, faults: readonly Fault[], finishedAt: string): Promise<void>;
}

/** Where bytes are kept by content. */
export interface TestDataStore {
  /** Stores the bytes unless they are there. The hash must be theirs. */
  put(hash: ContentHash, bytes: Uint8Array): Promise<void>;
  /** The bytes; throws `TestDataMissingError` when they are not there. */
  get(hash: ContentHash): Promise<Uint8Array>;
}

/** Where uploaded packages wait. */
export interface PackageUploads {
  /** The uploaded object's size, or `null` when it is not there. */
  size(importId: string): Promise<number | null>;
  read(importId: string): Promise<Uint8Array>;
}

/** Where manifests lie: too large for a row. */
export interface ManifestObjects {
  putManifest(version: ProblemVersion): Promise<void>;
  getManifest(problemId: string, version: number): Promise<ProblemVersion | null>;
}

/** Stored bytes that should be there are not. */
export class TestDataMissingError extends Error {
  override readonly name = 'TestDataMissingError';
  readonly hash: ContentHash;
  constructor(hash: ContentHash) {
    super(`test data ${hash} is not stored, or may not be read`);
    this.hash = hash;
  }
}
