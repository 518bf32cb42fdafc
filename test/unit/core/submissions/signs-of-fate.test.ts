import { describe, expect, it } from 'vitest';
import { CUT_OUTPUT, FORGED_OUTPUT } from '../../../../core/grading/batch-protocol.ts';
import { queueCompilerRun } from '../../../../core/submissions/compiler-run.ts';
import type { Fate } from '../../../../core/submissions/decide-fate.ts';
import { signsOfFate } from '../../../../core/submissions/signs-of-fate.ts';
import type { RunningSubmission } from '../../../../core/submissions/submission.ts';
import { EPOCH } from '../../../support/sessions.ts';
import { queuedOf, resultOf } from '../../../support/submissions.ts';

const submission = queuedOf();
const RUNNING: RunningSubmission = {
  ...submission,
  state: 'running',
  attempts: 1,
  startedAt: EPOCH,
  lease: { leaseId: 'l', until: EPOCH + 20_000, hostId: 'i-1' },
};
const { submissionId, participantId, sessionId } = RUNNING;
const judged = (...notes: string[]): Fate => ({
  action: 'judge',
  reason: 'AC in 1 judge call',
  stored: resultOf({ notes }),
  slotGood: true,
});
const signs = (fate: Fate) => signsOfFate(RUNNING, fate, EPOCH);

describe('what the end of a lease is a sign of', () => {
  it('is that output was forged, once a submission, with the note as evidence', () => {
    const note = `${FORGED_OUTPUT}no line of ours at byte 90`;
    expect(signs(judged('another note', note, `${FORGED_OUTPUT}more after the end at byte 9`))).toEqual([
      {
        kind: 'forged-output',
        subject: `participant ${participantId}`,
        sessionId,
        at: EPOCH,
        count: 1,
        evidence: `submission ${submissionId} on i-1: ${note}`,
      },
    ]);
  });

  it('names what was handed in, also of what is compiled for its review', () => {
    const run = queueCompilerRun({ ...submission, label: 'A' }, sessionId, 1, 0);
    const running = { ...RUNNING, ...run, state: 'running' as const };
    const hostile: Fate = { action: 'quarantine', reason: 'two hosts went', hostile: true, slotGood: false };
    expect(signsOfFate(running, hostile, EPOCH)).toMatchObject([
      { kind: 'hostile-submission', evidence: `submission ${submissionId}: two hosts went` },
    ]);
  });

  it('is less where it broke off', () => {
    expect(signs(judged(`${CUT_OUTPUT}a faulty frame at byte 12`))).toMatchObject([{ kind: 'cut-output' }]);
  });

  it('is nothing for what is judged as most are, is judged again, or was given up for want of a host', () => {
    expect(signs(judged('the program changed its own files; they were put back'))).toEqual([]);
    expect(signs({ action: 'quarantine', reason: 'no host could judge it', slotGood: true })).toEqual([]);
    const setback = {
      kind: 'host-lost' as const,
      hostId: 'i-1',
      reason: 'why',
      at: EPOCH,
      alone: true as const,
    };
    expect(signs({ action: 'give-back', reason: 'why', setback, slotGood: false })).toEqual([]);
  });
});
