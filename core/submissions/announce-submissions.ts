import type { EventPublisher, SessionEvent } from '../exam/session-event.ts';
import type { Submission } from './submission.ts';
import type { SubmissionStore } from './submission-store.ts';

const PAGE = 100;

/** What announcing came to. */
export interface Announced {
  readonly judged: number;
  readonly quarantined: number;
}

/**
 * Tells of everything judged or quarantined that nobody was told of: publishes, then marks. A crash in between
 * publishes again with the same ids. At most `pages` hundred a call; what is left waits for the next.
 */
export async function announceSubmissions(
  sessionId: string,
  submissions: Pick<SubmissionStore, 'listUnannounced' | 'markAnnounced'>,
  publisher: EventPublisher,
  pages = 20,
): Promise<Announced> {
  const told = new Set<string>();
  let quarantined = 0;
  for (let page = 0; page < pages; page++) {
    // The index lags behind the marks: what was told a moment ago can still be listed.
    const found = (await submissions.listUnannounced(sessionId, PAGE)).filter(
      ({ submissionId }) => !told.has(submissionId),
    );
    const events = found.flatMap(eventOf);
    if (events.length === 0) break;
    await publisher.publish(events);
    await Promise.all(found.map(({ submissionId }) => submissions.markAnnounced(sessionId, submissionId)));
    for (const { submissionId } of found) told.add(submissionId);
    quarantined += events.filter(({ type }) => type === 'submission.quarantined').length;
    if (found.length < PAGE) break;
  }
  return { judged: told.size - quarantined, quarantined };
}

function eventOf(submission: Submission): SessionEvent[] {
  const { sessionId, submissionId, participantId, lane } = submission;
  const base = {
    sessionId,
    submissionId,
    participantId,
    ...(lane === 'trial' ? { trial: true as const } : {}),
  };
  if (submission.state === 'judged')
    return [
      {
        ...base,
        eventId: `${submissionId}:judged`,
        at: submission.judgedAt,
        type: 'submission.judged',
        verdict: submission.result.verdict,
      },
    ];
  if (submission.state === 'quarantined')
    return [
      {
        ...base,
        eventId: `${submissionId}:quarantined`,
        at: submission.quarantinedAt,
        type: 'submission.quarantined',
        reason: submission.reason,
      },
    ];
  return [];
}
