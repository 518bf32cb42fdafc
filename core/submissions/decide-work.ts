import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import type { Aloneness } from './decide-alone.ts';
import { decideLanguage, judgesLanguage } from './decide-language.ts';
import { decideShare, isLastFree, leavesNoneFree } from './decide-share.ts';
import { isRejudgedId } from './rejudged.ts';
import type { Slot } from './slot.ts';
import { standingJudgesOf } from './standing-slots.ts';
import type { Submission } from './submission.ts';

/** What can be done with a submission that waits, by whoever holds a slot. */
export type WorkAction =
  | 'take'
  /** Likewise, once nothing else is on the host. */
  | 'take-alone'
  /** Tell on the slot whose it would be, read all slots, decide again. */
  | 'tell-first'
  /** Another may be taken. */
  | 'pass-by'
  /** Likewise; this host never judges it. */
  | 'leave'
  /** Nobody will ever judge it. */
  | 'quarantine';

type SessionFacts = Pick<
  Session,
  'languages' | 'languagesDropped' | 'deployment' | 'participantCount' | 'times' | 'cancelledAt'
>;

/** All that the decision about a submission that waits stands on. */
export interface WorkFacts {
  /** Whether it came back from the slot's host, or was left there, under this executor. */
  readonly cameBack: boolean;
  /** Whether it is judged with nothing else on its host, and whether this one may be kept for that now. */
  readonly alone: Aloneness['how'];
  /** Undefined where nothing of it matters, or it is gone. */
  readonly waiting: Pick<Submission, 'language' | 'participantId' | 'lane'> | undefined;
  readonly slot: Slot;
  /** All open slots of the session. */
  readonly slots: readonly Slot[];
  /** Whether they were read after it was told on the slot whose it would be. */
  readonly told: boolean;
  readonly session: SessionFacts;
  readonly now: number;
}

/** Whether anything of a waiting submission matters to a slot: mostly nothing does, and one that rang need not be read. */
export function mattersWhose(
  submissionId: string,
  slot: Slot,
  slots: readonly Slot[],
  session: SessionFacts,
  now: number,
): boolean {
  return (
    isRejudgedId(submissionId) ||
    isLastFree(slot, slots, session, now) ||
    !session.languages.every((language) => judgesLanguage(slot, language))
  );
}

/** Decides what becomes of a submission that waits, before it is leased: what is not taken costs it no attempt. */
export function decideWork(facts: WorkFacts): Decision<WorkAction> {
  if (facts.alone === 'not-now') return { action: 'pass-by', reason: 'others are judged alone' };
  if (facts.alone === 'elsewhere') return { action: 'pass-by', reason: 'another host is needed less' };
  const decision = decideBeside(facts);
  return facts.alone === 'now' && decision.action === 'take'
    ? { action: 'take-alone', reason: 'a host was lost with it' }
    : decision;
}

/** The decision about one that may be judged beside others. */
function decideBeside(facts: WorkFacts): Decision<WorkAction> {
  const { waiting, slot, slots, session, now } = facts;
  if (facts.cameBack) return { action: 'pass-by', reason: 'it came back from this host' };
  if (waiting === undefined) return { action: 'take', reason: 'nothing is against it' };
  const { language, participantId, lane } = waiting;
  if (!judgesLanguage(slot, language))
    return decideLanguage(language, slots, standingJudgesOf(session), session.languagesDropped);
  if (lane === 'rejudging')
    return leavesNoneFree(slot, slots, now) && !isOver(session, now)
      ? { action: 'pass-by', reason: 'the last slot is for those who sit the exam' }
      : { action: 'take', reason: 'nobody who sits the exam needs the slot' };
  const share = decideShare(participantId, slot, slots, session, now);
  if (share.action === 'leave') return { action: 'pass-by', reason: share.reason };
  return !facts.told && isLastFree(slot, slots, session, now)
    ? { action: 'tell-first', reason: 'others may take the last slot for the same participant' }
    : share;
}
