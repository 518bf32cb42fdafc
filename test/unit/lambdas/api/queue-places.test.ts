import { expect, it } from 'vitest';
import type { SubmissionDigest } from '../../../../core/submissions/submission-digest.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { placesOf } from '../../../../lambdas/api/queue-places.ts';
import type { Services } from '../../../../lambdas/api/services.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const { sessionId } = sessionOf();
const S = 1_000;

/** The places that are told of these submissions, which were queued when they were read, beside this queue. */
async function tell(waiting: readonly string[], ...own: readonly Partial<SubmissionDigest>[]) {
  const services = {
    clock: { now: () => EPOCH + 60 * S },
    submissions: {
      listWaiting: async () => waiting.map((submissionId) => ({ submissionId, rank: submissionId })),
    },
    sessions: { get: async () => sessionOf() },
    hosts: { listHosts: async () => [] },
    feedOf: () => ({ refresh: async () => [] }),
  } as unknown as Services;
  const digests = own.map((one) => ({ ...digestOf(queuedOf({ sessionId })), ...one }));
  const places = await placesOf(services, sessionId, digests);
  return own.map(({ submissionId = '' }) => places.get(submissionId)?.ahead);
}

it('tells no place of what was taken up since it was read, and the end of the queue of what has just come', async () => {
  const [first, second, fresh] = [1, 2, 3].map(submissionIdOf) as [string, string, string];
  const others = Array.from({ length: 50 }, (_, at) => submissionIdOf(100 + at));
  const told = await tell(
    [second, ...others],
    { submissionId: first, submittedAt: EPOCH },
    { submissionId: second, submittedAt: EPOCH },
    { submissionId: fresh, submittedAt: EPOCH + 59 * S },
  );
  expect(told).toEqual([undefined, 0, 51]);
});

it('tells the end of a queue that it does not see whole', async () => {
  const others = Array.from({ length: 100 }, (_, at) => submissionIdOf(100 + at));
  expect(await tell(others, { submissionId: submissionIdOf(1), submittedAt: EPOCH })).toEqual([100]);
});
