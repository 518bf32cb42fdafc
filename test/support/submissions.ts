import type { SubmissionResult, TestCaseResult } from '../../core/grading/judge-submission.ts';
import type { QueuedSubmission } from '../../core/submissions/submission.ts';
import { EPOCH, sessionOf } from './sessions.ts';

/** A readable ULID: the number in its last digits. */
export const submissionIdOf = (number: number) => `01jq00000000000000${String(number).padStart(8, '0')}`;

export function queuedOf(changes: Partial<QueuedSubmission> = {}): QueuedSubmission {
  return {
    state: 'queued',
    sessionId: sessionOf().sessionId,
    submissionId: submissionIdOf(1),
    participantId: 'p01',
    problemId: 'sum',
    problemVersion: 1,
    label: 'A',
    language: 'javascript',
    lane: 'contest',
    submittedAt: EPOCH,
    sourceBytes: 12,
    rank: `000000000000000#${changes.submissionId ?? submissionIdOf(1)}`,
    attempts: 0,
    ...changes,
  };
}

export function caseResultOf(changes: Partial<TestCaseResult> = {}): TestCaseResult {
  return {
    testCaseId: 'secret/1',
    verdict: 'AC',
    detail: {},
    cpuMs: 3,
    wallMs: 5,
    memoryKiB: 2048,
    outputHead: '3\n',
    stderrHead: '',
    outputBytes: 2,
    way: 'batch',
    call: 1,
    ...changes,
  };
}

export function resultOf(changes: Partial<SubmissionResult> = {}): SubmissionResult {
  return {
    verdict: 'AC',
    perCase: [caseResultOf()],
    counts: { AC: 1 },
    judgeCalls: 1,
    validatorCalls: 0,
    callsSaved: 0,
    mode: 'stdio',
    whySplit: [],
    notes: [],
    cpuMs: 3,
    wallMs: 5,
    memoryKiB: 2048,
    ...changes,
  };
}
