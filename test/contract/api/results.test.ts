import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { readAllResults } from '../../../core/api/read-all-results.ts';
import { useGradedSession } from './graded-session.ts';

const graded = useGradedSession();
const results = async (query: object = {}) =>
  await graded.world.as('ada').call('getResults', { params: { sessionId: graded.sessionId }, query });
const file = async (query: object) => {
  const { bytes, ...rest } = await graded.world
    .as('ada')
    .download('getResults', { params: { sessionId: graded.sessionId }, query });
  return { ...rest, bytes: Buffer.from(bytes) };
};

describe('results', () => {
  it('are graded from what was judged, a row for everybody on the roster', async () => {
    const right = await graded.judged('p01', 'A', { verdict: 'AC' });
    await graded.judged('p01', 'B', { verdict: 'WA', score: 20 });
    await graded.judged('p01', 'B', { verdict: 'WA', score: 10 });
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

  it('by other rules can be looked at first: what problems are worth, and whose points or rank change', async () => {
    await graded.judged('p01', 'A', { verdict: 'AC' });
    await graded.judged('p02', 'B', { verdict: 'AC', score: 50 });
    const params = { sessionId: graded.sessionId };
    const preview = (grading: object) =>
      graded.world
        .as('ada')
        .call('previewGrading', { params, body: { grading } as { grading: { pick: 'best' } } });
    expect(await preview({ points: { A: 10, B: 20 } })).toMatchObject({
      before: { rankedBy: 'points', possible: 150 },
      after: { grading: { pick: 'best' }, possible: 30, problems: [{ points: 10 }, { points: 20 }] },
      remarks: [{ field: 'problems' }],
      participants: 2,
      changed: [
        { participantId: 'p02', before: { rank: 2, points: 50 }, after: { rank: 1, points: 20 } },
        { participantId: 'p01', before: { rank: 1, points: 100 }, after: { rank: 2, points: 10 } },
      ],
    });
    expect((await preview({ pick: 'best' })).changed).toEqual([]);
    // Before and after are of one reading: two could differ by more than rules.
    const reading = vi.spyOn(DynamoSessionStore.prototype, 'listParticipants');
    await preview({ points: { A: 10, B: 20 } });
    expect(reading).toHaveBeenCalledTimes(1);
    reading.mockRestore();
    expect(await preview({ pick: 'icpc' })).toMatchObject({ after: { rankedBy: 'icpc' } });
    await expect(preview({ points: { C: 1 } })).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ field: 'grading.points.C' }] },
    });
    expect(await results()).toMatchObject({ grading: { pick: 'best' }, possible: 150 });
  });

  it('come in pages that hold everybody once, and are put together by rank', async () => {
    await graded.judged('p02', 'A', { verdict: 'AC' });
    const first = await results({ limit: 1 });
    expect(first).toMatchObject({ cursor: 'p01', rows: [{ rank: 2, participantId: 'p01' }] });
    // Somebody overtakes between two pages.
    await graded.judged('p01', 'A', { verdict: 'AC' });
    await graded.judged('p01', 'B', { verdict: 'WA', score: 20 });
    const last = await results({ limit: 1, cursor: 'p01' });
    expect(last).toMatchObject({ rows: [{ rank: 2, participantId: 'p02' }] });
    expect(last).not.toHaveProperty('cursor');
    const all = await readAllResults(graded.world.as('ada'), {
      params: { sessionId: graded.sessionId },
      query: { limit: 1 },
    });
    expect(all).toEqual({ ...(await results()), at: all.at });
    expect(all.rows.map(({ rank, participantId }) => [rank, participantId])).toEqual([
      [1, 'p01'],
      [2, 'p02'],
    ]);
  });

  it("are told in points of the session's grading wherever a participant reads them", async () => {
    const { revision } = (await graded.world.sessions.get(graded.sessionId))!;
    const params = { sessionId: graded.sessionId };
    const grading = { pick: 'best' as const, points: { A: 10, B: 20 } };
    await graded.world.as('ada').call('updateSession', { params, body: { revision, grading } });
    await graded.judged('p01', 'A', { verdict: 'AC' });
    const submissionId = await graded.judged('p01', 'B', { verdict: 'WA', score: 25 });
    await graded.judged('p01', 'A', { verdict: 'CE' });
    const p01 = graded.world.as('p01');
    expect((await p01.call('getDesk', { params })).submissions.map(({ score }) => score)).toEqual([
      10,
      10,
      undefined,
    ]);
    const { items } = await p01.call('listSubmissions', { params, query: {} });
    expect(items.map(({ result }) => result?.score)).toEqual([undefined, 10, 10]);
    expect(
      await p01.call('getSubmission', { params: { sessionId: graded.sessionId, submissionId } }),
    ).toMatchObject({
      result: { score: 10, maxScore: 20 },
    });
  });

  it('rank the scoreboard by points too, where some problems score and some pass or fail', async () => {
    await graded.judged('p01', 'A', { verdict: 'AC' });
    await graded.judged('p02', 'B', { verdict: 'AC', score: 50 });
    await graded.judged('p02', 'B', { verdict: 'WA', score: 20 });
    const board = await graded.world
      .as('ada')
      .call('getScoreboard', { params: { sessionId: graded.sessionId } });
    expect(board).toMatchObject({
      style: 'score',
      rows: [
        { participantId: 'p01', score: 100 },
        { participantId: 'p02', score: 50 },
      ],
    });
  });

  it('are for whoever booked the session, and for operators', async () => {
    for (const [who, status] of [
      ['bob', 404],
      ['p01', 403],
    ] as const)
      await expect(
        graded.world.as(who).call('getResults', { params: { sessionId: graded.sessionId }, query: {} }),
      ).rejects.toMatchObject({ status });
    expect(
      (
        await graded.world
          .as('olga')
          .call('getResults', { params: { sessionId: graded.sessionId }, query: {} })
      ).rows,
    ).toHaveLength(2);
  });

  it('come as files that say what they are', async () => {
    await graded.judged('p01', 'A', { verdict: 'AC' });
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
    const { headers } = await graded.world.request(
      'GET',
      `/v1/sessions/${graded.sessionId}/results?format=csv`,
      {
        as: 'ada',
        groups: ['instructor'],
      },
    );
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename="algorithms-final-exam-results.csv"',
      'cache-control': 'no-store',
    });
  });

  it('come for one participant as an autograder of Gradescope tells them', async () => {
    await graded.judged('p01', 'B', { verdict: 'WA', score: 20 });
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
