import { presentSubmission } from '../../core/api/present-submission.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { given } from '../../core/exam/given.ts';
import type { SeenSubmission } from './find-submission.ts';
import { placeOf } from './queue-places.ts';
import type { Services } from './services.ts';
import { findPoints } from './session-results.ts';

/** One submission as somebody may see it: with its place while it waits, when to ask again, and every test case in the end. */
export async function showSubmission(
  services: Services,
  { session, submission, rejudging, as, shows }: SeenSubmission,
): Promise<SubmissionView> {
  if (submission.state === 'queued' || submission.state === 'running') {
    const place = submission.state === 'queued' ? await placeOf(services, submission) : undefined;
    return presentSubmission(submission, { as, shows, now: services.clock.now(), ...given({ place }) });
  }
  const [version, points] =
    submission.state === 'judged'
      ? await Promise.all([
          services.getVersion(submission.problemId, submission.problemVersion),
          findPoints(services, session),
        ])
      : [null, undefined];
  return presentSubmission(submission, {
    as,
    shows,
    ...given({ points, rejudging, manifest: version?.manifest }),
  });
}
