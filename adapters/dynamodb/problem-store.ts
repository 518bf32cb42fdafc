import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Page } from '../../core/exam/page.ts';
import { type ProblemImport, problemOfImport } from '../../core/problems/import.ts';
import type { Fault } from '../../core/problems/package/fault.ts';
import type { ManifestObjects, ProblemStore } from '../../core/problems/ports.ts';
import { type Problem, type ProblemVersion, summarize } from '../../core/problems/problem.ts';
import {
  decodeCursor,
  encodeCursor,
  fromItem,
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
const META_ATTRIBUTES = ['kind', 'kindSort', 'lastVersion', 'problemKind'];

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
    return problemOf(await getItem(this.#table, metaKey(problemId)));
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
    const found = items.flatMap((item) => problemOf(item) ?? []);
    return { items: found, ...(last === undefined ? {} : { cursor: encodeCursor(last) }) };
  }

  async getVersion(problemId: string, version: number): Promise<ProblemVersion | null> {
    return await this.#manifests.getManifest(problemId, version);
  }

  async createImport(wanted: Parameters<ProblemStore['createImport']>[0]): Promise<void> {
    const { expiresAt, ...row } = wanted;
    await putOnce(this.#table, {
      ...importKey(wanted.importId),
      ...row,
      state: 'awaiting-upload',
      expiresAt: Math.ceil(Date.parse(expiresAt) / 1000),
    });
  }

  async getImport(importId: string): Promise<ProblemImport | null> {
    if (problemOfImport(importId) === null) return null;
    const item = await getItem(this.#table, importKey(importId));
    return item === undefined ? null : fromItem<ProblemImport>(item);
  }

  async beginImport(importId: string, startedAt: string): Promise<ProblemImport | null> {
    if (problemOfImport(importId) === null) return null;
    const begun = await updateIf(this.#table, importKey(importId), {
      set: { state: 'importing', startedAt },
      remove: ['expiresAt'],
      condition: '#state = :awaiting OR #state = :importing',
      values: { awaiting: 'awaiting-upload', importing: 'importing' },
    });
    return begun === undefined ? await this.getImport(importId) : fromItem<ProblemImport>(begun);
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
    const version = counted?.['lastVersion'] as number;
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
      set: { ...problem, problemKind, kind: KIND, kindSort: `${problem.name}#${problemId}` },
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

/** The problem of a META row; `null` while no import of it has finished. */
function problemOf(item: Item | undefined): Problem | null {
  if (item === undefined || typeof item['currentVersion'] !== 'number') return null;
  return {
    ...fromItem<Omit<Problem, 'kind'>>(item, META_ATTRIBUTES),
    kind: item['problemKind'] as Problem['kind'],
  };
}
