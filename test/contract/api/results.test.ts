import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SubmissionResult } from '../../../core/grading/judge-submission.ts';
import type { RunningSubmission } from '../../../core/submissions/submission.ts';
import { resultOf } from '../../support/submissions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let sessionId: string;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  await world.addProblem('route', {
    kind: 'scoring',
    groups: [{ name: 'secret', aggregation: 'sum', maxScore: 50, requires: [] }],
  });
});
afterAll(async () => await world.stop());
beforeEach(async () => {
  ({ sessionId } = await world.addSession({
    problems: [
      { label: 'A', problemId: 'sum', version: 1 },
      { label: 'B', problemId: 'route', version: 1 },
    ],
  }));
});

/** Submits, and judges as an executor does. */
const judged = async (as: string, problem: string, result: Partial<SubmissionResult>) => {
  const { submissionId } = await world.as(as).call('createSubmission', {
    params: { sessionId },
    headers: {},
    body: { problem, language: 'javascript', source: '1', trial: false },
  });
  const now = Date.now();
  const lease = { leaseId: `l-${submissionId}`, until: now + 60_000, hostId: 'i-1' };
  const running = (await world.submissions.lease(sessionId, submissionId, lease, now)) as RunningSubmission;
  await world.submissions.judge(running, resultOf(result), now);
  return submissionId;
};
const results = async (query: object = {}) =>
  await world.as('ada').call('getResults', { params: { sessionId }, query });
const file = async (query: object) => {
  const { bytes, ...rest } = await world.as('ada').download('getResults', { params: { sessionId }, query });
  return { ...rest, bytes: Buffer.from(bytes) };
};

describe('results', () => {
  it('are graded from what was judged, a row for everybody on the roster', async () => {
    const right = await judged('p01', 'A', { verdict: 'AC' });
    await judged('p01', 'B', { verdict: 'WA', score: 20 });
    await judged('p01', 'B', { verdict: 'WA', score: 10 });
    const seen = await results();
    expect(seen).toMatchObject({
      grading: { pick: 'best' },
      final: false,
      pending: 0,
      rankedBy: 'points',
      possible: 150,
      problems: [
        { label: 'A', kind: 'pass-fail', points: 100 },
        { label: 'B', kind: 'scoring', points: 50 },
      ],
    });
    expect(seen.rows).toMatchObject([
      {
        rank: 1,
        participantId: 'p01',
        points: 120,
        problems: [{ from: { submissionId: right } }, { points: 20 }],
      },
      { rank: 2, participantId: 'p02', points: 0, problems: [{ tries: 0 }, { tries: 0 }] },
    ]);
    expect((await results({ pick: 'last' })).rows[0]).toMatchObject({ points: 110 });
    expect((await results({ pick: 'icpc' })).rankedBy).toBe('icpc');
    await expect(results({ pick: 'last-before' })).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ field: 'before' }] },
    });
  });

  it('are for whoever booked the session, and for operators', async () => {
    for (const [who, status] of [
      ['bob', 404],
      ['p01', 403],
    ] as const)
      await expect(
        world.as(who).call('getResults', { params: { sessionId }, query: {} }),
      ).rejects.toMatchObject({ status });
    expect(
      (await world.as('olga').call('getResults', { params: { sessionId }, query: {} })).rows,
    ).toHaveLength(2);
  });

  it('come as files that say what they are', async () => {
    await judged('p01', 'A', { verdict: 'AC' });
    const csv = await file({ format: 'csv' });
    expect(csv).toMatchObject({
      fileName: 'algorithms-final-exam-results.csv',
      mediaType: 'text/csv; charset=utf-8',
    });
    expect(parse(csv.bytes, { bom: true, columns: true })).toMatchObject([
      { participantId: 'p01', A: '100', B: '' },
      { participantId: 'p02', A: '', B: '' },
    ]);
    for (const format of ['moodle', 'canvas', 'blackboard'])
      expect(parse((await file({ format })).bytes, { relax_column_count: true }).flat()).toContain('p01');
    const xls = await file({ format: 'blackboard', encoding: 'utf-16', columnId: '9' });
    expect(xls.mediaType).toBe('text/tab-separated-values; charset=utf-16');
    expect(new TextDecoder('utf-16le').decode(xls.bytes)).toContain('|9"\r\n"p01"');
    const { headers } = await world.request('GET', `/v1/sessions/${sessionId}/results?format=csv`, {
      as: 'ada',
      groups: ['instructor'],
    });
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename="algorithms-final-exam-results.csv"',
      'cache-control': 'no-store',
    });
  });

  it('come for one participant as an autograder of Gradescope tells them', async () => {
    await judged('p01', 'B', { verdict: 'WA', score: 20 });
    const { bytes, fileName } = await file({ format: 'gradescope', participantId: 'P01' });
    expect(fileName).toBe('algorithms-final-exam-gradescope-p01.json');
    expect(JSON.parse(bytes.toString())).toMatchObject({
      score: 20,
      tests: [
        { name: 'A: Sum of Two', score: 0, max_score: 100, status: 'failed' },
        { name: 'B: Sum of Two', score: 20, max_score: 50 },
      ],
    });
    for (const query of [{ format: 'gradescope' }, { format: 'gradescope', participantId: 'nobody' }])
      await expect(file(query)).rejects.toMatchObject({
        status: 422,
        details: { faults: [{ field: 'participantId' }] },
      });
  });
});
