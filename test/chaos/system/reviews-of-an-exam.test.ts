import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { until } from '../../support/until.ts';

/** Right, with a variable that nobody reads. */
const TWICE = "const unread = 7;\nconsole.log(2 * Number(require('fs').readFileSync(0, 'utf8')))\n";

let living: LivingSystem;
beforeAll(async () => {
  living = await startLivingSystem();
});
afterAll(async () => await living?.stop());

/** Everything runs as it is deployed: shutdown, reviewer and API by their own roles. */
it('reviews what counts of an exam that is over, once however often it is asked, publishes it, and bills it', async () => {
  const files = Object.entries(SOUND).map(
    ([path, text]) => [`twice/${path}`, new TextEncoder().encode(text)] as const,
  );
  const { sessionId } = await living.book(
    {
      name: 'Reviewed',
      durationMinutes: 10,
      problems: [{ label: 'A', problemId: 'twice', name: 'Twice', zip: zipSync(Object.fromEntries(files)) }],
      participants: ['ann', 'ben'].map((participantId) => ({
        participantId,
        name: participantId,
        extraTimeMinutes: 0,
      })),
      languages: ['javascript'],
      submissions: [],
    },
    500,
    1,
    { policy: { reviews: 'staff' } },
  );
  const params = { sessionId };
  const instructor = await living.client('instructor', 'instructor');
  const see = async () => {
    const session = await instructor.call('getSession', { params });
    if (session.view !== 'staff') throw new Error('the instructor is staff');
    return session;
  };
  await until(see, ({ fleet, window }) => fleet.state === 'ready' && window === 'open');
  const submit = async (who: string) => {
    const client = await living.client(who, 'participant');
    const { submissionId } = await client.call('createSubmission', {
      params,
      body: { problem: 'A', language: 'javascript', source: TWICE },
    });
    await until(
      () => instructor.call('getSubmission', { params: { sessionId, submissionId } }),
      ({ state }) => state === 'judged',
    );
    return submissionId;
  };
  const ids = [await submit('ann'), await submit('ben')];
  await instructor.call('endSession', { params, body: { reason: 'all are done' } });
  const list = async () => await instructor.call('listReviews', { query: { sessionId } });
  const { items } = await until(
    list,
    (page) => page.items.length === 2 && page.items.every(({ state }) => state === 'reviewed'),
  );
  expect(items.map(({ submissionId }) => submissionId).sort()).toEqual(ids.toSorted());

  const ann = await living.client('ann', 'participant');
  const own = { params: { sessionId, submissionId: ids[0]! } };
  await expect(ann.call('getSubmissionReview', own)).rejects.toMatchObject({ status: 404 });
  // Published, and said again.
  for (const reviews of ['participants', 'participants'] as const) {
    const { revision } = await see();
    await instructor.call('updateSession', { params, body: { revision, policy: { reviews } } });
  }
  expect(await ann.call('getSubmissionReview', own)).toMatchObject({
    state: 'reviewed',
    report: { findings: expect.arrayContaining([expect.objectContaining({ line: 1 })]) as unknown },
  });
  await expect(
    ann.call('getSubmissionReview', { params: { sessionId, submissionId: ids[1]! } }),
  ).rejects.toMatchObject({ status: 404 });
  const billed = await until(
    () => instructor.call('getSessionCosts', { params, query: {} }),
    ({ lines }) => lines.some(({ what }) => what === '2 reviews of submissions'),
  );
  expect(billed.state).toBe('final');
  const done = (reviews: typeof items) => reviews.map(({ reviewId, reviewedAt }) => [reviewId, reviewedAt]);
  expect(done((await list()).items)).toEqual(done(items));
  expect(living.records.filter(({ message }) => message?.includes('not allowed'))).toEqual([]);
});
