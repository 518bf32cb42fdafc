import { ULID_PATTERN } from '../exam/ids.ts';
import type { Fault } from './package/fault.ts';
import { isProblemId } from './problem.ts';

/**
 * An import: one uploaded package on its way to a version. Whoever asks for an upload names the problem; the id of
 * the import carries it (`<problemId>.<ulid>`), so that the upload's object key alone leads back to its rows.
 */

/** Where an import stands. `awaiting-upload` rows that nobody uploads to expire. */
export type ImportState =
  | { readonly state: 'awaiting-upload' }
  | { readonly state: 'importing'; readonly startedAt: string; readonly version?: number }
  | {
      readonly state: 'imported';
      readonly startedAt: string;
      readonly finishedAt: string;
      readonly version: number;
      readonly warnings: readonly Fault[];
    }
  | {
      readonly state: 'refused';
      readonly startedAt: string;
      readonly finishedAt: string;
      readonly faults: readonly Fault[];
    };

export type ProblemImport = ImportState & {
  readonly importId: string;
  readonly problemId: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** User name of who asked. */
  readonly requestedBy: string;
};

const UPLOAD_KEY = /^packages\/(.+)\.zip$/;

/** The id of an import of this problem. `ulid` is a fresh ULID. */
export function makeImportId(problemId: string, ulid: string): string {
  return `${problemId}.${ulid}`;
}

/** The problem that an import id belongs to, or `null` when the text is no import id. */
export function problemOfImport(importId: string): string | null {
  const dot = importId.indexOf('.');
  if (dot < 0 || !ULID_PATTERN.test(importId.slice(dot + 1))) return null;
  const problemId = importId.slice(0, dot);
  return isProblemId(problemId) ? problemId : null;
}

/** The object key that a package is uploaded to. */
export function uploadKeyOf(importId: string): string {
  return `packages/${importId}.zip`;
}

/** The import that an uploaded object belongs to, or `null` when the key is not one of ours. */
export function importOfUploadKey(key: string): string | null {
  const importId = UPLOAD_KEY.exec(key)?.[1];
  return importId !== undefined && problemOfImport(importId) !== null ? importId : null;
}
