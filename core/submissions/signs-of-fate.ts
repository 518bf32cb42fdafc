import { CUT_OUTPUT, FORGED_OUTPUT } from '../grading/batch-protocol.ts';
import type { Sign, SignalKind } from '../security/security-signal.ts';
import type { Fate } from './decide-fate.ts';
import type { RunningSubmission } from './submission.ts';

/** What each note of a result that begins so is a sign of. */
const TOLD_BY: readonly (readonly [note: string, kind: SignalKind])[] = [
  [FORGED_OUTPUT, 'forged-output'],
  [CUT_OUTPUT, 'cut-output'],
];

/**
 * What in the end of a lease may be an attack: that it took hosts down, or that its batches said what no supervisor writes. By
 * participant, so that somebody who hands in a hundred makes one signal of it. @param at ms since the epoch
 */
export function signsOfFate(running: RunningSubmission, fate: Fate, at: number): readonly Sign[] {
  const { sessionId, participantId, lease } = running;
  // What is judged again, or compiled for its review, is in no list: staff find what was handed in.
  const { submissionId } = running.rejudges ?? running;
  const sign = (kind: SignalKind, evidence: string): Sign => ({
    kind,
    subject: `participant ${participantId}`,
    sessionId,
    at,
    evidence: `submission ${submissionId}${evidence}`,
    count: 1,
  });
  if (fate.action === 'quarantine' && fate.hostile) return [sign('hostile-submission', `: ${fate.reason}`)];
  if (fate.action !== 'judge') return [];
  return TOLD_BY.flatMap(([begins, kind]) => {
    const note = fate.stored.notes.find((one) => one.startsWith(begins));
    return note === undefined ? [] : [sign(kind, ` on ${lease.hostId}: ${note}`)];
  });
}
