/**
 * Start-time fair queueing (Goyal, Vin, Cheng: "Start-time Fair Queuing", 1996), one flow a participant.
 *
 * Each submission gets a start tag `S = max(v, F)` and a finish tag `F' = S + cost`, where `v` is the virtual time of
 * the queue (the largest start tag that was taken up for judging) and `F` the finish tag of the participant's own
 * submission before. Waiting submissions are judged by start tag. Then
 * - between two participants who both have submissions waiting, the judging that they received never differs by more
 *   than the cost of one submission of each;
 * - whoever was idle is owed nothing and owes at most the cost of one submission;
 * - a submission with k of its participant's own before it waits for at most k + 2 of any other participant's: nobody
 *   is starved, and a flood delays its sender alone.
 * Tags are whole numbers in units of judging time (`cost`).
 */

/** Digits of a start tag in a rank: 10^15 units outlast any session. */
const TAG_DIGITS = 15;

/** A place in the queue. */
export interface QueuePlace {
  /** Sorts by start tag, then by intake: the rank of the submission. */
  readonly rank: string;
  /** The participant's finish tag from now on. */
  readonly finish: number;
}

/**
 * Gives a submission its place.
 * @param virtualTime largest start tag that was taken up so far; 0 in a new queue
 * @param finish the participant's finish tag; 0 for the first submission
 * @param cost what judging it is expected to take, at least 1
 */
export function placeInQueue(
  submissionId: string,
  virtualTime: number,
  finish: number,
  cost: number,
): QueuePlace {
  const start = Math.max(virtualTime, finish);
  return {
    rank: `${String(start).padStart(TAG_DIGITS, '0')}#${submissionId}`,
    finish: start + Math.max(1, Math.round(cost)),
  };
}

/** The start tag in a rank: what virtual time becomes when the submission is taken up. */
export function startTagOf(rank: string): number {
  return Number(rank.slice(0, TAG_DIGITS));
}

/** Expected judging time of a submission to a problem, ms: the unit that participants are charged in. */
export function costOf(problem: { readonly timeMs: number; readonly testCases: number }): number {
  // Half the limit is a fair guess of a test case's time, and compiling costs about a second.
  return 1_000 + Math.round((problem.timeMs / 2) * Math.min(problem.testCases, 100));
}
