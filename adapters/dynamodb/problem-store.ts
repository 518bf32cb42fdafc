import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Page } from '../../core/exam/page.ts';
import { type ProblemImport, problemOfImport } from '../../core/problems/import.ts';
import type { Fault } from '../../core/problems/package/fault.ts';
import type { ManifestObjects, ProblemStore } from '../../core/problems/ports.ts';
import { type Problem, type ProblemVersion, summarize } from '../../core/problems/problem.ts';
import { rowKindOf } from './row-kind.ts';
import {
  decodeCursor,
  encodeCursor,
  getItem,
  type Item,
  type Key,
  putOnce,
  type Table,
  updateIf,
} from './table.ts';

const KIND = 'PROBLEM';
/** Attributes of a META row that are not the problem's; `problemKind` is, under another name than the index's. */
const CURSOR = { kind: KIND, sk: 'META', pk: /^PROBLEM#./, kindSort: /./s };

const problemRow = rowKindOf<Problem>()(
  'problem',
  z.object({
    problemId: z.string(),
    name: z.string(),
    currentVersion: z.number(),
    kind: z.enum(['pass-fail', 'scoring']),
    timeMs: z.number(),
    memoryKiB: z.number(),
    languages: z.nullable(z.array(z.string())),
    sampleTestCases: z.number(),
    secretTestCases: z.number(),
    testDataBytes: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
  // The index has the name `kind` for itself.
  { unfold: (row) => ({ ...row, kind: row['problemKind'] }) },
);
const faults = z.array(
  z.object({
    severity: z.enum(['error', 'unsupported', 'warning']),
    code: z.string(),
    file: z.string(),
    line: z.exactOptional(z.number()),
    message: z.string(),
  }),
);
const base = {
  importId: z.string(),
  problemId: z.string(),
  requestedAt: z.string(),
  requestedBy: z.string(),
};
const ended = { ...base, startedAt: z.string(), finishedAt: z.string() };
const importRow = rowKindOf<ProblemImport>()(
  'import',
  z.discriminatedUnion('state', [
    z.object({ ...base, state: z.literal('awaiting-upload') }),
    z.object({
      ...base,
      state: z.literal('importing'),
      startedAt: z.string(),
      version: z.exactOptional(z.number()),
    }),
    z.object({ ...ended, state: z.literal('imported'), version: z.number(), warnings: faults }),
    z.object({ ...ended, state: z.literal('refused'), faults }),
  ]),
);

const pkOf = (problemId: string) => `PROBLEM#${problemId}`;
const metaKey = (problemId: string): Key => ({ pk: pkOf(problemId), sk: 'META' });
const versionKey = (problemId: string, version: number): Key => ({
  pk: pkOf(problemId),
  sk: `VERSION#${String(version).padStart(6, '0')}`,
});
const importKey = (importId: string): Key => ({
  pk: pkOf(problemOfImport(importId) ?? ''),
  sk: `IMPORT#${importId}`,
});

/** Problems, versions and imports in the sessions table; manifests beside it. */
export class DynamoProblemStore implements ProblemStore {
  readonly #table: Table;
  readonly #manifests: ManifestObjects;

  constructor(table: Table, manifests: ManifestObjects) {
    this.#table = table;
    this.#manifests = manifests;
  }

  async getProblem(problemId: string): Promise<Problem | null> {
    const item = await getItem(this.#table, metaKey(problemId));
    return problemRow.readIf(this.#table, isImported(item) ? item : undefined) ?? null;
  }

  async listProblems(limit: number, cursor?: string): Promise<Page<Problem>> {
    const from = cursor === undefined ? undefined : decodeCursor(cursor, CURSOR);
    const { Items: items = [], LastEvaluatedKey: last } = await this.#table.client.send(
      new QueryCommand({
        TableName: this.#table.name,
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :kind',
        ExpressionAttributeValues: { ':kind': KIND },
        Limit: Math.min(limit, 100),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const found = problemRow.readAll(this.#table, items.filter(isImported));
    return { items: found, ...(last === undefined ? {} : { cursor: encodeCursor(last) }) };
  }

  async getVersion(problemId: string, version: number): Promise<ProblemVersion | null> {
    return await this.#manifests.getManifest(problemId, version);
  }

  async createImport(wanted: Parameters<ProblemStore['createImport']>[0]): Promise<void> {
    const { expiresAt, ...row } = wanted;
    await putOnce(this.#table, {
      ...importKey(wanted.importId),
      ...importRow.write({ ...row, state: 'awaiting-upload' }),
      expiresAt: Math.ceil(Date.parse(expiresAt) / 1000),
    });
  }

  async getImport(importId: string): Promise<ProblemImport | null> {
    if (problemOfImport(importId) === null) return null;
    return importRow.readIf(this.#table, await getItem(this.#table, importKey(importId))) ?? null;
  }

  async beginImport(importId: string, startedAt: string): Promise<ProblemImport | null> {
    if (problemOfImport(importId) === null) return null;
    const begun = await updateIf(this.#table, importKey(importId), {
      set: { state: 'importing', startedAt },
      remove: ['expiresAt'],
      condition: '#state = :awaiting OR #state = :importing',
      values: { awaiting: 'awaiting-upload', importing: 'importing' },
    });
    return importRow.readIf(this.#table, begun) ?? (await this.getImport(importId));
  }

  async claimVersion(importId: string): Promise<number> {
    const row = await getItem(this.#table, importKey(importId));
    if (typeof row?.['version'] === 'number') return row['version'];
    const problemId = problemOfImport(importId) ?? '';
    const counted = await updateIf(this.#table, metaKey(problemId), {
      set: { problemId },
      add: { lastVersion: 1 },
      condition: 'attribute_exists(pk) OR attribute_not_exists(pk)',
    });
    const version = z.number().parse(counted?.['lastVersion']);
    const claimed = await updateIf(this.#table, importKey(importId), {
      set: { version },
      condition: 'attribute_exists(pk) AND attribute_not_exists(#version)',
    });
    // Somebody else claimed meanwhile; the number counted here stays unused.
    return claimed === undefined ? await this.claimVersion(importId) : version;
  }

  async finishImport(version: ProblemVersion, warnings: readonly Fault[]): Promise<void> {
    const { problemId, importId, importedAt } = version;
    await this.#manifests.putManifest(version);
    await putOnce(this.#table, {
      ...versionKey(problemId, version.version),
      problemId,
      version: version.version,
      importId,
      importedAt,
    });
    const createdAt = (await getItem(this.#table, metaKey(problemId)))?.['createdAt'];
    const { kind: problemKind, ...problem } = summarize(
      version,
      typeof createdAt === 'string' ? createdAt : importedAt,
    );
    await updateIf(this.#table, metaKey(problemId), {
      set: {
        ...problemRow.stamp,
        ...problem,
        problemKind,
        kind: KIND,
        kindSort: `${problem.name}#${problemId}`,
      },
      condition: 'attribute_not_exists(#currentVersion) OR #currentVersion < :version',
      values: { version: version.version },
    });
    await updateIf(this.#table, importKey(importId), {
      set: { state: 'imported', finishedAt: importedAt, version: version.version, warnings },
      condition: '#state = :importing',
      values: { importing: 'importing' },
    });
  }

  async refuseImport(importId: string, faults: readonly Fault[], finishedAt: string): Promise<void> {
    await updateIf(this.#table, importKey(importId), {
      set: { state: 'refused', faults, finishedAt },
      condition: '#state = :importing',
      values: { importing: 'importing' },
    });
  }
}

/** Whether an import of it has finished: before, the row only counts versions. */
const isImported = (row: Item | undefined) => row?.['currentVersion'] !== undefined;
