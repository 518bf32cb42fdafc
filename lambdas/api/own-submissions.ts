import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { remember } from './remember.ts';
import type { Services } from './services.ts';

/** How old what is told may be, ms: one look serves everybody who asks. */
const FRESH_MS = 1_000;

type ByParticipant = ReadonlyMap<string, readonly SubmissionDigest[]>;
const readers = new WeakMap<Services, (sessionId: string) => Promise<ByParticipant>>();

function readerOf(services: Services): (sessionId: string) => Promise<ByParticipant> {
  const known = readers.get(services);
  if (known !== undefined) return known;
  const { clock, feedOf, sessions } = services;
  const now = () => clock.now();
  const reader = remember(FRESH_MS, now, async (sessionId) => {
    const session = (await sessions.get(sessionId)) ?? {};
    const all = await feedOf(sessionId).refresh(now(), session);
    return Map.groupBy(all, ({ participantId }) => participantId);
  });
  readers.set(services, reader);
  return reader;
}

/** A participant's own submissions in short, oldest first: one query a second for all who ask. */
export async function ownSubmissions(
  services: Services,
  sessionId: string,
  participantId: string,
): Promise<readonly SubmissionDigest[]> {
  return (await readerOf(services)(sessionId)).get(participantId) ?? [];
}
