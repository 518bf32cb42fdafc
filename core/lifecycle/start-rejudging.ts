import type { Clock } from '../exam/clock.ts';
import { countOf } from '../exam/count-of.ts';
import type { DecisionLog } from '../exam/decision.ts';
import { given } from '../exam/given.ts';
import type { IdSource } from '../exam/ids.ts';
import type { Refusal } from '../exam/refusal.ts';
import { isPending, type Rejudging, type RejudgingWish } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import type { Doorbell } from '../exam/session-event.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { writeInBatches } from '../exam/write-in-batches.ts';
import type { ProblemVersion } from '../problems/problem.ts';
import { chooseFor, decideStart } from '../rejudging/decide-rejudging.ts';
import { queueAgain } from '../submissions/rejudged.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { dropRejudged, replace } from './end-rejudging.ts';

/** What starting touches. */
export interface StartRejudgingPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sessions: Pick<SessionStore, 'get' | 'update'>;
  readonly submissions: Pick<SubmissionStore, 'acceptAgain' | 'listRejudged' | 'lease' | 'quarantine'>;
  readonly hosts: Pick<DecisionLog, 'recordDecision'>;
  readonly doorbell: Doorbell;
  readonly getVersion: (problemId: string, version: number) => Promise<ProblemVersion | null>;
  /** The session's submissions with the verdicts in force. */
  readonly readSubmissions: (session: Session) => Promise<readonly SubmissionDigest[]>;
  /** Told when the doorbell could not be rung; the tick rings again. */
  readonly onSilentDoorbell: (rejudgingId: string, error: unknown) => void;
}

/** What came of asking for a rejudging. */
export type StartRejudging =
  | {
      readonly done: true;
      readonly session: Session;
      readonly rejudging: Rejudging;
    }
  | {
      readonly done: false;
      readonly refusal: Refusal<
        'conflict' | 'invalid-request' | 'limit-reached' | 'too-late' | 'unavailable'
      >;
    };

/** Doorbells: whoever comes judges until nothing is left, and the tick rings for the slots that are still free. */
const RINGS = 8;
/** Writes that somebody else is faster than are repeated this often. */
const ATTEMPTS = 5;

/**
 * Has submissions of a problem judged again: the session's row says so first, then each submission is put in the queue
 * once, then the row says that all are. Asking for the same again after a crash goes on where it was; once it is in the
 * queue whole, judging needs nobody who watches.
 * @param judgedIn the session whose judges do it, when whoever asks may name it
 * @param by user name of whoever asks
 */
export async function startRejudging(
  session: Session,
  judgedIn: Session | undefined,
  wish: RejudgingWish,
  by: string,
  ports: StartRejudgingPorts,
): Promise<StartRejudging> {
  const { sessionId, problems } = session;
  const problem = problems.find(({ label }) => label === wish.label);
  const [submissions, from, to] = await Promise.all([
    ports.readSubmissions(session),
    problem && ports.getVersion(problem.problemId, problem.version),
    problem && ports.getVersion(problem.problemId, wish.version),
  ]);
  const now = ports.clock.now();
  const decision = decideStart({
    session,
    wish,
    judgedIn,
    from: from?.manifest,
    to: to?.manifest,
    submissions,
    now,
  });
  switch (decision.action) {
    case 'keep':
      return { done: true, session, rejudging: decision.rejudging };
    case 'continue':
      return await fill(session, decision.rejudging, submissions, decision.judgedIn, ports);
    case 'start':
      break;
    case 'invalid-request': {
      const { field, reason } = decision;
      return refuse('invalid-request', `${field} ${reason}`, { faults: [{ field, detail: reason }] });
    }
    default:
      return refuse(decision.action, decision.reason);
  }
  const rejudging: Rejudging = {
    rejudgingId: ports.ids.next(),
    ...wish,
    problemId: problem?.problemId ?? '',
    fromVersion: problem?.version ?? wish.version,
    createdAt: now,
    createdBy: by,
    state: 'open',
    submissions: decision.chosen.length,
  };
  const rejudgings = [...(session.rejudgings ?? []), rejudging];
  if (!(await ports.sessions.update(sessionId, session.revision, { rejudgings })))
    return refuse('conflict', 'the session changed in between: look again and repeat');
  await ports.hosts.recordDecision(sessionId, {
    at: now,
    subject: 'rejudging',
    action: 'start',
    reason: `${by}: ${countOf(decision.chosen.length, 'submission')} to ${wish.label} by version ${wish.version}${wish.reason === undefined ? '' : `: ${wish.reason}`}`,
  });
  return await fill(session, rejudging, submissions, decision.judgedIn, ports);
}

/** Puts everything in the queue that is not in it yet, and says so on the row. */
async function fill(
  session: Session,
  rejudging: Rejudging,
  submissions: readonly SubmissionDigest[],
  judgedIn: Session,
  ports: StartRejudgingPorts,
): Promise<StartRejudging> {
  const { sessionId, policy } = session;
  const { rejudgingId } = rejudging;
  const chosen = chooseFor(submissions, rejudging);
  const queued = chosen.map((one, place) => queueAgain(one, sessionId, rejudging, policy.testCases, place));
  await writeInBatches(queued, async (row) => await ports.submissions.acceptAgain(row));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const current = await ports.sessions.get(sessionId);
    const stored = current?.rejudgings?.find((one) => one.rejudgingId === rejudgingId);
    if (current === undefined || stored === undefined || !isPending(stored)) {
      await dropRejudged(rejudging, ports);
      return refuse('too-late', 'it was discarded while it was put in the queue');
    }
    const filled: Rejudging = { ...stored, state: 'judging', submissions: queued.length };
    if (
      stored.state === 'judging' ||
      (await ports.sessions.update(sessionId, current.revision, {
        rejudgings: replace(current, filled),
      }))
    ) {
      await ring(filled, queued, judgedIn, ports);
      const after = (await ports.sessions.get(sessionId)) ?? current;
      return { done: true, session: after, rejudging: filled };
    }
  }
  return refuse('conflict', 'the session changed again and again: ask for the same once more');
}

async function ring(
  rejudging: Rejudging,
  queued: readonly { readonly submissionId: string }[],
  { sessionId, deployment }: Session,
  ports: StartRejudgingPorts,
): Promise<void> {
  for (const { submissionId } of queued.slice(0, RINGS))
    try {
      await ports.doorbell.ring({ sessionId, submissionId, lane: 'rejudging', deployment: deployment.kind });
    } catch (error) {
      ports.onSilentDoorbell(rejudging.rejudgingId, error);
    }
}

function refuse(
  kind: Extract<StartRejudging, { done: false }>['refusal']['kind'],
  reason: string,
  more: Pick<Refusal<string>, 'faults'> = {},
): Extract<StartRejudging, { done: false }> {
  return { done: false, refusal: { kind, reason, ...given(more) } };
}
