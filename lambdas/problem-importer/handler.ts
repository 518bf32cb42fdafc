import { S3Client } from '@aws-sdk/client-s3';
import { DynamoProblemStore } from '../../adapters/dynamodb/problem-store.ts';
import { readZip } from '../../adapters/packages/read-zip.ts';
import { S3ProblemObjects } from '../../adapters/s3/problem-objects.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { type ImportPorts, importPackage } from '../../core/problems/import-package.ts';
import { connectTables } from '../middleware/connect-tables.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { answerMessages, messagesSchema } from '../middleware/messages.ts';
import type { Tools } from '../middleware/tools.ts';
import { type Env, envSchema } from './env.ts';
import { readUploads } from './read-uploads.ts';

function assemble(env: Env, tools: Tools): ImportPorts {
  const objects = new S3ProblemObjects(new S3Client({}), env.DATA_BUCKET);
  return {
    store: new DynamoProblemStore(connectTables(tools, env)(env.SESSIONS_TABLE), objects),
    uploads: objects,
    testData: objects,
    openArchive: readZip,
    clock: systemClock,
  };
}

/** Imports what S3 tells of. A message fails alone: it is tried again and, in the end, looked at by a person. */
export const handler = createHandler({
  envSchema,
  eventSchema: messagesSchema,
  assemble,
  handle: async (event, ports, tools) =>
    await answerMessages(event, tools, {
      read: readUploads,
      async work(messages) {
        for (const importId of messages.flat()) {
          const outcome = await importPackage(importId, ports);
          const faults = outcome.outcome === 'refused' ? outcome.faults.length : 0;
          tools.logger.info('import.finished', { importId, ...outcome, faults });
        }
      },
    }),
});
