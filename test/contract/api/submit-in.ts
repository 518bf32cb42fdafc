import type { Session } from '../../../core/exam/session.ts';
import { caseResultOf, resultOf } from '../../support/submissions.ts';
import type { ApiWorld } from './api-world.ts';

export const SOURCE = 'console.log(1 + 1)';
export const program = { problem: 'A', language: 'javascript', source: SOURCE };
export const submissionsOf = ({ sessionId }: Session) => `/v1/sessions/${sessionId}/submissions`;

/** Submits in a world and judges there; where nothing else is said, in this session. */
export const submitIn = (world: () => ApiWorld, session: () => Session) => ({
  submit: async (as: string, body: object = program, headers: Record<string, string> = {}, of = session()) =>
    await world().request('POST', submissionsOf(of), { as, body, headers }),

  /** Gives a submission of a session its verdict, which took its judge so long, ms. */
  async judgeIn(of: Session, submissionId: string, tookMs = 1_000): Promise<void> {
    const now = Date.now();
    const lease = { leaseId: 'l', until: now + 60_000, hostId: 'i-1' };
    const running = await world().submissions.lease(of.sessionId, submissionId, lease, now - tookMs);
    if (running === undefined) throw new Error(`${submissionId} does not wait`);
    await world().submissions.judge(running, resultOf(), now);
  },

  /** Judges what waits as an executor would. */
  async judge(submissionId: string, verdict: 'AC' | 'WA' = 'AC'): Promise<void> {
    const perCase = ['sample/1', 'secret/1', 'secret/2'].map((testCaseId) =>
      caseResultOf({
        testCaseId,
        verdict: testCaseId === 'secret/2' ? verdict : 'AC',
        outputHead: `printed for ${testCaseId}`,
        stderrHead: `complained of ${testCaseId}`,
        detail: { feedback: `said of ${testCaseId}` },
      }),
    );
    const counts = verdict === 'AC' ? { AC: 3 } : { AC: 2, WA: 1 };
    const firstFailing = verdict === 'AC' ? {} : { firstFailing: 'secret/2' };
    await world().judge(session().sessionId, submissionId, {
      ...{ verdict, perCase, counts, callsSaved: 2 },
      ...firstFailing,
    });
  },
});
