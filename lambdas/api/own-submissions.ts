import type { QueuePlace } from '../../core/api/present-desk.ts';
import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { expectWaitBehind } from './expected-wait.ts';
import { remember } from './remember.ts';
import type { Services } from './services.ts';

/** How old what is told may be, ms: one look serves everybody who asks. */
const FRESH_MS = 1_000;
/** Places in the queue that are told exactly. */
const TOLD_EXACTLY = 100;

interface Looks {
  readonly byParticipant: (sessionId: string) => Promise<ReadonlyMap<string, readonly SubmissionDigest[]>>;
  /** Ids of what waits in `<sessionId>#<lane>`, soonest first. */
  readonly queue: (key: string) => Promise<readonly string[]>;
}
const looks = new WeakMap<Services, Looks>();

function looksOf(services: Services): Looks {
  const known = looks.get(services);
  if (known !== undefined) return known;
  const { clock, submissions, feedOf, sessions } = services;
  const now = () => clock.now();
  const made: Looks = {
    byParticipant: remember(FRESH_MS, now, async (sessionId) => {
      const session = (await sessions.get(sessionId)) ?? {};
      return Map.groupBy(
        await feedOf(sessionId).refresh(now(), session),
        ({ participantId }) => participantId,
      );
    }),
    queue: remember(FRESH_MS, now, async (key) => {
      const [sessionId = '', lane] = key.split('#');
      const waiting = await submissions.listWaiting(
        sessionId,
        lane === 'trial' ? 'trial' : 'contest',
        TOLD_EXACTLY,
      );
      return waiting.map(({ submissionId }) => submissionId);
    }),
  };
  looks.set(services, made);
  return made;
}

/** A participant's own submissions in short, oldest first: one query a second for all who ask. */
export async function ownSubmissions(
  services: Services,
  sessionId: string,
  participantId: string,
): Promise<readonly SubmissionDigest[]> {
  return (await looksOf(services).byParticipant(sessionId)).get(participantId) ?? [];
}

/** Where those of them that are queued stand. What is behind the first hundred stands at least there. */
export async function queuePlaces(
  services: Services,
  sessionId: string,
  own: readonly SubmissionDigest[],
): Promise<ReadonlyMap<string, QueuePlace>> {
  const queued = own.filter(({ state }) => state === 'queued');
  const places = await Promise.all(
    queued.map(async ({ submissionId, trial }) => {
      const queue = await looksOf(services).queue(`${sessionId}#${trial ? 'trial' : 'contest'}`);
      const at = queue.indexOf(submissionId);
      const ahead = at < 0 ? queue.length : at;
      const expectedWaitMs = await expectWaitBehind(services, sessionId, ahead);
      return [submissionId, { ahead, ...(expectedWaitMs === undefined ? {} : { expectedWaitMs }) }] as const;
    }),
  );
  return new Map(places);
}
