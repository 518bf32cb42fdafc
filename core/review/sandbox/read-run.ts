import type { Submission } from '../../submissions/submission.ts';
import type { Detection, ReviewedSource } from '../detector.ts';
import type { Review } from '../review.ts';
import { sandboxGap } from './sandbox-languages.ts';
import { findingsOfSandboxRun } from './sandbox-run.ts';

/** What a run of a compiler in a session's judges came to; one that did not come to its end is a gap with the reason. */
export function readRun(run: Submission, source: Pick<ReviewedSource, 'language' | 'source'>): Detection {
  if (run.state === 'quarantined') return gap(run.reason);
  if (run.state !== 'judged') return gap('it has not been asked yet');
  const { verdict, perCase } = run.result;
  const [ran] = perCase;
  if (verdict !== 'AC' || ran === undefined) return gap(`its run came to ${verdict}`);
  return findingsOfSandboxRun(ran.outputHead, source);
}

/** Whether a review was asked for before what a compiler says of its submission was there, so that it may lack that. */
export function mayLackRun(
  { requestedAt }: Pick<Review, 'requestedAt'>,
  run: Submission | undefined,
): boolean {
  return run?.state === 'judged' && requestedAt < run.judgedAt;
}

function gap(why: string): Detection {
  return { findings: [], gaps: [sandboxGap(why)] };
}
