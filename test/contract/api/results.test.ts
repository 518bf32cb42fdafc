import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAllResults } from '../../../core/api/read-all-results.ts';
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
const judged = async (
  as: string,
  problem: string,
  result: Partial<SubmissionResult>,
  source: string | { name: string; source: string }[] = '1',
) => {
  const { submissionId } = await world.as(as).call('createSubmission', {
    params: { sessionId },
    headers: {},
    body: {
      ...{ problem, language: 'javascript', trial: false },
      ...(typeof source === 'string' ? { source } : { files: source }),
    },
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

  it('by other rules can be looked at first: what problems are worth, and whose points or rank change', async () => {
    await judged('p01', 'A', { verdict: 'AC' });
    await judged('p02', 'B', { verdict: 'AC', score: 50 });
    const params = { sessionId };
    const preview = (grading: object) =>
      world.as('ada').call('previewGrading', { params, body: { grading } as { grading: { pick: 'best' } } });
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
    expect(await preview({ pick: 'icpc' })).toMatchObject({ after: { rankedBy: 'icpc' } });
    await expect(preview({ points: { C: 1 } })).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ field: 'grading.points.C' }] },
    });
    expect(await results()).toMatchObject({ grading: { pick: 'best' }, possible: 150 });
  });

  it('come in pages that hold everybody once, and are put together by rank', async () => {
    await judged('p02', 'A', { verdict: 'AC' });
    const first = await results({ limit: 1 });
    expect(first).toMatchObject({ cursor: 'p01', rows: [{ rank: 2, participantId: 'p01' }] });
    // Somebody overtakes between two pages.
    await judged('p01', 'A', { verdict: 'AC' });
    await judged('p01', 'B', { verdict: 'WA', score: 20 });
    const last = await results({ limit: 1, cursor: 'p01' });
    expect(last).toMatchObject({ rows: [{ rank: 2, participantId: 'p02' }] });
    expect(last).not.toHaveProperty('cursor');
    const all = await readAllResults(world.as('ada'), { params: { sessionId }, query: { limit: 1 } });
    expect(all).toEqual({ ...(await results()), at: all.at });
    expect(all.rows.map(({ rank, participantId }) => [rank, participantId])).toEqual([
      [1, 'p01'],
      [2, 'p02'],
    ]);
  });

  it("are told in points of the session's grading wherever a participant reads them", async () => {
    const { revision } = (await world.sessions.get(sessionId))!;
    const params = { sessionId };
    const grading = { pick: 'best' as const, points: { A: 10, B: 20 } };
    await world.as('ada').call('updateSession', { params, body: { revision, grading } });
    await judged('p01', 'A', { verdict: 'AC' });
    const submissionId = await judged('p01', 'B', { verdict: 'WA', score: 25 });
    await judged('p01', 'A', { verdict: 'CE' });
    const p01 = world.as('p01');
    expect((await p01.call('getDesk', { params })).submissions.map(({ score }) => score)).toEqual([
      10,
      10,
      undefined,
    ]);
    const { items } = await p01.call('listSubmissions', { params, query: {} });
    expect(items.map(({ result }) => result?.score)).toEqual([undefined, 10, 10]);
    expect(await p01.call('getSubmission', { params: { sessionId, submissionId } })).toMatchObject({
      result: { score: 10, maxScore: 20 },
    });
  });

  it('rank the scoreboard by points too, where some problems score and some pass or fail', async () => {
    await judged('p01', 'A', { verdict: 'AC' });
    await judged('p02', 'B', { verdict: 'AC', score: 50 });
    await judged('p02', 'B', { verdict: 'WA', score: 20 });
    const board = await world.as('ada').call('getScoreboard', { params: { sessionId } });
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

describe('sources of a problem', () => {
  const sources = async (who: string, query: object = {}, label = 'A') =>
    await world.as(who).call('listSources', { params: { sessionId, label }, query });

  it('are the program that counts of each participant: the best, or the last', async () => {
    const right = await judged('p01', 'A', { verdict: 'AC' }, 'right');
    const late = await judged('p01', 'A', { verdict: 'WA' }, 'late');
    await judged('p01', 'A', { verdict: 'CE' }, 'broken');
    await judged('p02', 'B', { verdict: 'AC' }, 'elsewhere');
    expect(await sources('ada')).toMatchObject({
      label: 'A',
      notStored: 0,
      items: [
        { participantId: 'p01', submissionId: right, language: 'javascript', verdict: 'AC', source: 'right' },
      ],
    });
    expect((await sources('ada', { pick: 'last' })).items).toMatchObject([
      { submissionId: late, source: 'late' },
    ]);
    expect((await sources('olga')).items).toHaveLength(1);
    const files = ['main.js', 'more.js'].map((name) => ({ name, source: `this is ${name}` }));
    await judged('p02', 'A', { verdict: 'AC' }, files);
    expect((await sources('ada', { cursor: 'p01' })).items).toMatchObject([
      { source: '// main.js\nthis is main.js\n// more.js\nthis is more.js' },
    ]);
  });

  it('come in pages: as many as are asked for, and no more than Lambda answers', async () => {
    // Each sign is six in JSON, and seven in the JSON around it.
    const large = '\u0001'.repeat(64 * 1024);
    await judged('p01', 'A', { verdict: 'AC' }, large);
    await judged('p02', 'A', { verdict: 'AC' }, large);
    const first = await sources('ada', { limit: 1 });
    expect(first).toMatchObject({ cursor: 'p01', items: [{ participantId: 'p01' }] });
    const last = await sources('ada', { limit: 1, cursor: 'p01' });
    expect(last).toMatchObject({ items: [{ participantId: 'p02', source: large }] });
    expect(last).not.toHaveProperty('cursor');
    const { bytes } = await world.request('GET', `/v1/sessions/${sessionId}/problems/A/sources`, {
      as: 'ada',
      groups: ['instructor'],
    });
    expect(JSON.stringify(bytes.toString()).length).toBeLessThan(6_000_000);
  });

  it('are for whoever booked the session, and never for participants', async () => {
    await judged('p01', 'A', { verdict: 'AC' });
    for (const [who, status] of [
      ['bob', 404],
      ['p01', 403],
      ['p02', 403],
    ] as const)
      await expect(sources(who)).rejects.toMatchObject({ status });
    await expect(sources('ada', {}, 'Z')).rejects.toMatchObject({
      status: 404,
      details: { detail: expect.stringContaining('no problem Z') },
    });
  });
});

const by = (who: string) => world.as(who);
const end = async () =>
  await by('ada').call('endSession', { params: { sessionId }, body: { reason: 'time is up' } });
const publish = async (participantIds?: string[]) =>
  await by('ada').call('publishGrades', {
    params: { sessionId },
    body: participantIds === undefined ? {} : { participantIds },
  });
const withdraw = async (participantIds?: string[]) =>
  await by('ada').call('withdrawGrades', {
    params: { sessionId },
    body: participantIds === undefined ? {} : { participantIds },
  });
const gradeOf = async (who: string) => await by(who).call('getGrade', { params: { sessionId } });
const report = async (who: string, participantId: string) => {
  const { bytes, mediaType } = await by(who).download('getReport', {
    params: { sessionId, participantId },
    query: {},
  });
  return { mediaType, html: Buffer.from(bytes).toString() };
};
const noticesOf = async (who: string) =>
  (await by(who).call('listMessages', { params: { sessionId }, query: {} })).items
    .filter(({ kind }) => kind === 'notice')
    .map(({ text }) => text);

describe('grades', () => {
  it('are held until they are published, and not while the window is open', async () => {
    await judged('p01', 'A', { verdict: 'AC' });
    await expect(publish()).rejects.toMatchObject({ status: 409, details: { type: '/v1/errors#not-yet' } });
    await end();
    await expect(gradeOf('p01')).rejects.toMatchObject({ status: 404 });
    await expect(report('p01', 'p01')).rejects.toMatchObject({ status: 404 });
    expect((await by('p01').call('getDesk', { params: { sessionId }, query: {} })).grade).toBeUndefined();
    expect(await publish()).toMatchObject({ published: 2, changed: 2 });
    expect(await gradeOf('p01')).toMatchObject({
      points: 100,
      possible: 150,
      problems: [{ points: 100 }, { points: 0 }],
    });
    expect(await by('p01').call('getDesk', { params: { sessionId }, query: {} })).toMatchObject({
      grade: { points: 100, possible: 150 },
    });
    await expect
      .poll(() => noticesOf('p02'), { timeout: 20_000 })
      .toContainEqual(expect.stringContaining('Your grade is published'));
    expect(await publish()).toMatchObject({ published: 2, changed: 0 });
    expect((await noticesOf('p02')).filter((text) => text.includes('grade'))).toHaveLength(1);
  });

  it('are read by nobody while the row of the session does not say that they are published', async () => {
    await end();
    await publish();
    const held = (await world.sessions.get(sessionId))!;
    expect(await world.sessions.update(sessionId, held.revision, { gradesPublishedAt: null })).toBe(true);
    await expect(gradeOf('p01')).rejects.toMatchObject({ status: 404 });
    await expect(report('p01', 'p01')).rejects.toMatchObject({ status: 404 });
    expect((await report('ada', 'p01')).html).toContain('Not published.');
    expect((await results()).rows[0]?.published).toBeUndefined();
    expect((await by('p01').call('getDesk', { params: { sessionId }, query: {} })).grade).toBeUndefined();
    expect(await publish()).toMatchObject({ published: 2, changed: 2 });
    expect(await gradeOf('p01')).toMatchObject({ points: 0 });
  });

  it('are published for one, and only that one sees theirs and is told', async () => {
    await end();
    await expect(publish(['nobody'])).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ field: 'participantIds[0]' }] },
    });
    expect(await publish(['P02'])).toMatchObject({ published: 1, changed: 1 });
    expect(await gradeOf('p02')).toMatchObject({ participantId: 'p02', points: 0 });
    await expect(gradeOf('p01')).rejects.toMatchObject({ status: 404 });
    expect((await noticesOf('p01')).some((text) => text.includes('grade'))).toBe(false);
    await expect(report('p02', 'p01')).rejects.toMatchObject({ status: 404 });
  });

  it('are none of a session that was cancelled before it opened, since its problems stay unseen', async () => {
    const opensAt = Date.now() + 3_600_000;
    const { times } = await world.addSession();
    const later = { ...times, opensAt, closesAt: opensAt + 3_600_000, lastClosesAt: opensAt + 3_600_000 };
    ({ sessionId } = await world.addSession({ times: later, cancelledAt: Date.now(), cancelReason: 'snow' }));
    await expect(publish()).rejects.toMatchObject({
      details: { type: '/v1/errors#session-cancelled', detail: expect.stringContaining('before it opened') },
    });
  });

  it('wait for the last verdict', async () => {
    const { submissionId } = await by('p01').call('createSubmission', {
      params: { sessionId },
      headers: {},
      body: { problem: 'A', language: 'javascript', source: '1', trial: false },
    });
    await end();
    await expect(publish()).rejects.toMatchObject({
      status: 409,
      details: { type: '/v1/errors#not-yet', detail: expect.stringContaining('1 submission still waits') },
    });
    expect(await publish(['p02'])).toMatchObject({ published: 1 });
    const now = Date.now();
    const lease = { leaseId: 'l', until: now + 60_000, hostId: 'i-1' };
    const running = (await world.submissions.lease(sessionId, submissionId, lease, now)) as RunningSubmission;
    await world.submissions.quarantine(running, 'the host died', now);
    expect(await publish()).toMatchObject({ published: 2, changed: 1 });
    expect(await gradeOf('p01')).toMatchObject({ points: 0, problems: [{ tries: 0, quarantined: 1 }, {}] });
  });

  it('stay as they were published until they are published again, by rules that stand', async () => {
    await judged('p01', 'B', { verdict: 'WA', score: 25 });
    await end();
    await publish();
    const change = async (grading: object) => {
      const { revision } = (await by('ada').call('getSession', { params: { sessionId } })) as {
        revision: number;
      };
      return await by('ada').call('updateSession', { params: { sessionId }, body: { revision, grading } });
    };
    await expect(change({ points: { B: 10 } })).rejects.toMatchObject({
      status: 409,
      details: { type: '/v1/errors#too-late', detail: expect.stringContaining('withdraw') },
    });
    expect(await withdraw(['p02'])).toMatchObject({ published: 1, changed: 1 });
    await expect(change({ points: { B: 10 } })).rejects.toMatchObject({ status: 409 });
    expect(await withdraw()).toMatchObject({ published: 0, changed: 1 });
    await expect(gradeOf('p01')).rejects.toMatchObject({ status: 404 });
    await expect(change({ points: { Z: 10 } })).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ field: 'grading.points.Z' }] },
    });
    expect(await change({ points: { B: 10 } })).toMatchObject({
      grading: { pick: 'best', points: { B: 10 } },
    });
    await publish(['p01']);
    expect(await gradeOf('p01')).toMatchObject({ points: 5, grading: { points: { B: 10 } } });
    await expect
      .poll(() => noticesOf('p01'), { timeout: 20_000 })
      .toEqual([
        expect.stringContaining('was ended'),
        'Your grade is published: look at it on the page of the session',
        'Your grade has been withdrawn for the moment: it is looked at again',
        expect.stringContaining('How the session is graded has changed'),
        'Your grade is published: look at it on the page of the session',
      ]);
  });

  it('say to staff what participants see, and whether the results are others by now', async () => {
    await judged('p01', 'B', { verdict: 'WA', score: 25 });
    await end();
    await publish(['p01']);
    // Somebody mends a name after the end: the row is another than what is published.
    const { revision } = (await by('ada').call('getSession', { params: { sessionId } })) as {
      revision: number;
    };
    await by('ada').call('updateSession', {
      params: { sessionId },
      body: {
        revision,
        participants: [{ participantId: 'p01', studentId: '4711', email: 'p01@uni.example' }],
      },
    });
    const { rows } = await results();
    expect(rows).toMatchObject([
      { participantId: 'p01', studentId: '4711', published: { points: 25, differs: true } },
      { participantId: 'p02' },
    ]);
    expect(rows[1]?.published).toBeUndefined();
    expect((await gradeOf('p01')).studentId).toBeUndefined();
    expect(await publish(['p01'])).toMatchObject({ changed: 1 });
    expect(await gradeOf('p01')).toMatchObject({ studentId: '4711' });
    await expect
      .poll(() => noticesOf('p01'), { timeout: 20_000 })
      .toContainEqual(expect.stringContaining('Your grade has changed'));
    const { items } = await by('ada').call('listDecisions', { params: { sessionId }, query: { limit: 10 } });
    expect(items.filter(({ action }) => action === 'publish grades')).toHaveLength(2);
  });

  it('are a page to print: for staff as they stand, for participants once they are published', async () => {
    await judged('p01', 'A', { verdict: 'AC' });
    const standing = await report('ada', 'p01');
    expect(standing.mediaType).toBe('text/html; charset=utf-8');
    expect(standing.html).toContain('Not published.');
    await end();
    await publish();
    const own = await report('p01', 'p01');
    expect(own.html).toContain('100 of 150 points');
    expect(own.html).not.toContain('Not published.');
    const { headers } = await world.request('GET', `/v1/sessions/${sessionId}/participants/p01/report`, {
      as: 'p01',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-disposition']).toMatch(/^inline; filename="[a-z0-9-]+\.html"$/);
    expect(
      await by('p01').call('getReport', {
        params: { sessionId, participantId: 'P01' },
        query: { format: 'json' },
      }),
    ).toMatchObject({ points: 100 });
  });
});
