import type { SubmissionView } from '../../core/api/submissions.ts';
import type { BulkPorts } from '../../core/api/submit-in-bulk.ts';
import { submitInBulk } from '../../core/api/submit-in-bulk.ts';
import type { Clock } from '../../core/exam/clock.ts';
import { planArrivals } from '../../core/load/plan-arrivals.ts';
import type { ClassPlan } from '../../core/rehearsal/plan-class.ts';
import type { JudgedTimes } from '../../core/rehearsal/predict-waits.ts';
import { makeRoster } from './find-exam.ts';
import { type LabelledProgram, lineOf } from './judge-jury.ts';

/** What a class is played with. */
export interface PlayPorts {
  readonly bulk: Omit<BulkPorts, 'onProgress'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told after each request. */
  readonly onSent: (sent: number) => void;
}

/** What was accepted of a class, and what was not, since. */
export interface Played {
  readonly submissionIds: ReadonlySet<string>;
  readonly refused: readonly string[];
}

/**
 * Has made-up participants hand in, evenly over the time of the plan, programs that are known to be right, each problem's in turn. What
 * is sent is sent by the staff for them, as lines of many.
 * @param key what the keys of these submissions begin with
 */
export async function playClass(
  sessionId: string,
  plan: ClassPlan,
  programs: readonly LabelledProgram[],
  key: string,
  ports: PlayPorts,
): Promise<Played> {
  const { clock, random, signal } = ports;
  const roster = makeRoster(plan.users);
  const arrivals = planArrivals({ ...plan, curve: 'steady', random });
  const beganAt = clock.now();
  const submissionIds = new Set<string>();
  const refused: string[] = [];
  const sending: Promise<void>[] = [];
  let sent = 0;
  const send = async (lines: readonly string[]) => {
    const answers = await submitInBulk({ ...ports.bulk, onProgress: () => undefined }, sessionId, lines);
    for (const { submissionId, problem, status } of answers)
      if (submissionId === undefined) refused.push(problem?.detail ?? `HTTP ${status}`);
      else submissionIds.add(submissionId);
    sent += lines.length;
    ports.onSent(sent);
  };
  for (let next = 0; next < arrivals.length && !signal.aborted; ) {
    await clock.sleep(Math.max(0, beganAt + arrivals[next]!.atMs - clock.now()), signal);
    const due: string[] = [];
    // Whoever is due by now goes in one request.
    for (; next < arrivals.length && beganAt + arrivals[next]!.atMs <= clock.now(); next++) {
      const program = programs[next % programs.length]!;
      due.push(lineOf(program, `${key}-${next}`, roster[arrivals[next]!.user]!.participantId));
    }
    if (due.length === 0) continue;
    const request = send(due);
    // A failure is thrown where all are waited for, and not before.
    request.catch(() => undefined);
    sending.push(request);
  }
  await Promise.all(sending);
  return { submissionIds, refused };
}

/** When these submissions were handed in, taken up and judged; those that were not judged are missing. */
export function timesOf(views: readonly SubmissionView[]): JudgedTimes[] {
  return views.flatMap(({ state, submittedAt, startedAt, judgedAt }) =>
    state !== 'judged' || startedAt === undefined || judgedAt === undefined
      ? []
      : [
          {
            submittedAt: Date.parse(submittedAt),
            startedAt: Date.parse(startedAt),
            judgedAt: Date.parse(judgedAt),
          },
        ],
  );
}
