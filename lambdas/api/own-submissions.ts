import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { lookForAll } from './look-for-all.ts';
import type { Services } from './services.ts';

/** How old what is told may be, ms: one look serves everybody who asks. */
const FRESH_MS = 1_000;

const byParticipant = lookForAll(FRESH_MS, async ({ clock, feedOf, sessions }: Services, sessionId) => {
  const session = (await sessions.get(sessionId)) ?? {};
  const all = await feedOf(sessionId).refresh(clock.now(), session);
  return Map.groupBy(all, ({ participantId }) => participantId);
});

/** A participant's own submissions in short, oldest first: one query a second for all who ask. */
export async function ownSubmissions(
  services: Services,
  sessionId: string,
  participantId: string,
): Promise<readonly SubmissionDigest[]> {
  return (await byParticipant(services, sessionId)).get(participantId) ?? [];
}
