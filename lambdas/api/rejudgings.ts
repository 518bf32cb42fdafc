import { presentRejudging } from '../../core/api/present-rejudging.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { RejudgingView } from '../../core/api/rejudgings.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { DEFAULT_RULES } from '../../core/exam/grading-rules.ts';
import { appliedRejudgings, isPending, type Rejudging } from '../../core/exam/rejudging.ts';
import type { Session } from '../../core/exam/session.ts';
import type { EndRejudgingPorts, RejudgingAct } from '../../core/lifecycle/end-rejudging.ts';
import {
  compareVerdicts,
  type VerdictComparison,
  withRejudged,
} from '../../core/rejudging/compare-verdicts.ts';
import { describeProgress, isWhole, type RejudgingProgress } from '../../core/rejudging/decide-rejudging.ts';
import { type ChangedStanding, compareResults, orderByLoss } from '../../core/results/compare-results.ts';
import { findGradable } from '../../core/results/find-gradable.ts';
import { gradeSession } from '../../core/results/grade-session.ts';
import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { findOwnSession } from './find-session.ts';
import type { Services } from './services.ts';

/** A rejudging of a session of this person's. @throws ApiProblem not-found */
export async function findRejudging(
  services: Services,
  caller: Caller,
  { sessionId, rejudgingId }: { readonly sessionId: string; readonly rejudgingId: string },
): Promise<{ readonly session: Session; readonly rejudging: Rejudging }> {
  const session = await findOwnSession(services, caller, sessionId);
  const rejudging = session.rejudgings?.find((one) => one.rejudgingId === rejudgingId);
  if (rejudging === undefined)
    throw new ApiProblem('not-found', `this session has no rejudging ${rejudgingId}`);
  return { session, rejudging };
}

/** What starting and ending read of the session. */
export function rejudgingPorts(services: Services): Services & Pick<EndRejudgingPorts, 'readSubmissions'> {
  return {
    ...services,
    readSubmissions: (session) => services.feedOf(session.sessionId).refresh(services.clock.now(), session),
  };
}

/** How far a rejudging is, and what it has judged again. */
export async function readProgress(
  { sessions, submissions }: Services,
  rejudging: Rejudging,
): Promise<{ readonly progress: RejudgingProgress; readonly rejudged: readonly SubmissionDigest[] }> {
  const [judgedIn, rejudged] = await Promise.all([
    sessions.get(rejudging.judgedIn),
    submissions.listRejudged(rejudging.judgedIn, rejudging.rejudgingId),
  ]);
  return { progress: describeProgress(rejudging, rejudged, judgedIn), rejudged };
}

/** A rejudging in short, as it stands: what it judges again is read only while it goes on. */
export async function showRejudging(
  services: Services,
  sessionId: string,
  rejudging: Rejudging,
): Promise<RejudgingView> {
  const read = isPending(rejudging) ? await readProgress(services, rejudging) : undefined;
  return presentRejudging(sessionId, rejudging, read?.progress);
}

/** What came of applying or discarding. @throws ApiProblem when it was refused */
export async function answerRejudging(services: Services, act: RejudgingAct): Promise<RejudgingView> {
  if (!act.done) throw ApiProblem.of(act.refusal);
  return await showRejudging(services, act.session.sessionId, act.rejudging);
}

/** The session as it was before a rejudging was applied; as it is while it is not. */
export function before(session: Session, { rejudgingId }: Rejudging): Pick<Session, 'rejudgings'> {
  const applied = appliedRejudgings(session);
  const at = applied.findIndex((one) => one.rejudgingId === rejudgingId);
  return { rejudgings: at < 0 ? applied : applied.slice(0, at) };
}

/** What a rejudging changes: verdicts, and with them who stands otherwise. */
export async function readChanges(
  services: Services,
  session: Session,
  rejudging: Rejudging,
  rejudged: readonly SubmissionDigest[],
): Promise<{
  readonly comparison: VerdictComparison;
  readonly participants: readonly ChangedStanding[];
}> {
  const { sessionId, grading: rules = DEFAULT_RULES } = session;
  const problemsBy = (version: number) => ({
    problems: session.problems.map((one) => (one.label === rejudging.label ? { ...one, version } : one)),
  });
  const [digests, roster, problemsBefore, problemsAfter] = await Promise.all([
    services.feedOf(sessionId).refresh(services.clock.now(), before(session, rejudging)),
    services.sessions.listParticipants(sessionId),
    findGradable(services, problemsBy(rejudging.fromVersion)),
    findGradable(services, problemsBy(isWhole(rejudging) ? rejudging.version : rejudging.fromVersion)),
  ]);
  const after = withRejudged(digests, rejudged);
  return {
    comparison: compareVerdicts(rejudging, digests, rejudged),
    participants: orderByLoss(
      compareResults(
        gradeSession(session, problemsBefore, roster, digests, rules),
        gradeSession(session, problemsAfter, roster, after, rules),
      ),
    ),
  };
}
