import { formatDuration } from '../api/format-quantity.ts';
import type { HostView } from '../api/live.ts';
import { given } from '../exam/given.ts';
import type { DrillActName } from '../resilience/drill-acts.ts';
import type { JudgedTimes } from './predict-waits.ts';

/** What was seen of one act, times in ms since the epoch. */
export interface DrillObserved {
  readonly act: DrillActName;
  readonly at: number;
  /** When it ended by itself. */
  readonly until?: number;
  /** The host that was ended, or left alone, as it was last seen. */
  readonly host?: HostView;
  /** When its circuit was first seen open, and then closed. */
  readonly circuit?: { readonly openAt?: number; readonly closedAt?: number };
  /** Of what the class handed in. */
  readonly judged: readonly JudgedTimes[];
}

/** What became of one act. */
export interface DrillLine {
  readonly act: DrillActName;
  readonly at: string;
  /** From the act, or for a held bell from handing in, until it was noticed, ms; absent where it was not. */
  readonly noticedMs?: number;
  readonly by: string;
  /** What docs/failures.md says of it, ms. */
  readonly boundMs: number;
  /** What was done, one after the other. */
  readonly done: readonly string[];
  /** From the act until all was well again, ms; absent where it is not. */
  readonly wellMs?: number;
  /** It was noticed within the bound, and all is well. */
  readonly held: boolean;
}

/** A pass over the fleet is made as often; it finds what is gone and rings again (docs/failures.md), ms. */
const PASS_MS = 30_000;
/** Who hands in right after a pass has come to their submission: the next does, which begins 30 s after and takes its time, ms. */
const RUNG_AGAIN_MS = 2 * PASS_MS;
/** One who tries a host whose circuit is over: at the next pass at the latest, ms. */
const TRIED_AGAIN_MS = PASS_MS;

/** Holds what was seen of an act against what is said of such failures. Pure. */
export function judgeDrill(observed: DrillObserved): DrillLine {
  switch (observed.act) {
    case 'kill-host':
      return judgeLoss(observed);
    case 'open-circuit':
      return judgeCircuit(observed);
    case 'hold-doorbells':
      return judgeSilence(observed);
  }
}

/** Whether everything that the act broke is made good. */
export function isWell(observed: DrillObserved): boolean {
  return judgeDrill(observed).wellMs !== undefined;
}

function judgeLoss({ act, at, host }: DrillObserved): DrillLine {
  const recovery = host?.recoveries?.find(({ startedAt }) => Date.parse(startedAt) >= at);
  const noticedMs = recovery && Date.parse(recovery.startedAt) - at;
  const endedAt = recovery?.endedAt;
  const steps = recovery?.steps ?? [];
  return line(observed(act, at), PASS_MS, steps[0]?.actor ?? 'nobody', noticedMs, {
    done: [
      ...steps.map((step) => `${step.act} by the ${step.actor}: ${step.reason}`),
      ...(recovery?.end === undefined ? [] : [recovery.end]),
    ],
    ...given({ wellMs: endedAt === undefined ? undefined : Date.parse(endedAt) - at }),
  });
}

function judgeCircuit({ act, at, until = at, circuit }: DrillObserved): DrillLine {
  const { openAt, closedAt } = circuit ?? {};
  return line(
    observed(act, at),
    until - at + TRIED_AGAIN_MS,
    'executors, who read it with their slots',
    openAt && openAt - at,
    {
      done: [
        ...(openAt === undefined ? [] : [`left alone for ${formatDuration(until - at)}`]),
        ...(closedAt === undefined ? [] : ['tried by one, and closed']),
      ],
      ...given({ wellMs: closedAt && closedAt - at }),
    },
    closedAt === undefined ? undefined : closedAt - at,
  );
}

function judgeSilence({ act, at, until = at, judged }: DrillObserved): DrillLine {
  const held = judged.filter(({ submittedAt }) => submittedAt >= at && submittedAt < until);
  const takenUp = held.map(({ submittedAt, startedAt }) => startedAt - submittedAt);
  const inTime = held.filter(({ startedAt }) => startedAt < until).length;
  const noticedMs = takenUp.length === 0 ? undefined : Math.max(...takenUp);
  return line(
    observed(act, at),
    RUNG_AGAIN_MS,
    'the tick, who rings again, and executors that are awake',
    noticedMs,
    {
      done: [`${inTime} of ${held.length} that nobody was told of were taken up while the bell was held`],
      ...given({
        wellMs: held.length === 0 ? undefined : Math.max(...held.map(({ judgedAt }) => judgedAt)) - at,
      }),
    },
  );
}

const observed = (act: DrillActName, at: number) => ({ act, at: new Date(at).toISOString() });

function line(
  about: Pick<DrillLine, 'act' | 'at'>,
  boundMs: number,
  by: string,
  noticedMs: number | undefined,
  rest: Pick<DrillLine, 'done' | 'wellMs'>,
  boundedMs = noticedMs,
): DrillLine {
  const held = rest.wellMs !== undefined && boundedMs !== undefined && boundedMs <= boundMs;
  return { ...about, ...given({ noticedMs }), by, boundMs, ...rest, held };
}
