import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { DynamoExaminationStore } from '../../../adapters/dynamodb/examination-store.ts';
import { DynamoMetricsStore } from '../../../adapters/dynamodb/metrics-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { LanguageId } from '../../../core/grading/languages/index.ts';
import { parseJudgeHostConfig } from '../../../local/judge-host/config.ts';
import { type JudgeHost, startJudgeHost } from '../../../local/judge-host/start.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';

/** Prints the sum of the numbers of each line. */
export const RIGHT =
  "process.stdout.write(require('fs').readFileSync(0,'utf8').trim().split('\\n').map(l=>l.split(' ').reduce((a,b)=>a+ +b,0)).join('\\n')+'\\n')";

/** A judge host of this machine, of two slots. */
export const startHost = async (config: ReturnType<typeof parseJudgeHostConfig>, dataDirectory: string) =>
  await startJudgeHost({
    address: '127.0.0.1',
    port: 0,
    token: 'secret',
    slots: 2,
    dataDirectory,
    config,
    log: () => undefined,
  });

/**
 * The real handler of `submission-executor` beside that of `api` on an embedded AWS, with the problem `sum` and a judge
 * host. Comes before a file's tests and goes after them; the slots of the session go after each.
 */
export function useHandlerWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'assize-executor-'));
  const state = {} as {
    world: ApiWorld;
    host: JudgeHost;
    slots: DynamoSlotStore;
    metrics: DynamoMetricsStore;
    examinations: DynamoExaminationStore;
    handler: (event: Partial<SQSEvent>, context: Context) => Promise<SQSBatchResponse>;
    /** The session of the test, opened last. */
    session: Session;
  };

  beforeAll(async () => {
    state.world = await makeApiWorld();
    const client = createDocumentClient(state.world.system.admin);
    state.slots = new DynamoSlotStore({ client, name: 'sessions' });
    state.examinations = new DynamoExaminationStore({ client, name: 'sessions' });
    state.metrics = new DynamoMetricsStore({ client, name: 'metrics' }, 90);
    state.host = await startHost(parseJudgeHostConfig({}), folder);
    const testCases = await Promise.all(
      ['1 2', '3 4\n5 6', '10 20'].map(async (input, index) => {
        const answer = input
          .split('\n')
          .map((line) => String(line.split(' ').reduce((sum, number) => sum + Number(number), 0)))
          .join('\n');
        return {
          id: `${index === 0 ? 'sample' : 'secret'}/${index}`,
          sample: index === 0,
          group: index === 0 ? 'sample' : 'secret',
          ...(await store('input', `${input}\n`)),
          ...(await store('answer', `${answer}\n`)),
        };
      }),
    );
    await state.world.addProblem('sum', { testCases });
    const { handler } = await import('../../../lambdas/submission-executor/handler.ts');
    state.handler = handler as unknown as typeof state.handler;
  }, 60_000);
  afterEach(async () => await state.slots.close(state.session.sessionId, 'i-1'));
  afterAll(async () => {
    await state.host.stop();
    await state.world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function store<K extends 'input' | 'answer'>(kind: K, text: string) {
    const bytes = new TextEncoder().encode(text);
    const hash = createHash('sha256').update(bytes).digest('hex');
    await state.world.objects.put(hash, bytes);
    return { [`${kind}Hash`]: hash, [`${kind}Bytes`]: bytes.byteLength } as Record<`${K}Hash`, string> &
      Record<`${K}Bytes`, number>;
  }

  return Object.assign(state, {
    async openSession(changes: Partial<Session> = {}): Promise<void> {
      state.session = await state.world.addSession(changes);
    },

    /** Gives the session both slots of a host. */
    async openHost(url = state.host.url, token = 'secret'): Promise<void> {
      await state.slots.open(
        [0, 1].map((number) => ({
          sessionId: state.session.sessionId,
          hostId: 'i-1',
          number,
          url,
          token,
          batchLanguages: ['javascript'],
          singleLanguages: [],
        })),
      );
    },

    async submit(
      source: string,
      as = 'p01',
      trial = false,
      language: LanguageId = 'javascript',
      input?: string,
    ): Promise<string> {
      const answer = await state.world.as(as).call('createSubmission', {
        params: { sessionId: state.session.sessionId },
        headers: {},
        body: { problem: 'A', language, source, trial, ...(input === undefined ? {} : { input }) },
      });
      return answer.submissionId;
    },

    /** Hands over messages as SQS does. */
    ring: async (bodies: readonly string[], remainingMs = 900_000) =>
      await state.handler(
        { Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) as SQSEvent['Records'] },
        {
          awsRequestId: 'r',
          functionName: 'submission-executor',
          getRemainingTimeInMillis: () => remainingMs,
        } as Context,
      ),

    bell: (submissionId: string) =>
      JSON.stringify({
        sessionId: state.session.sessionId,
        submissionId,
        lane: 'contest',
        deployment: 'fleet',
      }),

    /** A submission as staff see it. */
    view: async (submissionId: string) =>
      await state.world
        .as('ada')
        .call('getSubmission', { params: { sessionId: state.session.sessionId, submissionId } }),
  });
}
