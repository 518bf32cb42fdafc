import { createHash } from 'node:crypto';
import { presentSubmission } from '../../../core/api/present-submission.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { given } from '../../../core/exam/given.ts';
import type { SessionProblem } from '../../../core/exam/session.ts';
import { acceptSubmission, type IntakePorts } from '../../../core/submissions/accept-submission.ts';
import { decideShown } from '../../../core/submissions/decide-shown.ts';
import type { SubmissionWish } from '../../../core/submissions/intake.ts';
import { sessionNotFound } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

export const createSubmission: RouteHandler<'createSubmission'> = async (
  { params, headers, body, caller },
  services,
) => {
  const key = headers['idempotency-key'];
  const wish: SubmissionWish = {
    label: body.problem,
    language: body.language,
    source: body.files ?? body.source ?? '',
    ...given({ input: body.input, mainFile: body.mainFile }),
    lane: body.trial ? 'trial' : 'contest',
    ...(key === undefined ? {} : { idempotencyKey: key }),
    digest: createHash('sha256')
      .update(
        JSON.stringify([
          body.problem.toLowerCase(),
          body.language,
          body.trial,
          body.files ?? body.source,
          ...Object.entries(given({ input: body.input, mainFile: body.mainFile })),
        ]),
      )
      .digest('hex'),
  };
  const outcome = await acceptSubmission(portsOf(services), params.sessionId, caller.username, wish);
  switch (outcome.outcome) {
    case 'unknown':
      throw sessionNotFound(params.sessionId);
    case 'contended':
      throw new ApiProblem('conflict', 'you are submitting from several places at once: try again', {
        retryAfterMs: 1_000,
      });
    case 'refused':
      throw ApiProblem.of(outcome.refusal);
    default:
      return presentSubmission(outcome.submission, {
        as: 'participant',
        shows: decideShown(outcome.session, outcome.submission.lane === 'trial', 'participant'),
      });
  }
};

function portsOf(services: Services): IntakePorts {
  return {
    ...services,
    describeProblem: async ({ problemId, version }: SessionProblem) => {
      const found = await services.getVersion(problemId, version);
      if (found === null)
        throw new Error(`version ${version} of problem ${problemId} is booked but not stored`);
      const { languages, limits, testCases, signature } = found.manifest;
      return {
        languages,
        sourceKiB: limits.sourceKiB,
        timeMs: limits.timeMs,
        testCases: testCases.length,
        samples: testCases.filter(({ sample }) => sample).length,
        ...given({ signature }),
      };
    },
    onSilentDoorbell: (submissionId, error) => services.warn('doorbell.failed', { submissionId, error }),
  };
}
