import type { Clock } from '../exam/clock.ts';
import { countOf } from '../exam/count-of.ts';
import type { DecisionLog } from '../exam/decision.ts';
import type { IdSource } from '../exam/ids.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Rejudging } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore, StoredChange } from '../exam/session-store.ts';
import { isOver } from '../exam/window.ts';
import { writeInBatches } from '../exam/write-in-batches.ts';
import { tellCorrection, tellRejudged } from '../messages/notice-texts.ts';
import type { TellPorts } from '../messages/tell-notices.ts';
import { compareVerdicts, type RejudgedPair, whoIsConcerned } from '../rejudging/compare-verdicts.ts';
import { decideApply, decideDiscard, describeProgress, isWhole } from '../rejudging/decide-rejudging.ts';
import { quarantineOne } from '../submissions/quarantine-leftovers.ts';
import { rejudgedId } from '../submissions/rejudged.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { type ActRefusal, finishAct, refuseAct, refuseStale } from './session-act.ts';

/** What applying and discarding touch. */
export interface EndRejudgingPorts extends TellPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sessions: TellPorts['sessions'] & Pick<SessionStore, 'get' | 'update'>;
  readonly submissions: Pick<SubmissionStore, 'listRejudged' | 'lease' | 'quarantine'>;
  readonly hosts: Pick<DecisionLog, 'recordDecision'>;
  /** The session's submissions with the verdicts in force. */
  readonly readSubmissions: (session: Session) => Promise<readonly SubmissionDigest[]>;
}

/** What came of applying or discarding. */
export type RejudgingAct =
  | { readonly done: true; readonly session: Session; readonly rejudging: Rejudging }
  | { readonly done: false; readonly refusal: ActRefusal };

/** Writes that somebody else is faster than are repeated this often. */
const ATTEMPTS = 5;

/**
 * Puts in force what a rejudging found, by one write of the session's row: every reader sees either all of it or nothing.
 * With it go the notices to those who are shown another verdict; and where all submissions to the problem were judged by
 * another version, the session judges by that from now on. Applying again changes nothing.
 * @param by user name of whoever applies
 */
export async function applyRejudging(
  session: Session,
  rejudging: Rejudging,
  by: string,
  ports: EndRejudgingPorts,
): Promise<RejudgingAct> {
  const { rejudgingId, judgedIn, label, version } = rejudging;
  const host = judgedIn === session.sessionId ? session : await ports.sessions.get(judgedIn);
  const rejudged = await ports.submissions.listRejudged(judgedIn, rejudgingId);
  return await end(session, rejudgingId, by, ports, async (current, stored, now) => {
    const progress = describeProgress(stored, rejudged, host);
    const { action, reason } = decideApply(progress, stored);
    if (action !== 'apply') return { action, reason };
    const { changed } = compareVerdicts(stored, await ports.readSubmissions(current), rejudged);
    const moves = isWhole(stored) && versionOf(current, label) !== version;
    return {
      action: 'apply',
      reason: `${reason}, ${countOf(changed.length, 'verdict is another', 'verdicts are others')}`,
      ended: 'applied',
      change: changeOf(current, stored, now, changed, moves ? version : undefined),
    };
  });
}

/**
 * Gives up what a rejudging found or may still find. One that is not applied changes no verdict, and what of it waits leaves the
 * queue; where that dies half-way, discarding again completes it. One that is applied is undone by the same one write: every
 * reader sees the verdicts and the version of before, and those concerned are told. @param by user name of whoever discards
 */
export async function discardRejudging(
  session: Session,
  rejudging: Rejudging,
  by: string,
  ports: EndRejudgingPorts,
): Promise<RejudgingAct> {
  const { rejudgingId, judgedIn, label, version, fromVersion } = rejudging;
  const act = await end(session, rejudgingId, by, ports, async (current, stored, now) => {
    const { action, reason } = decideDiscard(current, stored);
    if (action === 'discard') return { action, reason, ended: 'discarded', change: {} };
    if (action !== 'undo') return { action, reason };
    const without = (current.rejudgings ?? []).filter((one) => one.rejudgingId !== rejudgingId);
    const [before, rejudged] = await Promise.all([
      ports.readSubmissions({ ...current, rejudgings: without }),
      ports.submissions.listRejudged(judgedIn, rejudgingId),
    ]);
    const { changed } = compareVerdicts(stored, before, rejudged);
    const moves = isWhole(stored) && version !== fromVersion && versionOf(current, label) === version;
    return {
      action,
      reason: countOf(changed.length, 'verdict is as before', 'verdicts are as before'),
      ended: 'discarded',
      change: changeOf(current, stored, now, changed, moves ? fromVersion : undefined),
    };
  });
  if (act.done) await dropRejudged(rejudging, ports);
  return act;
}

/**
 * Takes what waits of a rejudging out of the queue; what is being judged ends by itself. Where it dies half-way, the rest
 * waits until it is done again.
 */
export async function dropRejudged(
  { rejudgingId, judgedIn }: Rejudging,
  ports: Pick<EndRejudgingPorts, 'ids' | 'clock'> & {
    readonly submissions: Pick<SubmissionStore, 'listRejudged' | 'lease' | 'quarantine'>;
  },
): Promise<void> {
  const rejudged = await ports.submissions.listRejudged(judgedIn, rejudgingId);
  const waiting = rejudged.filter(({ state }) => state === 'queued');
  await writeInBatches(waiting, async ({ submissionId }) => {
    const id = rejudgedId(rejudgingId, submissionId);
    await quarantineOne(judgedIn, id, 'the rejudging was discarded', ports, ports.clock.now());
  });
}

/** The session's rejudgings with one of them as it is now. */
export function replace({ rejudgings = [] }: Session, now: Rejudging): readonly Rejudging[] {
  return rejudgings.map((one) => (one.rejudgingId === now.rejudgingId ? now : one));
}

const versionOf = ({ problems }: Session, label: string) =>
  problems.find((one) => one.label === label)?.version;

/** What goes with verdicts that become others: who is told, and the version that is judged by from now on. */
function changeOf(
  session: Session,
  { label, reason }: Rejudging,
  now: number,
  changed: readonly RejudgedPair[],
  version: number | undefined,
): Omit<StoredChange, 'rejudgings'> {
  const concerned = whoIsConcerned(session, changed);
  const told = [
    ...(version !== undefined && !isOver(session, now) ? [tellCorrection(label, reason)] : []),
    ...(concerned.length > 0 ? [tellRejudged(label, reason, concerned)] : []),
  ];
  return {
    untold: noticesOf(session, now, told),
    ...(version === undefined
      ? {}
      : { problems: session.problems.map((one) => (one.label === label ? { ...one, version } : one)) }),
  };
}

type Ending =
  | {
      readonly action: 'apply' | 'discard' | 'undo';
      readonly reason: string;
      readonly ended: 'applied' | 'discarded';
      readonly change: Omit<StoredChange, 'rejudgings'>;
    }
  | { readonly action: 'keep' | 'not-yet' | 'too-late'; readonly reason: string };

/** Ends a rejudging as it is decided on the session as it stands, by one write. */
async function end(
  session: Session,
  rejudgingId: string,
  by: string,
  ports: EndRejudgingPorts,
  decide: (current: Session, stored: Rejudging, now: number) => Promise<Ending>,
): Promise<RejudgingAct> {
  const { sessionId } = session;
  let current = session;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const now = ports.clock.now();
    const stored = current.rejudgings?.find((one) => one.rejudgingId === rejudgingId);
    if (stored === undefined) return refuseStale();
    const decision = await decide(current, stored, now);
    if (!('ended' in decision)) {
      if (decision.action === 'keep') return { done: true, session: current, rejudging: stored };
      const soon = decision.action === 'not-yet' ? { retryAfterMs: 10_000 } : {};
      return refuseAct(decision.action, decision.reason, soon);
    }
    const ended: Rejudging = { ...stored, state: decision.ended, endedAt: now, endedBy: by };
    const change = { ...decision.change, rejudgings: replace(current, ended) };
    if (await ports.sessions.update(sessionId, current.revision, change)) {
      await ports.hosts.recordDecision(sessionId, {
        at: now,
        subject: 'rejudging',
        action: decision.action,
        reason: `${by}: ${stored.label} by version ${stored.version}: ${decision.reason}`,
      });
      const act = await finishAct(current, ports);
      return { done: true, session: act.done ? act.session : current, rejudging: ended };
    }
    current = (await ports.sessions.get(sessionId)) ?? current;
  }
  return refuseStale();
}
