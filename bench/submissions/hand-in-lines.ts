import { systemClock } from '../../adapters/system-clock.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { submitInBulk } from '../../core/api/submit-in-bulk.ts';
import { LOAD_LANGUAGE, makeLoadProgram } from '../../loadtest/load-problem.ts';
import { seededRandom } from '../../local/seeded-random.ts';

/** What a request that is refused for now is sent again within, ms. */
const PATIENCE_MS = 60_000;

/** A right program of a participant, as a line of many; no two are the same. @param key says which */
export function lineOf(key: string, participantId: string, problem: string): string {
  const source = makeLoadProgram(0, `${key} of ${participantId}`);
  return JSON.stringify({ key, participantId, problem, language: LOAD_LANGUAGE, source });
}

/** Hands in lines as staff, by as few requests as take them. @returns an answer for each, in their order */
export async function handInLines(client: ApiClient, sessionId: string, lines: readonly string[]) {
  return await submitInBulk(
    {
      client,
      upload: async () => undefined,
      onProgress: () => undefined,
      patience: {
        now: systemClock.now,
        sleep: async (ms) => await systemClock.sleep(ms),
        random: seededRandom(1),
        patienceMs: PATIENCE_MS,
      },
    },
    sessionId,
    lines,
  );
}
