import type { Submission } from './submission.ts';

/** How much input of finished submissions a host keeps in memory; Judge0 keeps all of it in its database. */
export const MAX_KEPT_INPUT_BYTES = 256 * 1024 * 1024;

const inputBytes = ({ stdin, additional_files, source_code, expected_output }: Submission): number =>
  [stdin, additional_files, source_code, expected_output].reduce((sum, part) => sum + (part?.length ?? 0), 0);

/**
 * Forget what was sent with the oldest finished submissions, as far as the input of all is more than `limit` bytes.
 * Results stay, and so does everything of what is waiting or running. `submissions` are in order of arrival.
 */
export function forgetOldInputs(submissions: Iterable<Submission>, limit = MAX_KEPT_INPUT_BYTES): void {
  let kept = 0;
  for (const submission of [...submissions].reverse()) {
    kept += inputBytes(submission);
    if (kept <= limit || submission.status_id <= 2) continue;
    submission.stdin = null;
    submission.additional_files = null;
    submission.source_code = null;
    submission.expected_output = null;
  }
}
