import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Session } from '../../../core/exam/session.ts';
import type { SubmissionResult } from '../../../core/grading/judge-submission.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

/** What a test file has of its world and of the session of the test that runs. */
export interface GradedSession {
  readonly world: ApiWorld;
  readonly sessionId: string;
  /** Goes on with another session of the same problems. */
  turnTo(changes: Partial<Session>): Promise<void>;
  /** Submits, and judges as an executor does. @returns the submission's id */
  judged(
    as: string,
    problem: string,
    result: Partial<SubmissionResult>,
    source?: string | readonly { readonly name: string; readonly source: string }[],
  ): Promise<string>;
}

/** A world for a test file, and in it for each test an open session: A passes or fails, B is for 50 points. */
export function useGradedSession(): GradedSession {
  let world: ApiWorld;
  let sessionId: string;
  beforeAll(async () => {
    world = await makeApiWorld();
    await world.addProblem('sum');
    await world.addProblem('route', {
      kind: 'scoring',
      groups: [{ name: 'secret', aggregation: 'sum', maxScore: 50, requires: [] }],
    });
  });
  afterAll(async () => await world.stop());
  const turnTo = async (changes: Partial<Session>) => {
    const problems = [
      { label: 'A', problemId: 'sum', version: 1 },
      { label: 'B', problemId: 'route', version: 1 },
    ];
    ({ sessionId } = await world.addSession({ problems, ...changes }));
  };
  beforeEach(async () => await turnTo({}));
  return {
    turnTo,
    get world() {
      return world;
    },
    get sessionId() {
      return sessionId;
    },
    async judged(as, problem, result, source = '1') {
      const { submissionId } = await world.as(as).call('createSubmission', {
        params: { sessionId },
        headers: {},
        body: {
          ...{ problem, language: 'javascript', trial: false },
          ...(typeof source === 'string' ? { source } : { files: [...source] }),
        },
      });
      await world.judge(sessionId, submissionId, result);
      return submissionId;
    },
  };
}
