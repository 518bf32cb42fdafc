import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { DynamoProblemStore } from '../../adapters/dynamodb/problem-store.ts';
import { createDocumentClient } from '../../adapters/dynamodb/table.ts';
import { readZip } from '../../adapters/packages/read-zip.ts';
import { S3ProblemObjects } from '../../adapters/s3/problem-objects.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { type ImportPorts, importPackage } from '../../core/problems/import-package.ts';
import { envSchema } from './env.ts';
import { readUploads } from './read-uploads.ts';

const env = envSchema.parse(process.env);
const logger = new Logger({ serviceName: 'problem-importer' });
const objects = new S3ProblemObjects(new S3Client({}), env.DATA_BUCKET);
const ports: ImportPorts = {
  store: new DynamoProblemStore({ client: createDocumentClient(), name: env.SESSIONS_TABLE }, objects),
  uploads: objects,
  testData: objects,
  openArchive: readZip,
  clock: systemClock,
};
const processor = new BatchProcessor(EventType.SQS);

/** One message: what S3 tells of uploads. Throws what should be tried again and, in the end, looked at by a person. */
async function importUploads(record: SQSRecord): Promise<void> {
  for (const importId of readUploads(record.body)) {
    const outcome = await importPackage(importId, ports);
    const faults = outcome.outcome === 'refused' ? outcome.faults.length : 0;
    logger.info('import', { importId, ...outcome, faults });
  }
}

async function handle(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return await processPartialResponse(
    event,
    async (record: SQSRecord) => {
      try {
        await importUploads(record);
      } catch (error) {
        logger.error('import failed; the message comes back', {
          messageId: record.messageId,
          body: record.body,
          error,
        });
        throw error;
      }
    },
    processor,
    { context, throwOnFullBatchFailure: false },
  );
}

export const handler = middy(handle).use(injectLambdaContext(logger, { resetKeys: true }));
