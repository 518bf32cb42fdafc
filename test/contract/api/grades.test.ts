import { describe, expect, it } from 'vitest';
import type { RunningSubmission } from '../../../core/submissions/submission.ts';
import { useGradedSession } from './graded-session.ts';

const graded = useGradedSession();
const results = async (query: object = {}) =>
  await graded.world.as('ada').call('getResults', { params: { sessionId: graded.sessionId }, query });
const by = (who: string) => graded.world.as(who);
const end = async () =>
  await by('ada').call('endSession', {
    params: { sessionId: graded.sessionId },
    body: { reason: 'time is up' },
  });
const publish = async (participantIds?: string[]) =>
  await by('ada').call('publishGrades', {
    params: { sessionId: graded.sessionId },
    body: participantIds === undefined ? {} : { participantIds },
  });
const withdraw = async (participantIds?: string[]) =>
  await by('ada').call('withdrawGrades', {
    params: { sessionId: graded.sessionId },
    body: participantIds === undefined ? {} : { participantIds },
  });
const gradeOf = async (who: string) =>
  await by(who).call('getGrade', { params: { sessionId: graded.sessionId } });
const report = async (who: string, participantId: string) => {
  const { bytes, mediaType } = await by(who).download('getReport', {
    params: { sessionId: graded.sessionId, participantId },
    query: {},
  });
  return { mediaType, html: Buffer.from(bytes).toString() };
};
const noticesOf = async (who: string) =>
  (await by(who).call('listMessages', { params: { sessionId: graded.sessionId }, query: {} })).items
    .filter(({ kind }) => kind === 'notice')
    .map(({ text }) => text);

describe('grades', () => {
  it('are held until they are published, and not while the window is open', async () => {
    await graded.judged('p01', 'A', { verdict: 'AC' });
    await expect(publish()).rejects.toMatchObject({ status: 409, details: { type: '/v1/errors#not-yet' } });
    await end();
    await expect(gradeOf('p01')).rejects.toMatchObject({ status: 404 });
    await expect(report('p01', 'p01')).rejects.toMatchObject({ status: 404 });
    expect(
      (await by('p01').call('getDesk', { params: { sessionId: graded.sessionId }, query: {} })).grade,
    ).toBeUndefined();
    expect(await publish()).toMatchObject({ published: 2, changed: 2 });
    expect(await gradeOf('p01')).toMatchObject({
      points: 100,
      possible: 150,
      problems: [{ points: 100 }, { points: 0 }],
    });
    expect(
      await by('p01').call('getDesk', { params: { sessionId: graded.sessionId }, query: {} }),
    ).toMatchObject({
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
    const held = (await graded.world.sessions.get(graded.sessionId))!;
    expect(
      await graded.world.sessions.update(graded.sessionId, held.revision, { gradesPublishedAt: null }),
    ).toBe(true);
    await expect(gradeOf('p01')).rejects.toMatchObject({ status: 404 });
    await expect(report('p01', 'p01')).rejects.toMatchObject({ status: 404 });
    expect((await report('ada', 'p01')).html).toContain('Not published.');
    expect((await results()).rows[0]?.published).toBeUndefined();
    expect(
      (await by('p01').call('getDesk', { params: { sessionId: graded.sessionId }, query: {} })).grade,
    ).toBeUndefined();
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
    const { times } = await graded.world.addSession();
    const later = { ...times, opensAt, closesAt: opensAt + 3_600_000, lastClosesAt: opensAt + 3_600_000 };
    await graded.turnTo({
      times: later,
      cancelledAt: Date.now(),
      cancelReason: 'snow',
    });
    await expect(publish()).rejects.toMatchObject({
      details: { type: '/v1/errors#session-cancelled', detail: expect.stringContaining('before it opened') },
    });
  });

  it('wait for the last verdict', async () => {
    const { submissionId } = await by('p01').call('createSubmission', {
      params: { sessionId: graded.sessionId },
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
    const running = (await graded.world.submissions.lease(
      graded.sessionId,
      submissionId,
      lease,
      now,
    )) as RunningSubmission;
    await graded.world.submissions.quarantine(running, 'the host died', now);
    expect(await publish()).toMatchObject({ published: 2, changed: 1 });
    expect(await gradeOf('p01')).toMatchObject({ points: 0, problems: [{ tries: 0, quarantined: 1 }, {}] });
  });

  it('stay as they were published until they are published again, by rules that stand', async () => {
    await graded.judged('p01', 'B', { verdict: 'WA', score: 25 });
    await end();
    await publish();
    const change = async (grading: object) => {
      const { revision } = (await by('ada').call('getSession', {
        params: { sessionId: graded.sessionId },
      })) as {
        revision: number;
      };
      return await by('ada').call('updateSession', {
        params: { sessionId: graded.sessionId },
        body: { revision, grading },
      });
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
    await graded.judged('p01', 'B', { verdict: 'WA', score: 25 });
    await end();
    await publish(['p01']);
    // Somebody mends a name after the end: the row is another than what is published.
    const { revision } = (await by('ada').call('getSession', {
      params: { sessionId: graded.sessionId },
    })) as {
      revision: number;
    };
    await by('ada').call('updateSession', {
      params: { sessionId: graded.sessionId },
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
    const { items } = await by('ada').call('listDecisions', {
      params: { sessionId: graded.sessionId },
      query: { limit: 10 },
    });
    expect(items.filter(({ action }) => action === 'publish grades')).toHaveLength(2);
  });

  it('are a page to print: for staff as they stand, for participants once they are published', async () => {
    await graded.judged('p01', 'A', { verdict: 'AC' });
    const standing = await report('ada', 'p01');
    expect(standing.mediaType).toBe('text/html; charset=utf-8');
    expect(standing.html).toContain('Not published.');
    await end();
    await publish();
    const own = await report('p01', 'p01');
    expect(own.html).toContain('100 of 150 points');
    expect(own.html).not.toContain('Not published.');
    const { headers } = await graded.world.request(
      'GET',
      `/v1/sessions/${graded.sessionId}/participants/p01/report`,
      {
        as: 'p01',
      },
    );
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-disposition']).toMatch(/^inline; filename="[a-z0-9-]+\.html"$/);
    expect(
      await by('p01').call('getReport', {
        params: { sessionId: graded.sessionId, participantId: 'P01' },
        query: { format: 'json' },
      }),
    ).toMatchObject({ points: 100 });
  });
});
