import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { createHandler } from '../../../../lambdas/middleware/create-handler.ts';

const context = {
  functionName: 'a-function',
  awsRequestId: 'r-1',
  getRemainingTimeInMillis: () => 1_000,
} as Context;
let lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines = [];
  vi.stubEnv('STAGE', 'dev');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Assize');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'a-function');
  // The libraries then print by the global console.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const take = (line: unknown) => void lines.push(JSON.parse(String(line)));
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(take);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function make(handle: (name: string) => Promise<unknown>) {
  return createHandler({
    envSchema: z.object({ STAGE: z.enum(['dev', 'prod']) }),
    eventSchema: z.object({ name: z.string() }),
    assemble: () => ({}),
    handle: async ({ name }, _services, { metrics }) => {
      if (name !== 'nobody') metrics.addMetric('Greetings', MetricUnit.Count, 1);
      return await handle(name);
    },
  });
}

describe('an invoked function', () => {
  it('answers what its handler answers, and prints metrics by stage alone', async () => {
    const handler = make(async (name) => ({ hello: name }));
    expect(await handler({ name: 'ada' }, context)).toEqual({ hello: 'ada' });
    const metric = lines.find((line) => '_aws' in line);
    expect(metric).toMatchObject({
      stage: 'dev',
      Greetings: 1,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Assize', Dimensions: [['stage']] }] },
    });
  });

  it('prints nothing when nothing was counted', async () => {
    expect(await make(async () => 'done')({ name: 'nobody' }, context)).toBe('done');
    expect(lines).toEqual([]);
  });

  it('passes a failure on, so that alarms and retries see it, and says of which kind it was', async () => {
    const failure = Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException' });
    const handler = make(async () => {
      throw failure;
    });
    await expect(handler({ name: 'ada' }, context)).rejects.toBe(failure);
    expect(lines.find(({ message }) => message === 'invocation.failed')).toMatchObject({
      errorKind: 'denied',
    });
    expect(lines.some((line) => '_aws' in line)).toBe(true);
  });

  it('refuses an event that it does not take, naming the field', async () => {
    const handler = make(async () => 'never');
    await expect(handler({ name: 7 }, context)).rejects.toThrow(/the event cannot be taken: name/);
    expect(lines.find(({ message }) => message === 'invocation.failed')).toMatchObject({
      errorKind: 'invalid',
    });
  });

  it('fails each invocation, not the runtime, when a variable is missing', async () => {
    vi.stubEnv('STAGE', 'nowhere');
    const handler = make(async () => 'never');
    await expect(handler({ name: 'ada' }, context)).rejects.toThrow(/the environment is incomplete: STAGE/);
  });
});
