import type { Clock } from '../exam/clock.ts';
import type { ContentHash } from '../grading/test-case.ts';
import { type Fault, messageOf, refuses } from './package/fault.ts';
import type { PackageFile, PackageTree } from './package/package-tree.ts';
import type { PackageResult } from './package/read-package.ts';
import type { PackageUploads, ProblemStore, TestDataStore } from './ports.ts';

/** Largest archive that is read, in bytes. An upload URL cannot enforce it, so the importer does. */
export const MAX_ARCHIVE_BYTES = 200 * 2 ** 20;

/** Faults that are told at most, and bytes of them as JSON: a row of 400 KB has to hold them. */
const MOST_FAULTS = 300;
const MOST_FAULT_BYTES = 250_000;

/** Stores under way at once: enough to hide S3's latency, few enough for a small function. */
const STORES_AT_ONCE = 8;

/** What an import touches. */
export interface ImportPorts {
  readonly store: ProblemStore;
  readonly uploads: PackageUploads;
  readonly testData: TestDataStore;
  /** Reads an archive's directory; never throws. */
  readonly openArchive: (archive: Uint8Array) => PackageTree;
  readonly clock: Clock;
}

/** What came of one delivery of an upload. */
export type ImportOutcome =
  | {
      readonly outcome: 'imported';
      readonly problemId: string;
      readonly version: number;
      readonly warnings: number;
    }
  | { readonly outcome: 'refused'; readonly problemId: string; readonly faults: readonly Fault[] }
  | {
      readonly outcome: 'finished-before';
      readonly problemId: string;
      readonly state: 'imported' | 'refused';
    };

/** An upload that cannot be imported now and, if nothing changes, never: the message goes to the dead letters. */
export class ImportImpossibleError extends Error {
  override readonly name = 'ImportImpossibleError';
}

/**
 * Imports an uploaded package: reads it, stores test data by content, then the manifest and its rows. However often
 * and by however many it is called for one import, one version comes of it: bytes are stored by content, the version
 * number is claimed once, every row is written by condition. A crash leaves nothing that the next call does not finish.
 *
 * @throws ImportImpossibleError when nobody asked for this import or its upload is gone
 */
export async function importPackage(importId: string, ports: ImportPorts): Promise<ImportOutcome> {
  const { store, uploads, testData, openArchive, clock } = ports;
  const begun = await store.beginImport(importId, isoOf(clock));
  if (begun === null) throw new ImportImpossibleError(`nobody asked for the import ${importId}`);
  const { problemId } = begun;
  if (begun.state === 'imported' || begun.state === 'refused')
    return { outcome: 'finished-before', problemId, state: begun.state };

  const size = await uploads.size(importId);
  if (size === null) throw new ImportImpossibleError(`the upload of the import ${importId} is gone`);
  const { manifest, faults, contents } =
    size > MAX_ARCHIVE_BYTES
      ? tooLarge(size)
      : await readSafely(await uploads.read(importId), problemId, openArchive);
  const told = atMost(faults);
  if (manifest === null) {
    await store.refuseImport(importId, told, isoOf(clock));
    return { outcome: 'refused', problemId, faults: told };
  }
  await storeAll(contents, testData);
  const version = await store.claimVersion(importId);
  await store.finishImport({ problemId, version, importId, importedAt: isoOf(clock), manifest }, told);
  return { outcome: 'imported', problemId, version, warnings: told.length };
}

type Read = Pick<PackageResult, 'manifest' | 'faults' | 'contents'>;

function tooLarge(size: number): Read {
  const message = `The archive has ${Math.ceil(size / 2 ** 20)} MiB; at most ${MAX_ARCHIVE_BYTES / 2 ** 20} are read. Make the test data smaller.`;
  return refusedFor('archive-too-large', message);
}

/** Reading never throws but by an error of ours, which the same package would meet again: its author is told. */
async function readSafely(
  archive: Uint8Array,
  name: string,
  openArchive: ImportPorts['openArchive'],
): Promise<Read> {
  // Readers and parsers of all formats: loaded when there is something to read.
  const { readPackage } = await import('./package/read-package.ts');
  try {
    return readPackage({ ...openArchive(archive), name });
  } catch (error) {
    const message = `This package cannot be read: ${messageOf(error)}. That is a fault of Assize's; tell who runs it.`;
    return refusedFor('reading-failed', message);
  }
}

function refusedFor(code: string, message: string): Read {
  return { manifest: null, faults: [{ severity: 'error', code, file: '', message }], contents: new Map() };
}

/** The faults that refuse come first when not all can be told. */
function atMost(faults: readonly Fault[]): readonly Fault[] {
  const important = [...faults].sort((a, b) => Number(refuses([b])) - Number(refuses([a])));
  let bytes = 0;
  const told = important.filter((fault, index) => {
    bytes += Buffer.byteLength(JSON.stringify(fault));
    return index < MOST_FAULTS - 1 && bytes <= MOST_FAULT_BYTES;
  });
  if (told.length === faults.length) return faults;
  const message = `There are ${faults.length - told.length} more faults; mend these first.`;
  return [...told, { severity: 'warning', code: 'more-faults', file: '', message }];
}

async function storeAll(
  contents: ReadonlyMap<ContentHash, PackageFile>,
  testData: TestDataStore,
): Promise<void> {
  const waiting = contents.entries();
  const work = async () => {
    for (const [hash, file] of waiting) await testData.put(hash, file.read());
  };
  await Promise.all(Array.from({ length: STORES_AT_ONCE }, work));
}

function isoOf(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
