import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DynamoExaminationStore } from '../../../adapters/dynamodb/examination-store.ts';
import { DynamoMetricsStore } from '../../../adapters/dynamodb/metrics-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { LanguageId } from '../../../core/grading/languages/index.ts';
import { rejudgedId } from '../../../core/submissions/rejudged.ts';
import { parseJudgeHostConfig } from '../../../local/judge-host/config.ts';
import { type JudgeHost, startJudgeHost } from '../../../local/judge-host/start.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';

let world: ApiWorld;
let host: JudgeHost;
let slots: DynamoSlotStore;
let metrics: DynamoMetricsStore;
let examinations: DynamoExaminationStore;
let handler: (event: Partial<SQSEvent>, context: Context) => Promise<SQSBatchResponse>;
const folder = mkdtempSync(join(tmpdir(), 'assize-executor-'));

/** Prints the sum of the numbers of each line. */
const RIGHT =
  "process.stdout.write(require('fs').readFileSync(0,'utf8').trim().split('\\n').map(l=>l.split(' ').reduce((a,b)=>a+ +b,0)).join('\\n')+'\\n')";

beforeAll(async () => {
  world = await makeApiWorld();
  const client = createDocumentClient(world.system.admin);
  slots = new DynamoSlotStore({ client, name: 'sessions' });
  examinations = new DynamoExaminationStore({ client, name: 'sessions' });
  metrics = new DynamoMetricsStore({ client, name: 'metrics' }, 90);
  host = await startHost(parseJudgeHostConfig({}), folder);
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
  await world.addProblem('sum', { testCases });
  ({ handler } = (await import('../../../lambdas/submission-executor/handler.ts')) as unknown as {
    handler: typeof handler;
  });
}, 60_000);
afterAll(async () => {
  await host.stop();
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const startHost = async (config: ReturnType<typeof parseJudgeHostConfig>, dataDirectory: string) =>
  await startJudgeHost({
    address: '127.0.0.1',
    port: 0,
    token: 'secret',
    slots: 2,
    dataDirectory,
    config,
    log: () => undefined,
  });

async function store<K extends 'input' | 'answer'>(kind: K, text: string) {
  const bytes = new TextEncoder().encode(text);
  const hash = createHash('sha256').update(bytes).digest('hex');
  await world.objects.put(hash, bytes);
  return { [`${kind}Hash`]: hash, [`${kind}Bytes`]: bytes.byteLength } as Record<`${K}Hash`, string> &
    Record<`${K}Bytes`, number>;
}

let session: Session;
afterEach(async () => await slots.close(session.sessionId, 'i-1'));

async function openSession(changes: Partial<Session> = {}): Promise<void> {
  session = await world.addSession(changes);
}

async function openHost(url = host.url, token = 'secret'): Promise<void> {
  await slots.open(
    [0, 1].map((number) => ({
      sessionId: session.sessionId,
      hostId: 'i-1',
      number,
      url,
      token,
      batchLanguages: ['javascript'],
      singleLanguages: [],
    })),
  );
}

async function submit(
  source: string,
  as = 'p01',
  trial = false,
  language: LanguageId = 'javascript',
  input?: string,
): Promise<string> {
  const answer = await world.as(as).call('createSubmission', {
    params: { sessionId: session.sessionId },
    headers: {},
    body: { problem: 'A', language, source, trial, ...(input === undefined ? {} : { input }) },
  });
  return answer.submissionId;
}

const ring = async (bodies: readonly string[], remainingMs = 900_000) =>
  await handler(
    { Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) as SQSEvent['Records'] },
    {
      awsRequestId: 'r',
      functionName: 'submission-executor',
      getRemainingTimeInMillis: () => remainingMs,
    } as Context,
  );
const bell = (submissionId: string) =>
  JSON.stringify({ sessionId: session.sessionId, submissionId, lane: 'contest', deployment: 'fleet' });
const view = async (submissionId: string) =>
  await world.as('ada').call('getSubmission', { params: { sessionId: session.sessionId, submissionId } });

describe('submission-executor', () => {
  it('judges by real runs: one judge call for all test cases, one verdict each', async () => {
    await openSession();
    await openHost();
    const right = await submit(RIGHT);
    const wrong = await submit("console.log('3')", 'p02');
    const crash = await submit('throw new Error("no")', 'p02');
    expect(await ring([bell(right)])).toEqual({ batchItemFailures: [] });
    expect(await view(right)).toMatchObject({
      state: 'judged',
      attempts: 1,
      result: { verdict: 'AC', passed: 3, testCases: 3, judgeCalls: 1, judgeCallsSaved: 2 },
    });
    expect(await view(wrong)).toMatchObject({ result: { verdict: 'WA', passed: 1, firstFailing: 2 } });
    expect(await view(crash)).toMatchObject({ result: { verdict: 'RTE', firstFailing: 1 } });
    expect((await slots.list(session.sessionId)).every((slot) => slot.holder === undefined)).toBe(true);
    expect(await metrics.sumBatches(session.sessionId)).toMatchObject({ batches: 3, judgeCalls: 3 });
    expect((await world.submissions.listUnannounced(session.sessionId, 10)).length).toBe(3);
  });

  it('judges again by a corrected version, in an exam and on the hosts of a later one', async () => {
    const params = () => ({ sessionId: session.sessionId });
    await openSession();
    await openHost();
    const constant = await submit("console.log('3')");
    const right = await submit(RIGHT, 'p02');
    await ring([bell(constant)]);
    // Corrected: the sample is all that there is, so that its answer is right as well.
    const { manifest } = (await world.problems.getVersion('sum', 1))!;
    await world.addProblem('sum', { testCases: manifest.testCases.filter(({ sample }) => sample) });
    const exam = session;
    const again = async (judgedIn: Session) => {
      const body = { label: 'A', version: 2, judgedIn: judgedIn.sessionId };
      const made = { params: { sessionId: exam.sessionId }, body };
      const { rejudgingId } = await world.as('ada').call('createRejudging', made);
      session = judgedIn;
      await ring([bell(rejudgedId(rejudgingId, constant))]);
      const named = { sessionId: exam.sessionId, rejudgingId };
      return [named, await world.as('ada').call('getRejudging', { params: named, query: {} })] as const;
    };
    const found = {
      state: 'ready',
      progress: { judged: 2, quarantined: 0 },
      changed: 1,
      unchanged: 1,
      items: [
        {
          submissionId: constant,
          before: { verdict: 'WA', testCases: 3 },
          after: { verdict: 'AC', testCases: 1 },
        },
      ],
    };
    const [first, inExam] = await again(exam);
    expect(inExam).toMatchObject(found);
    await world.as('ada').call('discardRejudging', { params: first });
    expect(await metrics.sumBatches(exam.sessionId)).toMatchObject({ judgeCalls: 4 });

    await slots.close(exam.sessionId, 'i-1');
    await openSession();
    await openHost();
    const [second, later] = await again(session);
    expect(later).toMatchObject(found);
    await world.as('ada').call('applyRejudging', { params: second });
    expect(await metrics.sumBatches(params().sessionId)).toMatchObject({ judgeCalls: 2 });
    await slots.close(session.sessionId, 'i-1');
    session = exam;
    expect(await view(constant)).toMatchObject({ result: { verdict: 'AC', testCases: 1 } });
    expect(await view(right)).toMatchObject({ result: { verdict: 'AC', testCases: 1 } });
  });

  it('judges a trial on the samples alone', async () => {
    await openSession();
    await openHost();
    const trial = await submit("console.log('3')", 'p01', true);
    await ring([bell(trial)]);
    expect(await view(trial)).toMatchObject({ trial: true, result: { verdict: 'AC', testCases: 1 } });
  });

  it('judges a program of several files, and keeps them as they came', async () => {
    await openSession();
    await openHost();
    const files = [
      { name: 'sums.js', source: `exports.run = () => { ${RIGHT} };` },
      { name: 'begin.js', source: "require('./sums.js').run();" },
    ];
    const params = { sessionId: session.sessionId };
    const body = { problem: 'A', language: 'javascript', files, mainFile: 'begin.js' };
    const { submissionId } = await world.as('p01').call('createSubmission', { params, headers: {}, body });
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({
      state: 'judged',
      result: { verdict: 'AC', judgeCalls: 1 },
    });
    const kept = await world.as('p01').call('getSubmissionSource', { params: { ...params, submissionId } });
    expect(kept).toEqual({ submissionId, language: 'javascript', files, mainFile: 'begin.js' });
  });

  describe('a trial on an own input', () => {
    const run = async (source: string, input: string) => {
      const submissionId = await submit(source, 'p01', true, 'javascript', input);
      await ring([bell(submissionId)]);
      const params = { sessionId: session.sessionId, submissionId };
      const shown = await world.as('p01').call('getSubmission', { params });
      expect(shown).toMatchObject({ state: 'judged', trial: true, inputBytes: Buffer.byteLength(input) });
      expect(await world.as('p01').call('getSubmissionSource', { params })).toMatchObject({ source, input });
      return shown.result;
    };

    it('runs once, compares nothing, and shows what it printed and wrote to standard error', async () => {
      await openSession();
      await openHost();
      const chatty =
        "console.error('looking at', require('fs').readFileSync(0, 'utf8')); console.log('grüße')";
      const result = await run(chatty, 'an input of mine\n');
      expect(result).toMatchObject({ verdict: 'AC', judgeCalls: 1 });
      expect(result).not.toHaveProperty('passed');
      expect(result?.results).toEqual([
        expect.objectContaining({
          verdict: 'AC',
          sample: false,
          output: 'grüße\n',
          outputBytes: 8,
          stderr: 'looking at an input of mine\n\n',
        }),
      ]);
    });

    it('keeps the beginning of long texts, and says what is left out', async () => {
      await openSession();
      await openHost();
      const long = "console.error('e'.repeat(5000)); console.log('o'.repeat(100000))";
      const [shown] = (await run(long, ''))?.results ?? [];
      expect(shown).toMatchObject({ output: 'o'.repeat(16 * 1024), outputBytes: 100_001 });
      expect(shown?.stderr).toBe(`${'e'.repeat(2048)}\n... (1929 bytes are left out)\n${'e'.repeat(1023)}\n`);
    });

    it('says how it went where it did not end well', async () => {
      await openSession();
      await openHost();
      expect(await run('throw new Error("no")', '1 2\n')).toMatchObject({
        verdict: 'RTE',
        results: [{ verdict: 'RTE', stderr: expect.stringContaining('Error: no') }],
      });
    });

    it('calls solve with it, and shows what solve returned', async () => {
      const signature = {
        parameters: [{ name: 'numbers', type: { kind: 'list', of: { kind: 'int32' } } }],
        returns: { kind: 'int32' },
        records: [],
      } as const;
      await world.addProblem('sum-function', { signature });
      await openSession({ problems: [{ label: 'A', problemId: 'sum-function', version: 1 }] });
      await openHost();
      const source = 'function solve(numbers) { return numbers.reduce((a, b) => a + b, 0); }';
      expect(await run(source, '[[1, 2, 39]]')).toMatchObject({
        verdict: 'AC',
        results: [{ output: '42\n' }],
      });
      await expect(submit(source, 'p01', true, 'javascript', '[1]')).rejects.toThrow(/solve takes/);
    });
  });

  it('changes nothing when a message comes twice, or for a session that is gone', async () => {
    await openSession();
    await openHost();
    const submissionId = await submit(RIGHT);
    const absent = JSON.stringify({ sessionId: '01jq0000000000000000009999', submissionId });
    const answers = await Promise.all([
      ring([bell(submissionId), bell(submissionId)]),
      ring([bell(submissionId), absent]),
    ]);
    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
    expect(await view(submissionId)).toMatchObject({ state: 'judged', attempts: 1 });
    expect(await world.submissions.count(session.sessionId)).toMatchObject({ accepted: 1, judged: 1 });
  });

  it('fails a malformed message alone', async () => {
    await openSession();
    await openHost();
    const submissionId = await submit(RIGHT);
    const { batchItemFailures } = await ring([
      '{"sessionId":',
      '{"sessionId":"x","submissionId":"y"}',
      bell(submissionId),
      'null',
    ]);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm3']);
    expect(await view(submissionId)).toMatchObject({ state: 'judged' });
  });

  it('does nothing on the event that wakes it', async () => {
    expect(await handler({}, { getRemainingTimeInMillis: () => 1_000 } as Context)).toEqual({
      batchItemFailures: [],
    });
  });

  it('leaves what waits alone while no host answers, and judges it when one does', async () => {
    await openSession();
    await openHost('http://127.0.0.1:9');
    const submissionId = await submit(RIGHT);
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({ state: 'queued', attempts: 0, ahead: 0 });
    await slots.close(session.sessionId, 'i-1');
    await openHost();
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({
      state: 'judged',
      attempts: 1,
      result: { verdict: 'AC' },
    });
  });

  it('is turned away by a host whose token changed, and blames no submission', async () => {
    await openSession();
    await openHost(host.url, 'wrong');
    const submissionId = await submit(RIGHT);
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  describe('on servers that somebody keeps', { timeout: 120_000 }, () => {
    let serial = 0;
    const register = async (origin: string, reach: 'public' | 'private' = 'private') =>
      // As a file is stored that ends in a line feed.
      await world.addJudge(`lab-${++serial}`, origin, { reach, token: 'secret\n' });
    const judgesAt = async (url: string) => ({
      kind: 'direct' as const,
      judges: [{ url, tokenParameter: await register(url), slots: 2 }],
    });

    it('judges with the token from its parameter', async () => {
      await openSession({ deployment: await judgesAt(host.url) });
      const submissionId = await submit(RIGHT);
      // Of executors that come together one examines.
      await Promise.all([ring([bell(submissionId)]), ring([bell(submissionId)])]);
      expect(await view(submissionId)).toMatchObject({ state: 'judged', result: { verdict: 'AC' } });
      expect(await examinations.get({ sessionId: session.sessionId, hostId: 'judge-1' })).toEqual({
        languages: [{ language: 'javascript', at: expect.any(Number), looks: 1, way: 'batch' }],
        sandbox: 'no way out of the sandbox',
      });
    });

    it('comes again while none can be reached', async () => {
      await openSession({ deployment: await judgesAt('http://127.0.0.1:9') });
      const submissionId = await submit(RIGHT);
      expect(await ring([bell(submissionId)])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
      expect(await view(submissionId)).toMatchObject({ state: 'queued', attempts: 0 });
      expect(await slots.list(session.sessionId)).toEqual([]);
    });

    it.each([
      ['registered for another place', 'https://judge.example.edu', 'public'],
      ['registered for another port', 'http://127.0.0.1:9', 'private'],
      ['registered as public, though its address is private', undefined, 'public'],
    ] as const)('sends no token to a judge %s', async (_, origin, reach) => {
      const asked: unknown[] = [];
      const rogue = createServer((request, response) => {
        asked.push(request.headers);
        response.writeHead(500).end();
      });
      rogue.listen(0, '127.0.0.1');
      await once(rogue, 'listening');
      const url = `http://127.0.0.1:${(rogue.address() as AddressInfo).port}`;
      try {
        // As if a booking had slipped through: the table is not believed.
        const tokenParameter = await register(origin ?? url, reach);
        await openSession({ deployment: { kind: 'direct', judges: [{ url, tokenParameter, slots: 2 }] } });
        const submissionId = await submit(RIGHT);
        expect(await ring([bell(submissionId)])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
        expect(asked).toEqual([]);
      } finally {
        rogue.close();
      }
    });

    it('examines them first, quarantines what they cannot judge, and the next booking knows', async () => {
      const narrow = mkdtempSync(join(tmpdir(), 'assize-narrow-'));
      // What a compiler of Go makes is larger than that.
      const small = await startHost(
        parseJudgeHostConfig({ max_file_size: 1024, max_max_file_size: 1024 }),
        narrow,
      );
      try {
        const deployment = await judgesAt(small.url);
        await openSession({ deployment, languages: ['javascript', 'go'] });
        const right = await submit(RIGHT);
        const hopeless = await submit('package main\nfunc main() {}\n', 'p02', false, 'go');
        expect(await ring([bell(hopeless)])).toEqual({ batchItemFailures: [] });
        expect(await view(right)).toMatchObject({ state: 'judged', result: { verdict: 'AC' } });
        expect(await view(hopeless)).toMatchObject({
          state: 'quarantined',
          reason: expect.stringMatching(
            /^no judge of the session judges go: judge-1: in a batch was refused/,
          ),
        });
        const book = async (languages: string[] | undefined) =>
          await world.request('POST', '/v1/sessions', {
            as: 'ada',
            groups: ['instructor'],
            body: {
              name: 'Resit',
              durationMinutes: 60,
              problems: [{ problemId: 'sum' }],
              roster: [{ participantId: 'p01' }],
              deployment,
              dryRun: true,
              ...(languages === undefined ? {} : { languages }),
            },
          });
        const refused = await book(['go']);
        expect(refused.status).toBe(422);
        expect(refused.body.faults).toEqual([
          {
            field: 'languages[0]',
            detail: expect.stringMatching(
              /^go cannot be judged on this deployment: .*, found at its examination of \d{4}-\d\d-\d\d; take it out$/,
            ),
          },
        ]);
        expect((await book(['javascript'])).status).toBe(200);
        const all = await book(undefined);
        expect(all.body.session.languages).not.toContain('go');
        expect(all.body.session.languages).toContain('javascript');
        expect(all.body.warnings).toEqual([
          { field: 'languages', detail: expect.stringMatching(/^go is left out/) },
        ]);
      } finally {
        await small.stop();
        rmSync(narrow, { recursive: true, force: true });
      }
    });
  });
});
