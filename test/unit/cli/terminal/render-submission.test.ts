import { expect, test } from 'vitest';
import { describeWaiting } from '../../../../cli/terminal/render-submission.ts';
import type { SubmissionView } from '../../../../core/api/submissions.ts';

test.each<[Pick<SubmissionView, 'state' | 'ahead' | 'expectedWaitMs'>, string]>([
  [{ state: 'queued' }, 'waiting'],
  [{ state: 'queued', ahead: 0 }, 'waiting: next'],
  [{ state: 'queued', ahead: 7, expectedWaitMs: 95_000 }, 'waiting: 7 before it, about 1 min 35 s'],
  [{ state: 'running' }, 'being judged'],
])('says where a submission stands: %o', (view, told) => {
  expect(describeWaiting(view)).toBe(told);
});
