import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import { decideRuns } from './decide-runs.ts';
import type { RunsStore } from './runs-store.ts';
import { isSandboxLanguage } from './sandbox/sandbox-languages.ts';
import { chooseFinal } from './session-reviews.ts';

/** What choosing runs touches. */
export interface ChooseRunsPorts {
  readonly clock: Clock;
  readonly runs: Pick<RunsStore, 'get' | 'choose'>;
  readonly getSession: (sessionId: string) => Promise<Session | undefined>;
  /** A session's results as they stand, by its own rules. */
  readonly gradesOf: (session: Session) => Promise<Parameters<typeof chooseFinal>[1]>;
}

/**
 * Notes over which submissions of a session compilers are to run, those that count, where its shutdown has asked and waits still. It puts
 * nothing in a queue: whoever reviews reads what anybody wrote, and may write no submission. @returns how many there are
 */
export async function chooseRuns(sessionId: string, ports: ChooseRunsPorts): Promise<number> {
  const { clock, runs } = ports;
  const [session, asked] = await Promise.all([ports.getSession(sessionId), runs.get(sessionId)]);
  if (session === undefined || session.settledAt !== undefined) return 0;
  if (asked === undefined || asked.chosen === true) return 0;
  if (decideRuns({ session, asked, left: true, now: clock.now() }).action !== 'wait') return 0;
  const chosen = chooseFinal(session, await ports.gradesOf(session)).filter(({ language }) =>
    isSandboxLanguage(language),
  );
  await runs.choose(
    asked,
    chosen.map(({ submissionId }) => submissionId),
  );
  return chosen.length;
}
