import type { ApiClient } from '../../core/api/client.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import type { AcceptedSubmission } from './submit-class.ts';

/** A verdict that is not what its program is known to deserve. */
export interface UnexpectedVerdict {
  readonly submissionId: string;
  /** `a/slow.py by p07`. */
  readonly what: string;
  readonly expected: string;
  /** The verdict, or the state of what has none. */
  readonly actual: string;
  readonly why: string;
}

/** Every verdict of a session held against the known one. */
export interface VerdictCheck {
  readonly expected: number;
  readonly unexpected: readonly UnexpectedVerdict[];
}

const PAGE = 100;

/** Reads all submissions of the session and compares. A submission that is missing is unexpected. */
export async function checkVerdicts(
  client: ApiClient,
  sessionId: string,
  accepted: readonly AcceptedSubmission[],
): Promise<VerdictCheck> {
  const known = new Map<string, SubmissionView>();
  let cursor: string | undefined;
  do {
    const page = await client.call('listSubmissions', {
      params: { sessionId },
      query: cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor },
    });
    for (const submission of page.items) known.set(submission.submissionId, submission);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return compareVerdicts(accepted, known);
}

/** The comparison by itself. */
export function compareVerdicts(
  accepted: readonly AcceptedSubmission[],
  known: ReadonlyMap<string, Pick<SubmissionView, 'state' | 'result' | 'reason'>>,
): VerdictCheck {
  const unexpected = accepted.flatMap(({ submissionId, planned }): UnexpectedVerdict[] => {
    const submission = known.get(submissionId);
    const actual = submission === undefined ? 'missing' : (submission.result?.verdict ?? submission.state);
    if (actual === planned.expected) return [];
    const failing = submission?.result?.firstFailing;
    const why = submission?.reason ?? (failing === undefined ? '' : `test case ${failing}`);
    return [
      {
        submissionId,
        what: `${planned.name} by ${planned.participantId}`,
        expected: planned.expected,
        actual,
        why,
      },
    ];
  });
  return { expected: accepted.length - unexpected.length, unexpected };
}
