import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { readEnvironment, readEvent, type Schema } from './parse.ts';
import { reportInvocation } from './report.ts';
import { createTools, type Tools } from './tools.ts';

/** A function that a schedule or a colleague invokes with one JSON event. */
export interface InvokedFunction<Env extends { readonly STAGE: string }, Event, Services, Result> {
  readonly envSchema: Schema<Env>;
  readonly eventSchema: Schema<Event>;
  /** Makes what the function works with; once for the life of its process. */
  readonly assemble: (env: Env, tools: Tools) => Services;
  readonly handle: (event: Event, services: Services, tools: Tools, context: Context) => Promise<Result>;
}

/**
 * The Lambda handler of an invoked function: environment and event read by their schemas, logger, metrics, failures
 * classified and passed on. The environment is read at the first invocation, so that a fault in it is an error of that
 * invocation, logged as such, not a crash of the runtime.
 */
export function createHandler<Env extends { readonly STAGE: string }, Event, Services, Result>(
  spec: InvokedFunction<Env, Event, Services, Result>,
) {
  const tools = memoize(() => createTools(process.env['STAGE'] ?? 'unknown'));
  const services = memoize(() => spec.assemble(readEnvironment(spec.envSchema), tools()));
  return middy<unknown, Result, Error, Context>(async (event: unknown, context: Context) =>
    spec.handle(readEvent(spec.eventSchema, event), services(), tools(), context),
  ).use(reportInvocation(tools));
}

/** Makes the value at its first use; a failure is not kept. */
export function memoize<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
