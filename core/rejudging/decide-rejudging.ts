import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import { findProblem } from '../exam/find-problem.ts';
import { isPending, type Rejudging, type RejudgingFilter, type RejudgingWish } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import type { LanguageRules } from '../problems/allowed-languages.ts';
import type { ProblemManifest } from '../problems/problem.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';

/** Submissions that one rejudging takes: as many as are queued within one call of the API. */
export const MAX_REJUDGED = 5_000;
/** Rejudgings of a session, discarded ones too: they are on its row. */
export const MAX_REJUDGINGS = 50;

/** Of a problem version, what tells whether it can take another's place. */
type RejudgedManifest = Pick<ProblemManifest, 'kind' | 'signature' | 'frame'> &
  Pick<LanguageRules, 'validation'>;

/** All that starting a rejudging stands on. */
export interface StartFacts {
  readonly session: Session;
  readonly wish: RejudgingWish;
  /** The session whose judges do it, when it can be seen by whoever asks. */
  readonly judgedIn: Session | undefined;
  /** The version that the session judges by, and the one that is wished for. */
  readonly from: RejudgedManifest | undefined;
  readonly to: RejudgedManifest | undefined;
  /** Of the session, with the verdicts in force. */
  readonly submissions: readonly SubmissionDigest[];
  readonly now: number;
}

/** What comes of asking for a rejudging. `continue`: the same was asked for before, and is not yet in the queue whole. */
export type StartDecision =
  | (Decision<'start'> & { readonly chosen: readonly SubmissionDigest[]; readonly judgedIn: Session })
  | (Decision<'continue'> & { readonly rejudging: Rejudging; readonly judgedIn: Session })
  | (Decision<'keep'> & { readonly rejudging: Rejudging })
  | Decision<'conflict' | 'limit-reached' | 'too-late' | 'unavailable'>
  | (Decision<'invalid-request'> & { readonly field: string });

/** Decides whether submissions may be judged again, and which. Pure. */
export function decideStart(facts: StartFacts): StartDecision {
  const { session, wish, judgedIn, from, to, submissions, now } = facts;
  const { rejudgings = [] } = session;
  const problem = findProblem(session, wish.label);
  if (problem === undefined)
    return {
      action: 'invalid-request',
      field: 'label',
      reason: `is ${wish.label}; the session has ${session.problems.map(({ label }) => label).join(', ')}`,
    };
  const pending = rejudgings.find((one) => one.label === problem.label && isPending(one));
  if (pending !== undefined) return decideSecond(pending, facts);
  if (rejudgings.length >= MAX_REJUDGINGS)
    return { action: 'limit-reached', reason: `a session has at most ${MAX_REJUDGINGS} rejudgings` };
  if (from === undefined)
    return {
      action: 'unavailable',
      reason: `version ${problem.version} of ${problem.problemId} cannot be read`,
    };
  const unfit = describeUnfit(problem.problemId, wish.version, from, to);
  if (unfit !== undefined) return { action: 'invalid-request', field: 'version', reason: unfit };
  const astray = describeAstray(facts, problem.problemId);
  if (astray !== undefined) return astray;
  const chosen = choose(submissions, problem.label, wish.filter);
  if (chosen.length === 0)
    return {
      action: 'invalid-request',
      field: 'filter',
      reason: `leaves nothing: no counted submission to ${problem.label} that has its verdict is meant by it`,
    };
  if (chosen.length > MAX_REJUDGED)
    return {
      action: 'invalid-request',
      field: 'filter',
      reason: `leaves ${chosen.length} submissions; one rejudging takes at most ${MAX_REJUDGED}: take them by language or verdict`,
    };
  return decideJudges(session, judgedIn, chosen, now);
}

function decideSecond(pending: Rejudging, facts: StartFacts): StartDecision {
  const { session, wish, judgedIn, submissions, now } = facts;
  const { rejudgingId, label } = pending;
  const same =
    pending.version === wish.version &&
    pending.judgedIn === wish.judgedIn &&
    keyOf(pending.filter) === keyOf(wish.filter);
  if (!same)
    return {
      action: 'conflict',
      reason: `rejudging ${rejudgingId} of ${label} is neither applied nor discarded: do that first`,
    };
  if (pending.state !== 'open') return { action: 'keep', rejudging: pending, reason: 'it goes on already' };
  const judges = decideJudges(session, judgedIn, chooseFor(submissions, pending), now);
  if (judges.action === 'start')
    return {
      action: 'continue',
      rejudging: pending,
      judgedIn: judges.judgedIn,
      reason: 'not everything is in the queue yet',
    };
  return { ...judges, reason: `${judges.reason}; discard rejudging ${rejudgingId} first` };
}

/** Why a version cannot take another's place, as the end of a sentence. */
function describeUnfit(
  problemId: string,
  version: number,
  from: RejudgedManifest,
  to: StartFacts['to'],
): string | undefined {
  if (to === undefined) return `is ${version}, and ${problemId} has no such version: import it first`;
  if (to.kind !== from.kind)
    return `is ${version}, which is ${to.kind} where the session's is ${from.kind}: the points of the two cannot be compared`;
  if (
    JSON.stringify(to.signature) !== JSON.stringify(from.signature) ||
    to.frame?.language !== from.frame?.language
  )
    return `is ${version}, which calls what participants wrote in another way: none of it would be right`;
  return undefined;
}

/** That a version's interactor would go where the session wants none: now, or once the session judges by that version. */
function describeAstray(
  { session, wish, judgedIn, to }: StartFacts,
  problemId: string,
): StartDecision | undefined {
  if (to?.validation?.kind !== 'interactive' || session.policy.interactors !== 'fleet') return undefined;
  if (judgedIn !== undefined && judgedIn.deployment.kind !== 'fleet')
    return {
      action: 'invalid-request',
      field: 'judgedIn',
      reason: `is a session whose deployment is ${judgedIn.deployment.kind}, and ${problemId} is judged with an interactor, which this session wants on hosts that are launched for a session alone (policy.interactors): take one with a fleet`,
    };
  if (session.deployment.kind !== 'fleet' && isWhole(wish))
    return {
      action: 'invalid-request',
      field: 'version',
      reason: `is ${wish.version}, which is judged with an interactor, and the session wants that on hosts that are launched for it alone (policy.interactors), and its deployment is ${session.deployment.kind}: it would judge by this version from then on, so rejudge some submissions by a filter, or leave the version`,
    };
  return undefined;
}

function decideJudges(
  session: Session,
  judgedIn: Session | undefined,
  chosen: readonly SubmissionDigest[],
  now: number,
): StartDecision {
  if (judgedIn === undefined)
    return { action: 'invalid-request', field: 'judgedIn', reason: 'is no session that is yours' };
  const wanted = [...new Set(chosen.map(({ language }) => language))].sort();
  const own = judgedIn.sessionId === session.sessionId;
  if (!hasJudges(judgedIn, now)) {
    const whose = own ? 'this session' : `session ${judgedIn.sessionId}`;
    return {
      action: 'too-late',
      reason: `the judges of ${whose} are gone: judges are there while their session is. Book a session with ${wanted.join(', ')} for as long as judging ${countOf(chosen.length, 'submission')} takes, and name it as judgedIn: its judges do it, and its bill has what it costs`,
    };
  }
  const dropped = judgedIn.languagesDropped ?? [];
  const lacking = wanted.filter(
    (language) => !judgedIn.languages.includes(language) || dropped.some((one) => one.language === language),
  );
  if (lacking.length > 0)
    return {
      action: 'invalid-request',
      field: 'judgedIn',
      reason: `is a session that does not judge ${lacking.join(', ')}: take another, or fewer submissions by language`,
    };
  return {
    action: 'start',
    chosen,
    judgedIn,
    reason: `${countOf(chosen.length, 'submission')} to judge again`,
  };
}

/** Whether the judges of a session are there, or will come. */
function hasJudges(session: Session, now: number): boolean {
  return !isOver(session, now) && session.fleet !== 'failed' && session.fleet !== 'gone';
}

/** Counted submissions to a problem that a filter means and that have ended, in their order. Pure. */
export function choose(
  submissions: readonly SubmissionDigest[],
  label: string,
  filter: RejudgingFilter,
): readonly SubmissionDigest[] {
  return meantBy(submissions, label, filter).filter(({ endedAt }) => endedAt !== undefined);
}

/** What a rejudging takes: what came to its verdict after it was made is not in it. Pure. */
export function chooseFor(
  submissions: readonly SubmissionDigest[],
  { label, filter, createdAt }: Pick<Rejudging, 'label' | 'filter' | 'createdAt'>,
): readonly SubmissionDigest[] {
  return choose(submissions, label, filter).filter(({ endedAt = 0 }) => endedAt <= createdAt);
}

/** Counted submissions to a problem that a filter means. */
export function meantBy(
  submissions: readonly SubmissionDigest[],
  label: string,
  { participantId, submissionId, verdict, language }: RejudgingFilter,
): readonly SubmissionDigest[] {
  return submissions.filter(
    (one) =>
      one.label === label &&
      !one.trial &&
      (participantId === undefined || one.participantId === participantId) &&
      (submissionId === undefined || one.submissionId === submissionId) &&
      (verdict === undefined || one.verdict === verdict) &&
      (language === undefined || one.language === language),
  );
}

const keyOf = ({ participantId, submissionId, verdict, language }: RejudgingFilter) =>
  JSON.stringify([participantId, submissionId, verdict, language]);

/** How far a rejudging has come. */
export interface RejudgingProgress {
  /** `ready`: nothing waits any more. */
  readonly state: Rejudging['state'] | 'ready';
  readonly queued: number;
  readonly running: number;
  readonly judged: number;
  /** No judge could judge them again: their verdicts stay. */
  readonly quarantined: number;
}

/**
 * How far a rejudging has come, from what it judges again. When the session whose judges did it is settled, nothing of it
 * will be judged any more: what waits keeps its verdict. Pure.
 */
export function describeProgress(
  rejudging: Rejudging,
  rejudged: readonly SubmissionDigest[],
  judgedIn: Pick<Session, 'settledAt'> | undefined,
): RejudgingProgress {
  const counts = { queued: 0, running: 0, judged: 0, quarantined: 0 };
  const ended = judgedIn === undefined || judgedIn.settledAt !== undefined;
  for (const { state } of rejudged)
    counts[ended && (state === 'queued' || state === 'running') ? 'quarantined' : state]++;
  const ready = rejudging.state === 'judging' && counts.queued + counts.running === 0;
  return { state: ready ? 'ready' : rejudging.state, ...counts };
}

/** Whether a rejudging is applied; `keep`: it is already. Pure. */
export function decideApply(
  { state, queued, running, judged }: RejudgingProgress,
  rejudging: Pick<Rejudging, 'submissions'>,
): Decision<'apply' | 'keep' | 'not-yet' | 'too-late'> {
  switch (state) {
    case 'applied':
      return { action: 'keep', reason: 'its verdicts are in force already' };
    case 'discarded':
      return { action: 'too-late', reason: 'it was discarded: start another' };
    case 'open':
      return {
        action: 'not-yet',
        reason: 'it is not yet in the queue whole: ask for it once more as it was asked for, or discard it',
      };
    case 'judging':
      return {
        action: 'not-yet',
        reason: `${countOf(queued + running, 'submission still waits', 'submissions still wait')} to be judged again: apply it when it is ready`,
      };
    case 'ready':
      return judged > 0
        ? { action: 'apply', reason: `${judged} of ${rejudging.submissions} were judged again` }
        : { action: 'too-late', reason: 'nothing of it could be judged again: discard it' };
  }
}

/**
 * Whether a rejudging is given up: discarded, or undone when it was applied; `keep`: it is already. What another of the
 * problem was held against stays in force while that one is. Pure.
 */
export function decideDiscard(
  { rejudgings = [] }: Pick<Session, 'rejudgings'>,
  rejudging: Pick<Rejudging, 'rejudgingId' | 'label' | 'state'>,
): Decision<'discard' | 'undo' | 'keep' | 'too-late'> {
  const { rejudgingId, label, state } = rejudging;
  if (state === 'discarded') return { action: 'keep', reason: 'it is discarded already' };
  if (state !== 'applied') return { action: 'discard', reason: 'it is not applied' };
  const at = rejudgings.findIndex((one) => one.rejudgingId === rejudgingId);
  const later = rejudgings.slice(at + 1).find((one) => one.label === label && one.state !== 'discarded');
  return later === undefined
    ? { action: 'undo', reason: 'no later one of the problem stands on it' }
    : {
        action: 'too-late',
        reason: `rejudging ${later.rejudgingId} of ${label} is later and stands on it: discard that first`,
      };
}

/** Whether it took every submission to its problem: then the session judges by its version once it is applied. */
export function isWhole({ filter }: Pick<RejudgingWish, 'filter'>): boolean {
  return Object.values(filter).every((value) => value === undefined);
}
