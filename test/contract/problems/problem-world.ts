import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoProblemStore } from '../../../adapters/dynamodb/problem-store.ts';
import { createDocumentClient, type Table } from '../../../adapters/dynamodb/table.ts';
import { readZip } from '../../../adapters/packages/read-zip.ts';
import { S3ProblemObjects } from '../../../adapters/s3/problem-objects.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import { makeImportId } from '../../../core/problems/import.ts';
import type { ImportPorts } from '../../../core/problems/import-package.ts';
import { makeTable } from '../../support/make-table.ts';
import { tableSchemas } from '../../support/table-schemas.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

/** A table and a bucket of an embedded AWS, and all that imports need on them. */
export interface ProblemWorld {
  readonly system: TestSystem;
  readonly table: Table;
  readonly bucket: string;
  readonly s3: S3Client;
  readonly objects: S3ProblemObjects;
  readonly store: DynamoProblemStore;
  readonly ports: ImportPorts;
  /** An import that somebody asked for. */
  request(problemId: string): Promise<string>;
  stop(): Promise<void>;
}

export async function makeProblemWorld(): Promise<ProblemWorld> {
  const system = await startTestSystem();
  const bucket = 'data';
  const s3 = new S3Client(system.admin);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const db = new DynamoDBClient(system.admin);
  await makeTable(db, 'sessions', tableSchemas.sessions);
  const table = { client: createDocumentClient(system.admin), name: 'sessions' };
  const objects = new S3ProblemObjects(s3, bucket);
  const store = new DynamoProblemStore(table, objects);
  let serial = 0;
  return {
    system,
    table,
    bucket,
    s3,
    objects,
    store,
    ports: { store, uploads: objects, testData: objects, openArchive: readZip, clock: systemClock },
    async request(problemId) {
      serial += 1;
      const importId = makeImportId(problemId, `01jd8x4v2n${String(serial).padStart(16, '0')}`);
      await store.createImport({
        importId,
        problemId,
        requestedAt: '2026-03-02T08:00:00.000Z',
        requestedBy: 'ines',
        expiresAt: '2026-03-02T09:00:00.000Z',
      });
      return importId;
    },
    async stop() {
      s3.destroy();
      db.destroy();
      table.client.destroy();
      await system.stop();
    },
  };
}
