import { createHash } from 'node:crypto';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { SubmissionRequest } from '../../core/api/submissions.ts';
import { given } from '../../core/exam/given.ts';
import type { Session, SessionProblem } from '../../core/exam/session.ts';
import {
  acceptSubmission,
  type IntakeOutcome,
  type IntakePorts,
} from '../../core/submissions/accept-submission.ts';
import type { SubmissionWish } from '../../core/submissions/intake.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import { sessionNotFound } from './find-session.ts';
import type { Services } from './services.ts';

/** What was accepted, now or before. */
export interface HandedInSubmission {
  readonly submission: Submission;
  readonly session: Session;
  /** `repeated`: its key had been used for the same before. */
  readonly outcome: 'accepted' | 'repeated';
}

/** What a request wants judged. @param key its Idempotency-Key */
export function wishOf(
  request: Omit<SubmissionRequest, 'trial'> & { readonly trial: boolean },
  key: string | undefined,
): SubmissionWish {
  const { problem, language, trial, source, files } = request;
  const more = given({ input: request.input, mainFile: request.mainFile });
  const content = [problem.toLowerCase(), language, trial, files ?? source, ...Object.entries(more)];
  return {
    label: problem,
    language,
    source: files ?? source ?? '',
    ...more,
    lane: trial ? 'trial' : 'contest',
    ...given({ idempotencyKey: key }),
    digest: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
  };
}

/** Takes a submission. @throws ApiProblem for what is refused: for who is not on the roster the session does not exist */
export async function handIn(
  ports: IntakePorts,
  sessionId: string,
  participantId: string,
  wish: SubmissionWish,
): Promise<HandedInSubmission> {
  const outcome = await acceptSubmission(ports, sessionId, participantId, wish);
  if ('submission' in outcome) return outcome;
  throw refusalOf(outcome, sessionId);
}

/** Why something was not taken. */
export function refusalOf(
  outcome: Exclude<IntakeOutcome, { readonly submission: Submission }>,
  sessionId: string,
): ApiProblem {
  switch (outcome.outcome) {
    case 'unknown':
      return sessionNotFound(sessionId);
    case 'contended':
      return new ApiProblem('conflict', 'you are submitting from several places at once: try again', {
        retryAfterMs: 1_000,
      });
    case 'refused':
      return ApiProblem.of(outcome.refusal);
  }
}

/** What intake stands on. */
export function intakePorts(services: Services): IntakePorts {
  return {
    ...services,
    describeProblem: async ({ problemId, version }: SessionProblem) => {
      const found = await services.getVersion(problemId, version);
      if (found === null)
        throw new Error(`version ${version} of problem ${problemId} is booked but not stored`);
      const { languages, validation, limits, testCases, signature, frame } = found.manifest;
      return {
        languages,
        validation: { kind: validation.kind },
        sourceKiB: limits.sourceKiB,
        timeMs: limits.timeMs,
        testCases: testCases.length,
        samples: testCases.filter(({ sample }) => sample).length,
        ...given({ signature }),
        isFramed: frame !== undefined,
      };
    },
    onSilentDoorbell: (submissionId, error) => services.warn('doorbell.failed', { submissionId, error }),
  };
}
