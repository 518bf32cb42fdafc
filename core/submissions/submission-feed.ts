import { timePartOf } from '../exam/ids.ts';
import { appliedRejudgings } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import { byIdOf, putInForce, type Rejudged } from './rejudged.ts';
import type { SubmissionDigest } from './submission-digest.ts';
import type { SubmissionCounts, SubmissionStore } from './submission-store.ts';

/**
 * Clocks of intakes differ, and a row is written a moment after its id was made: whatever may have been made in this
 * time is read again.
 */
const SETTLING_MS = 60_000;

/**
 * All submissions of a session in short, kept up to date by reading only what has not ended yet and what is young: a
 * refresh costs one query of a few rows, however long the session already goes. Verdicts are those in force: what a
 * rejudging found is read once, when it has been applied.
 */
export class SubmissionFeed {
  readonly #store: Pick<SubmissionStore, 'listDigestsFrom' | 'listRejudged'>;
  readonly #sessionId: string;
  readonly #digests = new Map<string, SubmissionDigest>();
  readonly #rejudged = new Map<string, Rejudged>();
  #from = '';

  constructor(store: Pick<SubmissionStore, 'listDigestsFrom' | 'listRejudged'>, sessionId: string) {
    this.#store = store;
    this.#sessionId = sessionId;
  }

  /** Every submission, oldest first. @param session as it was just read: says which rejudgings are in force */
  async refresh(now: number, session: Pick<Session, 'rejudgings'>): Promise<readonly SubmissionDigest[]> {
    const [rows, rejudged] = await Promise.all([
      this.#store.listDigestsFrom(this.#sessionId, this.#from),
      this.#readRejudged(session),
    ]);
    for (const digest of rows) this.#digests.set(digest.submissionId, digest);
    const waiting = rows.find(({ endedAt }) => endedAt === undefined)?.submissionId;
    const young = timePartOf(now - SETTLING_MS);
    this.#from = waiting !== undefined && waiting < young ? waiting : young;
    const all = [...this.#digests.values()].sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1));
    return putInForce(all, rejudged);
  }

  /** What has been applied does not change any more. */
  async #readRejudged(session: Pick<Session, 'rejudgings'>): Promise<readonly Rejudged[]> {
    const all: Rejudged[] = [];
    for (const { rejudgingId, judgedIn } of appliedRejudgings(session)) {
      const found =
        this.#rejudged.get(rejudgingId) ?? byIdOf(await this.#store.listRejudged(judgedIn, rejudgingId));
      this.#rejudged.set(rejudgingId, found);
      all.push(found);
    }
    return all;
  }
}

/** Submissions by state. */
export function countDigests(digests: readonly SubmissionDigest[]): SubmissionCounts {
  const counts = { accepted: digests.length, queued: 0, running: 0, judged: 0, quarantined: 0 };
  for (const { state } of digests) counts[state]++;
  return counts;
}
