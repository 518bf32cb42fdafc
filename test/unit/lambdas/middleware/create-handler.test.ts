import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { createHandler } from '../../../../lambdas/middleware/create-handler.ts';
import { answerMessages, messagesSchema, readBody } from '../../../../lambdas/middleware/messages.ts';

const context = {
  functionName: 'a-function',
  awsRequestId: 'r-1',
  getRemainingTimeInMillis: () => 1_000,
} as Context;
const root = join(import.meta.dirname, '../../../..');
/** An event of any kind that an invoked function or one at a queue takes. */
const EVENTS = { sessionId: '01jq0000000000000000000001', kind: 'sweep', requests: [], Records: [] };
const API_EVENT = {
  rawPath: '/v1/health',
  headers: {},
  isBase64Encoded: false,
  requestContext: { requestId: 'a', http: { method: 'GET' } },
};
/** Events of functions that take none of another's. */
const OWN_EVENTS = [
  ['api', API_EVENT],
  ['submission-reviewer', {}],
] as const;
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

/** Lines of the log that are not metrics. */
const told = () => lines.filter((line) => !('_aws' in line));

function make(handle: (name: string) => Promise<unknown>) {
  return createHandler({
    envSchema: z.object({ STAGE: z.enum(['dev', 'prod']) }),
    eventSchema: z.object({ name: z.string() }),
    assemble: () => ({}),
    handle: async ({ name }, _services, { count }) => {
      if (name !== 'nobody') count({ hostsFailed: 1 });
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
      HostsFailed: 1,
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
      failureClass: 'application',
      severity: 'critical',
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

  it('fails each invocation, not the runtime, when a variable is missing or wrong, and says what to do', async () => {
    vi.stubEnv('STAGE', 'nowhere');
    const handler = make(async () => 'never');
    await expect(handler({ name: 'ada' }, context)).rejects.toThrow(/the environment is incomplete: STAGE/);
    vi.stubEnv('STAGE', undefined);
    await expect(handler({ name: 'ada' }, context)).rejects.toThrow(
      'the environment is incomplete: STAGE is missing. The stack gives the function these: deploy it again',
    );
    expect(told().every(({ errorKind }) => errorKind === 'invalid')).toBe(true);
    vi.stubEnv('STAGE', 'prod');
    expect(await handler({ name: 'ada' }, context)).toBe('never');
  });
});

describe('every function', () => {
  const functions = globSync('lambdas/*/handler.ts', { cwd: root }).sort();

  it('is one of nine', () => {
    expect(functions).toHaveLength(9);
  });

  it.each(functions)('%s reads its environment when it is invoked, and says what it lacks', async (file) => {
    vi.stubEnv('STAGE', 'nowhere');
    const { handler } = (await import(join(root, file))) as {
      handler: (event: unknown, context: Context) => Promise<unknown>;
    };
    const [, own] = OWN_EVENTS.find(([name]) => file.includes(`/${name}/`)) ?? [];
    const event = own ?? EVENTS;
    await expect(handler(event, context)).rejects.toThrow(
      /^the environment is incomplete: STAGE is not one of dev, staging, prod/,
    );
    expect(lines.find(({ message }) => message === 'invocation.failed')).toMatchObject({
      errorKind: 'invalid',
      stage: 'nowhere',
      service: 'a-function',
      function_name: 'a-function',
      function_request_id: 'r-1',
    });
  });
});

describe('messages of a queue', () => {
  const numbers = z.object({ key: z.string(), number: z.number() });
  const worked: string[] = [];
  const handler = createHandler({
    envSchema: z.object({ STAGE: z.string() }),
    eventSchema: messagesSchema,
    assemble: () => ({}),
    handle: async (event, _services, tools) =>
      await answerMessages(event, tools, {
        read: (body) => readBody(numbers, body),
        keyOf: ({ key }) => key,
        work: async (group) => {
          if (group.some(({ number }) => number < 0)) throw new Error('a negative number');
          worked.push(group.map(({ key, number }) => `${key}${number}`).join());
        },
      }),
  });
  const send = async (...bodies: string[]) =>
    await handler({ Records: bodies.map((body, at) => ({ messageId: `m${at}`, body })) }, context);

  it('are worked on by key; who fails comes back alone, with those of the same key', async () => {
    const message = (key: string, number: unknown) => JSON.stringify({ key, number });
    expect(
      await send(
        message('a', 1),
        message('b', 2),
        'no json',
        message('a', 3),
        message('c', -1),
        message('c', 4),
        message('d', 'x'),
      ),
    ).toEqual({
      batchItemFailures: ['m2', 'm6', 'm4', 'm5'].map((itemIdentifier) => ({ itemIdentifier })),
    });
    expect(worked).toEqual(['a1,a3', 'b2']);
    expect(told().map(({ message: id, messageIds, errorKind }) => [id, messageIds, errorKind])).toEqual([
      ['message.failed', ['m2'], 'invalid'],
      ['message.failed', ['m6'], 'invalid'],
      ['message.failed', ['m4', 'm5'], 'unexpected'],
    ]);
  });

  it('may be none: so is a function woken', async () => {
    expect(await handler({}, context)).toEqual({ batchItemFailures: [] });
  });
});
