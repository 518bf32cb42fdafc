import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../core/exam/session.ts';
import { rejudgedId } from '../../../core/submissions/rejudged.ts';
import { RIGHT, useHandlerWorld } from './handler-world.ts';

const executor = useHandlerWorld();
const { bell, openHost, openSession, ring, submit, view } = executor;

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
    expect(
      (await executor.slots.list(executor.session.sessionId)).every((slot) => slot.holder === undefined),
    ).toBe(true);
    expect(await executor.metrics.sumBatches(executor.session.sessionId)).toMatchObject({
      batches: 3,
      judgeCalls: 3,
    });
    expect((await executor.world.submissions.listUnannounced(executor.session.sessionId, 10)).length).toBe(3);
  });

  it('judges again by a corrected version, in an exam and on the hosts of a later one', async () => {
    const params = () => ({ sessionId: executor.session.sessionId });
    await openSession();
    await openHost();
    const constant = await submit("console.log('3')");
    const right = await submit(RIGHT, 'p02');
    await ring([bell(constant)]);
    // Corrected: the sample is all that there is, so that its answer is right as well.
    const { manifest } = (await executor.world.problems.getVersion('sum', 1))!;
    await executor.world.addProblem('sum', { testCases: manifest.testCases.filter(({ sample }) => sample) });
    const exam = executor.session;
    const again = async (judgedIn: Session) => {
      const body = { label: 'A', version: 2, judgedIn: judgedIn.sessionId };
      const made = { params: { sessionId: exam.sessionId }, body };
      const { rejudgingId } = await executor.world.as('ada').call('createRejudging', made);
      executor.session = judgedIn;
      await ring([bell(rejudgedId(rejudgingId, constant))]);
      const named = { sessionId: exam.sessionId, rejudgingId };
      return [
        named,
        await executor.world.as('ada').call('getRejudging', { params: named, query: {} }),
      ] as const;
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
    await executor.world.as('ada').call('discardRejudging', { params: first });
    expect(await executor.metrics.sumBatches(exam.sessionId)).toMatchObject({ judgeCalls: 4 });

    await executor.slots.close(exam.sessionId, 'i-1');
    await openSession();
    await openHost();
    const [second, later] = await again(executor.session);
    expect(later).toMatchObject(found);
    await executor.world.as('ada').call('applyRejudging', { params: second });
    expect(await executor.metrics.sumBatches(params().sessionId)).toMatchObject({ judgeCalls: 2 });
    await executor.slots.close(executor.session.sessionId, 'i-1');
    executor.session = exam;
    expect(await view(constant)).toMatchObject({ result: { verdict: 'AC', testCases: 1 } });
    expect(await view(right)).toMatchObject({ result: { verdict: 'AC', testCases: 1 } });
  });

  it('judges again with what the corrected version puts beside programs', async () => {
    const put = async (text: string) => {
      const bytes = new TextEncoder().encode(text);
      const hash = createHash('sha256').update(bytes).digest('hex');
      await executor.world.objects.put(hash, bytes);
      return { name: 'grader.js', hash, bytes: bytes.byteLength };
    };
    // Adds the numbers of lines with what is handed in; the first forgets all lines but one.
    const grader = (lines: string) =>
      `const { add } = require('./adding.js');\nconst lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n');\nfor (const line of ${lines}) console.log(add(...line.split(' ').map(Number)));\n`;
    const { manifest } = (await executor.world.problems.getVersion('sum', 1))!;
    for (const lines of ['lines.slice(0, 1)', 'lines'])
      await executor.world.addProblem('adding', {
        testCases: manifest.testCases,
        included: {
          javascript: {
            files: [await put(grader(lines))],
            starts: 'grader.js',
            sourceName: 'adding.js',
            before: '"use strict";\n',
          },
        },
      });
    await openSession({ problems: [{ label: 'A', problemId: 'adding', version: 1 }] });
    await openHost();
    const right = await submit('exports.add = (a, b) => a + b;');
    const wrong = await submit('exports.add = (a, b) => a - b;', 'p02');
    // Only what stands before it makes this an error.
    const sloppy = await submit('total = 0;\nexports.add = (a, b) => a + b;', 'p02');
    await ring([bell(right)]);
    expect(await view(right)).toMatchObject({ result: { verdict: 'WA', passed: 1 } });
    expect(await view(wrong)).toMatchObject({ result: { verdict: 'WA', passed: 0 } });
    expect(await view(sloppy)).toMatchObject({ result: { verdict: 'RTE' } });
    const { sessionId } = executor.session;
    const { rejudgingId } = await executor.world
      .as('ada')
      .call('createRejudging', { params: { sessionId }, body: { label: 'A', version: 2 } });
    await ring([bell(rejudgedId(rejudgingId, right))]);
    const params = { sessionId, rejudgingId };
    expect(await executor.world.as('ada').call('getRejudging', { params, query: {} })).toMatchObject({
      state: 'ready',
      changed: 1,
      unchanged: 2,
      items: [{ submissionId: right, before: { verdict: 'WA' }, after: { verdict: 'AC' } }],
    });
    await executor.world.as('ada').call('applyRejudging', { params });
    expect(await view(right)).toMatchObject({ result: { verdict: 'AC', passed: 3 } });
    expect(await view(wrong)).toMatchObject({ result: { verdict: 'WA', passed: 0 } });
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
    expect(await executor.world.submissions.count(executor.session.sessionId)).toMatchObject({
      accepted: 1,
      judged: 1,
    });
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
    expect(await executor.handler({}, { getRemainingTimeInMillis: () => 1_000 } as Context)).toEqual({
      batchItemFailures: [],
    });
  });

  it('leaves what waits alone while no host answers, and judges it when one does', async () => {
    await openSession();
    await openHost('http://127.0.0.1:9');
    const submissionId = await submit(RIGHT);
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({ state: 'queued', attempts: 0, queue: { ahead: 0 } });
    await executor.slots.close(executor.session.sessionId, 'i-1');
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
    await openHost(executor.host.url, 'wrong');
    const submissionId = await submit(RIGHT);
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({ state: 'queued', attempts: 0 });
  });
});
