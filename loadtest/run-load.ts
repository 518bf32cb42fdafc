import type { Clock } from '../core/exam/clock.ts';
import { drive } from './drive.ts';
import { DESERVED } from './load-problem.ts';
import { type LoadReport, measureLoad } from './measure.ts';
import type { Load } from './options.ts';
import { usedBetween } from './processor-time.ts';
import type { FunctionUsage, ProcessorShare, QueueSample, SubmissionRecord } from './record.ts';
import type { LoadTarget } from './target.ts';
import { watchQueue } from './watch-queue.ts';

/** How far a load is. */
export interface LoadProgress {
  readonly elapsedMs: number;
  readonly refused: number;
  /** As it was seen last. */
  readonly queue: QueueSample | undefined;
}

/** Puts a load on a target, and reports what became of it. The target is left open. */
export async function runLoad(
  load: Load,
  target: LoadTarget,
  ports: {
    readonly clock: Clock;
    readonly random: () => number;
    /** When requests were answered, ms since the epoch: kept by whoever made the target's clients. */
    readonly requests: readonly number[];
    readonly on: (progress: LoadProgress) => void;
    readonly signal: AbortSignal;
  },
): Promise<LoadReport> {
  const { clock, random, requests, on, signal } = ports;
  const { staff, submitted } = target;
  const beganAt = clock.now();
  const earlier = requests.length;
  const processorsBefore = target.readProcessors();
  const functionsBefore = await target.readFunctions();
  const clientBefore = process.cpuUsage();
  const queue: QueueSample[] = [];
  let refused = 0;
  const tell = () => on({ refused, elapsedMs: clock.now() - beganAt, queue: queue.at(-1) });
  const ending = new AbortController();
  const watching = watchQueue({
    staff,
    sessionId: submitted.sessionId,
    clock,
    beganAt,
    signal: AbortSignal.any([signal, ending.signal]),
    on: (sample) => {
      queue.push(sample);
      tell();
    },
  });
  let submissions: readonly SubmissionRecord[];
  try {
    submissions = await drive(load, {
      clock,
      random,
      participant: target.participant,
      sourceOf: target.sourceOf,
      submitted,
      signal,
      on: ({ end }) => {
        if (end.kind === 'refused') refused += 1;
        tell();
      },
    });
    await settle(queue, clock, signal);
  } finally {
    ending.abort();
    await watching;
  }
  signal.throwIfAborted();
  const client = process.cpuUsage(clientBefore);
  const processors =
    processorsBefore && usedBetween(processorsBefore, target.readProcessors() ?? processorsBefore);
  const live = await staff.call('getLive', { params: { sessionId: submitted.sessionId }, query: {} });
  return measureLoad(
    load,
    {
      submissions,
      queue,
      requests: requests.slice(earlier).map((at) => at - beganAt),
      processors: joinShares(processors ?? [], (client.user + client.system) / 1_000),
      functions: functionsSince(functionsBefore, await target.readFunctions()),
      stored: {
        judged: live.queue.judged,
        quarantined: live.queue.quarantined,
        open: live.queue.queued + live.queue.running,
      },
      usd: live.cost.usd,
    },
    DESERVED,
  );
}

/** The next look at the queue: that nothing waits any more has to be seen. */
async function settle(queue: readonly QueueSample[], clock: Clock, signal: AbortSignal): Promise<void> {
  const before = queue.length;
  for (let look = 0; look < 20 && queue.length < before + 2; look++) await clock.sleep(250, signal);
}

function joinShares(processors: readonly ProcessorShare[], clientMs: number): readonly ProcessorShare[] {
  return [...processors, { who: 'load generator', cpuMs: Math.round(clientMs) }].sort(
    (a, b) => b.cpuMs - a.cpuMs,
  );
}

function functionsSince(
  before: readonly FunctionUsage[],
  after: readonly FunctionUsage[],
): readonly FunctionUsage[] {
  return after.map((now) => {
    const then = before.find(({ name }) => name === now.name);
    return {
      ...now,
      invocations: now.invocations - (then?.invocations ?? 0),
      coldStarts: now.coldStarts - (then?.coldStarts ?? 0),
      initMs: now.initMs - (then?.initMs ?? 0),
      runMs: now.runMs - (then?.runMs ?? 0),
    };
  });
}
