/** Logs errors as functions do, in a process of its own: see errors.bench.ts. */
import * as z from 'zod/mini';
import { connectTables } from '../../lambdas/middleware/connect-tables.ts';
import { createHandler } from '../../lambdas/middleware/create-handler.ts';
import { answerRounds } from './rounds.ts';

interface Setup {
  readonly instances: number;
  /** Errors of one invocation. */
  readonly errors: number;
}

/** What goes wrong, of four classes. */
const FAULTS = [
  'ThrottlingException',
  'AccessDeniedException',
  'TimeoutError',
  'ExpiredTokenException',
  'TypeError',
].map((name) => Object.assign(new Error(`${name} of a benchmark`), { name }));

await answerRounds<Setup>(async ({ instances, errors }) => {
  const handlers = Array.from({ length: instances }, () =>
    createHandler({
      envSchema: z.object({ METRICS_TABLE: z.string() }),
      eventSchema: z.object({ from: z.number() }),
      assemble: (env, tools) => connectTables(tools, env),
      // Not as an error: those go where this process' own are read.
      handle: async ({ from }, _tables, { logger }) => {
        for (let at = from; at < from + errors; at++)
          logger.info('request.failed', { error: FAULTS[at % FAULTS.length] });
      },
    }),
  );
  return async (at) => {
    const handler = handlers[at % instances]!;
    await handler({ from: at * errors }, { awsRequestId: 'bench', functionName: 'bench' } as never);
  };
});
