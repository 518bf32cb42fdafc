import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { count } from '../../../../lambdas/middleware/count.ts';
import { createInvokedHandler } from '../../../../lambdas/middleware/invoked.ts';

const handler = createInvokedHandler({
  envSchema: z.object({ STAGE: z.string() }),
  eventSchema: z.object({ hosts: z.number() }),
  assemble: (env) => env,
  async handle({ hosts }, { STAGE }, tools) {
    if (hosts > 0) count(tools, { hostsFailed: hosts });
    if (hosts > 9) throw new Error('too many');
    return { answered: STAGE };
  },
});

const context = { awsRequestId: 'r', functionName: 'f', getRemainingTimeInMillis: () => 1_000 } as Context;
const printed: string[] = [];

beforeEach(() => {
  vi.stubEnv('STAGE', 'dev');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Assize');
  // The library prints by a console of its own, made of the process's streams.
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  printed.length = 0;
});

const metricsPrinted = () =>
  printed.filter((line) => line.includes('CloudWatchMetrics')).map((line) => JSON.parse(line) as object);

describe('an invoked function', () => {
  it('answers what its handler answers, with metrics to print and without', async () => {
    expect(await handler({ hosts: 0 }, context)).toEqual({ answered: 'dev' });
    expect(await handler({ hosts: 1 }, context)).toEqual({ answered: 'dev' });
  });

  it('prints what was counted by stage, and nothing when nothing was', async () => {
    await handler({ hosts: 0 }, context);
    expect(metricsPrinted()).toEqual([]);
    await handler({ hosts: 2 }, context);
    await handler({ hosts: 3 }, context);
    expect(metricsPrinted()).toEqual([
      expect.objectContaining({ stage: 'dev', HostsFailed: 2 }),
      expect.objectContaining({ stage: 'dev', HostsFailed: 3 }),
    ]);
  });

  it('prints what was counted before it failed, and fails', async () => {
    await expect(handler({ hosts: 10 }, context)).rejects.toThrow('too many');
    expect(metricsPrinted()).toEqual([expect.objectContaining({ HostsFailed: 10 })]);
  });
});
