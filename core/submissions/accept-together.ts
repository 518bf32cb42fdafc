import { findProblem } from '../exam/find-problem.ts';
import type { Session } from '../exam/session.ts';
import { handedInOf, type IntakePorts, ringFor } from './accept-submission.ts';
import {
  decideIntake,
  type IntakeDecision,
  type IntakeRefusal,
  MAX_WAITING,
  type SubmissionWish,
} from './intake.ts';
import type { IntakeRecord, KeyUse, Submitter } from './intake-store.ts';
import type { Submission } from './submission.ts';

/** One of many that are wanted at once. */
export interface WishOfMany {
  readonly participantId: string;
  /** With its key: what is left unsettled is found again by it. */
  readonly wish: SubmissionWish & { readonly idempotencyKey: string };
}

/** What became of one of many. */
export type OutcomeOfMany =
  | { readonly outcome: 'accepted' | 'repeated'; readonly submissionId: string }
  | { readonly outcome: 'refused'; readonly refusal: IntakeRefusal }
  /** Not on the roster: for this person the session does not exist. */
  | { readonly outcome: 'unknown' }
  /** Somebody was faster, or a row was not got to: `acceptSubmission` settles it, by the same key. */
  | { readonly outcome: 'unsettled' };

/** What is known of those who want something, by id, and of what they want, in its order. */
interface Known {
  readonly submitters: ReadonlyMap<string, Submitter>;
  readonly uses: readonly (KeyUse | undefined)[];
  /** Of the submissions that were looked up, those that are there. */
  readonly states: ReadonlyMap<string, Submission['state']>;
}

const hasEnded = (state: Submission['state'] | undefined) => state !== 'queued' && state !== 'running';

/**
 * Takes many submissions as `acceptSubmission` takes each, in the same order of writes, with one write for each participant,
 * and every step for all at once. What is not plain is left unsettled, to be taken by itself.
 * @throws what a store throws: any of them may then have been accepted, and is found again by its key
 */
export async function acceptTogether(
  ports: IntakePorts,
  sessionId: string,
  wishes: readonly WishOfMany[],
): Promise<readonly OutcomeOfMany[]> {
  const session = await ports.sessions.get(sessionId);
  if (session === undefined) return wishes.map(() => ({ outcome: 'unknown' }));
  const [known, virtualTimes, limits] = await Promise.all([
    lookUp(ports, sessionId, wishes),
    forEach(distinct(wishes.map(({ wish }) => wish.lane)), (lane) =>
      ports.submissions.getVirtualTime(sessionId, lane),
    ),
    forEach(distinct(wishes.map(({ wish }) => wish.label)), async (label) => {
      const problem = findProblem(session, label);
      return problem && { problem, limits: await ports.describeProblem(problem) };
    }),
  ]);
  const now = ports.clock.now();
  const { decisions, records } = decideTogether(wishes, known, ({ wish }, submitter, used) => {
    const { problem, limits: ofProblem } = limits.get(wish.label) ?? {};
    const virtualTime = virtualTimes.get(wish.lane) ?? 0;
    const submissionId = ports.ids.next();
    return decideIntake({
      ...{ session, problem, limits: ofProblem, wish, virtualTime, now },
      ...{ submitter, used, submissionId },
    });
  });
  const accepted = await write(ports, session, wishes, decisions, records);
  return decisions.map((decision, at): OutcomeOfMany => {
    switch (decision.action) {
      case 'accept': {
        const { submissionId } = decision.submission;
        return accepted.has(at) ? { outcome: 'accepted', submissionId } : { outcome: 'unsettled' };
      }
      case 'repeat':
        return { outcome: 'repeated', submissionId: decision.submissionId };
      case 'refuse':
        return { outcome: 'refused', refusal: decision.refusal };
      default:
        return { outcome: decision.action };
    }
  });
}

async function lookUp(
  { intake, submissions }: IntakePorts,
  sessionId: string,
  wishes: readonly WishOfMany[],
): Promise<Known> {
  const [submitters, uses] = await Promise.all([
    intake.getSubmitters(sessionId, distinct(wishes.map(({ participantId }) => participantId))),
    intake.getKeyUses(
      sessionId,
      wishes.map(({ participantId, wish }) => ({ participantId, key: wish.idempotencyKey })),
    ),
  ]);
  // Lists that could become too long are looked through: of the latest of a lane some may have ended.
  const counts = new Map([...Map.groupBy(wishes, laneOf)].map(([lane, own]) => [lane, own.length]));
  const isLong = (participantId: string, lane: string, recent: readonly string[]) => {
    const more = counts.get(nameLane(participantId, lane)) ?? 0;
    return more > 0 && recent.length + more > MAX_WAITING;
  };
  const lists = [...submitters.values()].flatMap(({ participant: { participantId }, intake: { recent } }) =>
    Object.entries(recent ?? {}).flatMap(([lane, ids]) => (isLong(participantId, lane, ids) ? ids : [])),
  );
  const used = uses.flatMap((use) => (use === undefined ? [] : [use.submissionId]));
  const states = await submissions.getStates(sessionId, distinct([...lists, ...used]));
  const shortened = [...submitters].map(([participantId, submitter]) => {
    const recent = Object.entries(submitter.intake.recent ?? {}).map(([lane, ids]) => [
      lane,
      isLong(participantId, lane, ids) ? ids.filter((id) => !hasEnded(states.get(id))) : ids,
    ]);
    const intake = { ...submitter.intake, recent: Object.fromEntries(recent) };
    return [participantId, { ...submitter, intake }] as const;
  });
  return { submitters: new Map(shortened), uses, states };
}

type DecisionOfMany = IntakeDecision | { readonly action: 'unknown' | 'unsettled' };

/**
 * Decides in their order, each by what those before it leave. Left unsettled are the second of two with the same key, one whose
 * key was taken for what was never written, and what comes after them of the same participant.
 */
function decideTogether(
  wishes: readonly WishOfMany[],
  { submitters, uses, states }: Known,
  decide: (wish: WishOfMany, submitter: Submitter, used: KeyUse | undefined) => IntakeDecision,
): { readonly decisions: readonly DecisionOfMany[]; readonly records: ReadonlyMap<string, IntakeRecord> } {
  const records = new Map<string, IntakeRecord>();
  const keys = new Set<string>();
  const behind = new Set<string>();
  const decisions = wishes.map((wanted, at): DecisionOfMany => {
    const { participantId, wish } = wanted;
    const submitter = submitters.get(participantId);
    if (submitter === undefined) return { action: 'unknown' };
    const name = `${participantId}#${wish.idempotencyKey}`;
    const intake = records.get(participantId) ?? submitter.intake;
    const decision = decide(wanted, { ...submitter, intake }, uses[at]);
    const isHalfDone = decision.action === 'repeat' && !states.has(decision.submissionId);
    if (behind.has(participantId) || keys.has(name) || isHalfDone) {
      behind.add(participantId);
      return { action: 'unsettled' };
    }
    keys.add(name);
    if (decision.action === 'accept') records.set(participantId, decision.intake);
    return decision;
  });
  return { decisions, records };
}

/** Keys, then participants, then sources and submissions; then the doorbell. @returns which were accepted now, by their places */
async function write(
  ports: IntakePorts,
  session: Session,
  wishes: readonly WishOfMany[],
  decisions: readonly DecisionOfMany[],
  records: ReadonlyMap<string, IntakeRecord>,
): Promise<ReadonlySet<number>> {
  const { intake, submissions } = ports;
  const { sessionId } = session;
  const wanted = wishes.flatMap(({ wish }, at) => {
    const decision = decisions[at];
    return decision?.action === 'accept' ? [{ at, wish, submission: decision.submission }] : [];
  });
  const claimed = await intake.claimKeys(
    sessionId,
    wanted.map(({ wish, submission: { participantId, submissionId } }) => ({
      participantId,
      key: wish.idempotencyKey,
      use: { submissionId, digest: wish.digest },
    })),
  );
  // The record counts all of a participant's: where one of them is somebody else's, each is taken by itself.
  const raced = new Set(wanted.filter((_, at) => !claimed[at]).map((one) => one.submission.participantId));
  const own = [...records].flatMap(([participantId, record]) =>
    raced.has(participantId) ? [] : [{ participantId, intake: record }],
  );
  const saved = await intake.saveIntakes(sessionId, own);
  const placed = new Set(own.filter((_, at) => saved[at]).map(({ participantId }) => participantId));
  const kept = wanted.filter(({ submission }) => placed.has(submission.participantId));
  const isNew = await submissions.acceptAll(
    kept.map(({ wish, submission }) => ({ submission, handedIn: handedInOf(wish) })),
  );
  const accepted = kept.filter((_, at) => isNew[at]);
  // For all that are there now: of one that was there before somebody may have died before ringing.
  const perLane = new Map(kept.map(({ submission }) => [submission.lane, submission]));
  await Promise.all([...perLane.values()].map((submission) => ringFor(ports, session, submission)));
  return new Set(accepted.map(({ at }) => at));
}

const nameLane = (participantId: string, lane: string) => `${lane}#${participantId}`;
const laneOf = ({ participantId, wish }: WishOfMany) => nameLane(participantId, wish.lane);

const distinct = <T>(all: readonly T[]): T[] => [...new Set(all)];

async function forEach<K, V>(keys: readonly K[], make: (key: K) => Promise<V>): Promise<ReadonlyMap<K, V>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await make(key)] as const)));
}
