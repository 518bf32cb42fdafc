import type { ApiClient } from '../../core/api/client.ts';
import type { VerdictLine } from '../../core/api/live.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { PlayEvent } from './play-exam.ts';
import { isWorthRetrying } from './retry.ts';

const POLL_MS = 700;

/** Follows a session until it is settled or `signal` aborts; passes failures of a moment, throws ApiError otherwise. */
export async function followSession(options: {
  readonly client: ApiClient;
  readonly sessionId: string;
  readonly clock: Clock;
  readonly on: (event: PlayEvent) => void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { client, sessionId, clock, on, signal } = options;
  const verdicts = new Map<string, VerdictLine>();
  let since: string | undefined;
  while (!signal.aborted) {
    try {
      const live = await client.call(
        'getLive',
        { params: { sessionId }, query: since === undefined ? {} : { since } },
        signal,
      );
      since = live.cursor;
      for (const verdict of live.verdicts) verdicts.set(verdict.submissionId, verdict);
      on({ type: 'live', live, verdicts: [...verdicts.values()] });
      if (live.session.settledAt !== undefined) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!isWorthRetrying(error)) throw error;
    }
    await clock.sleep(POLL_MS, signal);
  }
}
