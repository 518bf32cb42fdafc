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

/** The importer's own time limit: what it has not finished by then it never will in that attempt. */
export const IMPORT_LIFE_MS = 300_000;

/**
 * An import as it is told: one that should have ended long ago has died, with whoever worked on it. Should it be tried
 * again and succeed, that is told then.
 */
export function settleImport(found: ProblemImport, nowMs: number): ProblemImport {
  if (found.state !== 'importing') return found;
  const endedMs = Date.parse(found.startedAt) + IMPORT_LIFE_MS;
  if (nowMs <= endedMs) return found;
  const { importId, problemId, requestedAt, requestedBy, startedAt } = found;
  const died: Fault = {
    severity: 'error',
    code: 'import-died',
    file: '',
    message: `The import ended without an outcome: the importer failed, or ran out of memory or of its ${IMPORT_LIFE_MS / 1000} s. Make the test data smaller and upload the package again, or ask who runs the system to look at the importer's log.`,
  };
  const finishedAt = new Date(endedMs).toISOString();
  return {
    importId,
    problemId,
    requestedAt,
    requestedBy,
    state: 'refused',
    startedAt,
    finishedAt,
    faults: [died],
  };
}

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
