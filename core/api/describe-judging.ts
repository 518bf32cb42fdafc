import { formatSpeed } from './format-quantity.ts';
import type { SubmissionView } from './submissions.ts';

/**
 * What is worth a word of how fast a submission was judged, as the end of a sentence about it: the speed of its host, a
 * limit of time that was not the problem's, and what a first look came to. Empty where there is none.
 */
export function describeJudging({
  speedFactor,
  timeLimitMs,
  secondLook,
}: Pick<NonNullable<SubmissionView['result']>, 'speedFactor' | 'timeLimitMs' | 'secondLook'>): string {
  const said: string[] = [];
  if (speedFactor !== undefined) said.push(`on a host of ${formatSpeed(speedFactor)}`);
  if (timeLimitMs !== undefined) said.push(`with ${timeLimitMs} ms of CPU time for a test case`);
  if (secondLook !== undefined) {
    const { testCaseId, cpuMs, limitMs, alone, counts } = secondLook;
    const look = counts ? 'the second look counts' : 'the second look was no better';
    said.push(
      `${testCaseId} was right after ${cpuMs} ms of ${limitMs}: ${look}, ${alone ? 'with nothing else on the host' : 'beside others'}`,
    );
  }
  return said.map((one) => `, ${one}`).join('');
}
