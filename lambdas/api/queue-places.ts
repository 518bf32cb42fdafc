import type { QueuePlace } from '../../core/api/decide-next-look.ts';
import { given } from '../../core/exam/given.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import type { WaitingSubmission } from '../../core/submissions/submission-store.ts';
import { expectWaitBehind } from './expected-wait.ts';
import { lookForAll } from './look-for-all.ts';
import type { Services } from './services.ts';

/** A look at a queue that serves everybody who asks. */
interface Look {
  /** How old it may be, ms. */
  readonly freshMs: number;
  /** Places that it sees. */
  readonly places: number;
}
/** The head of the queue moves with every verdict; further back a place more or less says little, and 1,000 keys are 160 KB. */
const HEAD: Look = { freshMs: 1_000, places: 100 };
const WHOLE: Look = { freshMs: 5_000, places: 1_000 };

/** How long after it was accepted a submission may be missing in the index, ms. */
const INDEX_LAG_MS = 2_000;

/** What waits in a lane, soonest first. */
interface Queue {
  readonly asOf: number;
  readonly waiting: readonly WaitingSubmission[];
}
const headOf = lookAtQueue(HEAD);
const wholeOf = lookAtQueue(WHOLE);

function lookAtQueue({ freshMs, places }: Look) {
  return lookForAll(freshMs, async ({ clock, submissions }, key): Promise<Queue> => {
    const [sessionId = '', lane] = key.split('#');
    const asOf = clock.now();
    return {
      asOf,
      waiting: await submissions.listWaiting(sessionId, lane === 'trial' ? 'trial' : 'contest', places),
    };
  });
}

/**
 * Where a queued submission stands, as a look of the last second saw it, or of the last five where it is not among the first
 * hundred: one that came since is behind what ranks before it, and what is behind the first thousand stands at least there.
 */
export async function placeOf(services: Services, submission: Placed): Promise<QueuePlace> {
  const { sessionId, lane } = submission;
  const key = `${sessionId}#${lane}`;
  const near = await headOf(services, key);
  const isAtHead = near.waiting.length < HEAD.places || countAhead(near, submission) < HEAD.places;
  const queue = isAtHead ? near : await wholeOf(services, key);
  // Where the whole was seen before the queue grew, the head knows better.
  const ahead = Math.max(countAhead(near, submission), countAhead(queue, submission));
  const expectedWaitMs = await expectWaitBehind(services, sessionId, ahead);
  return { ahead, asOf: queue.asOf, ...given({ expectedWaitMs }) };
}

/**
 * Where those of somebody's submissions that are queued stand. They were read before the queue: what was in it then and is not
 * any more has been taken up, and stands nowhere.
 */
export async function placesOf(
  services: Services,
  sessionId: string,
  own: readonly SubmissionDigest[],
): Promise<ReadonlyMap<string, QueuePlace>> {
  const queued = own.filter(({ state }) => state === 'queued');
  const places = await Promise.all(
    queued.map(async ({ submissionId, trial, submittedAt }) => {
      const lane = trial ? 'trial' : 'contest';
      if (await isTakenUp(services, { sessionId, submissionId, lane }, submittedAt)) return [];
      return [[submissionId, await placeOf(services, { sessionId, submissionId, lane })] as const];
    }),
  );
  return new Map(places.flat());
}

/** Whether a queue that shows everything that waits does not show this, which came long enough before. */
async function isTakenUp(services: Services, submission: Placed, submittedAt: number): Promise<boolean> {
  const { sessionId, submissionId, lane } = submission;
  const { asOf, waiting } = await headOf(services, `${sessionId}#${lane}`);
  return (
    waiting.length < HEAD.places &&
    submittedAt < asOf - INDEX_LAG_MS &&
    waiting.every((one) => one.submissionId !== submissionId)
  );
}

type Placed = Pick<Submission, 'sessionId' | 'submissionId' | 'lane'> & {
  /** Absent in digests. */
  readonly rank?: string;
};

function countAhead({ waiting }: Queue, { submissionId, rank }: Placed): number {
  const at = waiting.findIndex((one) => one.submissionId === submissionId);
  if (at >= 0) return at;
  return rank === undefined ? waiting.length : waiting.filter((one) => one.rank < rank).length;
}
