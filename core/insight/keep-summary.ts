import type { Session } from '../exam/session.ts';
import type { HostStore } from '../fleet/host-store.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { SubmissionFeed } from '../submissions/submission-feed.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { type HistoryStore, type SessionSummary, summariseSession } from './session-summary.ts';

/** What a summary is drawn up from. */
export interface SummarySources {
  readonly hosts: Pick<HostStore, 'listHosts' | 'listRounds'>;
  readonly submissions: Pick<SubmissionStore, 'listDigestsFrom' | 'listRejudged'>;
}

/**
 * Draws up the summary of a session and keeps it, unless it had neither hosts nor submissions. It reads what the ledger reads,
 * hosts and submissions in short, once more, and makes one write.
 * @param submissions all of the session, where the caller has just read them
 * @param now ms since the epoch
 * @returns undefined when there is nothing to keep
 */
export async function keepSummary(
  session: Session,
  sources: SummarySources & { readonly history: Pick<HistoryStore, 'keep'> },
  now: number,
  submissions?: readonly SubmissionDigest[],
): Promise<SessionSummary | undefined> {
  const { sessionId } = session;
  const [hosts, rounds, all] = await Promise.all([
    sources.hosts.listHosts(sessionId),
    sources.hosts.listRounds(sessionId),
    submissions ?? new SubmissionFeed(sources.submissions, sessionId).refresh(now, session),
  ]);
  if (hosts.length === 0 && all.length === 0) return undefined;
  const summary = summariseSession(session, { hosts, rounds, submissions: all, now });
  await sources.history.keep(summary);
  return summary;
}
