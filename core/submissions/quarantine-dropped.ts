import type { IdSource } from '../exam/ids.ts';
import type { Session } from '../exam/session.ts';
import { decideLanguage } from './decide-language.ts';
import { listLeft, quarantineOne } from './quarantine-leftovers.ts';
import type { SubmissionStore } from './submission-store.ts';

/**
 * Quarantines what waits in languages that the session has dropped: executors do so as they come to it, which is long
 * when all slots are busy with others. @returns how many were quarantined
 */
export async function quarantineDropped(
  { sessionId, languagesDropped = [] }: Session,
  ports: {
    readonly submissions: Pick<
      SubmissionStore,
      'listWaiting' | 'listExpired' | 'get' | 'lease' | 'quarantine'
    >;
    readonly ids: IdSource;
  },
  now: number,
): Promise<number> {
  if (languagesDropped.length === 0) return 0;
  let quarantined = 0;
  for (const submissionId of await listLeft(sessionId, ports.submissions, now)) {
    const submission = await ports.submissions.get(sessionId, submissionId);
    if (submission === undefined) continue;
    const { action, reason } = decideLanguage(submission.language, [], [], languagesDropped);
    if (action === 'quarantine' && (await quarantineOne(sessionId, submissionId, reason, ports, now)))
      quarantined++;
  }
  return quarantined;
}
