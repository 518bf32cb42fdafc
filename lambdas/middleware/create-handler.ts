import type { Context } from 'aws-lambda';
import { readEnvironment, readEvent, type Schema } from './parse.ts';
import { createTools, type Tools } from './tools.ts';

/** What a function is made of. */
export interface FunctionSpec<Env, Event, Services, Result> {
  readonly envSchema: Schema<Env>;
  readonly eventSchema: Schema<Event>;
  /** Makes what the function works with; once for the life of its process. */
  readonly assemble: (env: Env, tools: Tools) => Services;
  readonly handle: (event: Event, services: Services, tools: Tools, context: Context) => Promise<Result>;
}

/**
 * The Lambda handler of a function: environment and event read by their schemas, log lines with stage, function and
 * invocation, metrics printed and written however it ends, failures classified and passed on: an alarm on errors, a retry and a
 * failure queue see them. The environment is read at the first invocation, so that a fault in it is an error of that
 * invocation, logged as such, not a crash of the runtime.
 */
export function createHandler<Env, Event, Services, Result>(
  spec: FunctionSpec<Env, Event, Services, Result>,
): (event: unknown, context: Context) => Promise<Result> {
  const tools = memoize(() => createTools(process.env['STAGE'] ?? 'unknown'));
  const services = memoize(() => spec.assemble(readEnvironment(spec.envSchema), tools()));
  let invocations = 0;
  return async (event, context) => {
    const { logger, measure, recorder } = tools();
    logger.addContext(context);
    recorder.begin();
    const name = { function: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'unknown' };
    measure('invocations', 1, name);
    if (invocations++ === 0) measure('coldStarts', 1, name);
    try {
      return await spec.handle(readEvent(spec.eventSchema, event), services(), tools(), context);
    } catch (error) {
      logger.error('invocation.failed', { error });
      throw error;
    } finally {
      await recorder.settle();
    }
  };
}

/** Makes the value at its first use; a failure is not kept. */
function memoize<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
