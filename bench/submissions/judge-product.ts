/** Judges what waits with the built executor, in a process of its own: see executor.bench.ts. */
import { answerRounds } from './rounds.ts';

interface Setup {
  readonly bundle: string;
  readonly sessionId: string;
  readonly submissionId: string;
}

await answerRounds<Setup>(async ({ bundle, sessionId, submissionId }) => {
  const { handler } = (await import(bundle)) as {
    handler: (event: object, context: object) => Promise<{ batchItemFailures: readonly unknown[] }>;
  };
  const context = {
    awsRequestId: 'bench',
    functionName: 'executor',
    getRemainingTimeInMillis: () => 900_000,
  };
  const body = JSON.stringify({ sessionId, submissionId });
  // One doorbell for all of a round: the table is the queue.
  return async (at, from) => {
    if (at !== from) return;
    const { batchItemFailures: failed } = await handler({ Records: [{ messageId: 'bell', body }] }, context);
    if (failed.length > 0) throw new Error('the executor failed');
  };
});
