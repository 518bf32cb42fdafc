import type { QueuePlace } from '../../core/api/decide-next-look.ts';
import { given } from '../../core/exam/given.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import type { WaitingSubmission } from '../../core/submissions/submission-store.ts';
import { expectWaitBehind } from './expected-wait.ts';
import { remember } from './remember.ts';
import type { Services } from './services.ts';

/** How old what is told may be, ms: one look serves everybody who asks. */
const FRESH_MS = 1_000;
/** Places in the queue that are told exactly: a query of keys, 160 KB. */
const TOLD_EXACTLY = 1_000;

/** What waits in a lane, soonest first. */
interface Queue {
  readonly asOf: number;
  readonly waiting: readonly WaitingSubmission[];
}
const readers = new WeakMap<Services, (lane: string) => Promise<Queue>>();

function readerOf(services: Services): (lane: string) => Promise<Queue> {
  const known = readers.get(services);
  if (known !== undefined) return known;
  const { clock, submissions } = services;
  const reader = remember(
    FRESH_MS,
    () => clock.now(),
    async (key): Promise<Queue> => {
      const [sessionId = '', lane] = key.split('#');
      const asOf = clock.now();
      const waiting = await submissions.listWaiting(
        sessionId,
        lane === 'trial' ? 'trial' : 'contest',
        TOLD_EXACTLY,
      );
      return { asOf, waiting };
    },
  );
  readers.set(services, reader);
  return reader;
}

/**
 * Where a queued submission stands, as a look of the last second saw it: one that came since is behind what ranks before
 * it, and what is behind the first thousand stands at least there.
 */
export async function placeOf(
  services: Services,
  {
    sessionId,
    submissionId,
    lane,
    rank,
  }: Pick<Submission, 'sessionId' | 'submissionId' | 'lane'> & {
    /** Absent in digests. */
    readonly rank?: string;
  },
): Promise<QueuePlace> {
  const { waiting, asOf } = await readerOf(services)(`${sessionId}#${lane}`);
  const at = waiting.findIndex((one) => one.submissionId === submissionId);
  const before = rank === undefined ? waiting.length : waiting.filter((one) => one.rank < rank).length;
  const ahead = at < 0 ? before : at;
  return { ahead, asOf, ...given({ expectedWaitMs: await expectWaitBehind(services, sessionId, ahead) }) };
}
