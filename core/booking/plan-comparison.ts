import type { ComparisonFacts, Way } from '../costs/compare.ts';
import { callMsOf, USED_SHARE } from '../costs/expect-use.ts';
import { POOLED_OFFER } from '../costs/pooled-prices.ts';
import { instanceHourUsd } from '../costs/prices.ts';
import { REFERENCE_EXAM } from '../costs/reference-exam.ts';
import type { Session } from '../exam/session.ts';
import { planFleet } from '../fleet/plan-fleet.ts';
import type { BookableProblem, BookingFault } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import { judgeCallMsOf, planSessionFleet } from './estimate-session.ts';
import { participantsPlanned } from './participants-planned.ts';

/** What somebody wants compared; what is absent is as of the reference exam. */
export interface ComparisonWish {
  readonly participants?: number | undefined;
  readonly hours?: number | undefined;
  readonly problems?: number | undefined;
  /** Of a problem. */
  readonly testCases?: number | undefined;
  /** Submissions of a participant, in all. */
  readonly tries?: number | undefined;
  readonly timeLimitMs?: number | undefined;
  readonly instanceType?: string | undefined;
  readonly hosts?: number | undefined;
  readonly examsPerYear?: number | undefined;
  readonly spotSharePercent?: number | undefined;
  readonly handHours?: number | undefined;
  readonly handWorkUsd?: number | undefined;
  readonly pooledCallUsd?: number | undefined;
  readonly setupUsd?: number | undefined;
  readonly against?: Way | undefined;
}

const HOUR_MS = 3_600_000;

/** What an imagined session stands on, or what is wrong with the wish. Pure. */
export function planComparison(
  wish: ComparisonWish,
  limits: BookingLimits,
): ComparisonFacts | { readonly fault: BookingFault } {
  const { participants, hours, problems, testCases, tries, timeLimitMs } = {
    ...REFERENCE_EXAM,
    ...drop(wish),
  };
  const fault = faultOf(wish, limits);
  if (fault !== undefined) return { fault };
  const windowMs = hours * HOUR_MS;
  const plan = planFleet(
    {
      participants,
      problems,
      windowMs,
      judgeCallMs: callMsOf(timeLimitMs, testCases, USED_SHARE.planned),
      triesEach: tries,
      ...(wish.instanceType === undefined ? {} : { instanceType: wish.instanceType }),
      ...(wish.hosts === undefined ? {} : { hosts: wish.hosts }),
    },
    {
      instanceTypes: limits.instanceTypes,
      maxHosts: Number.POSITIVE_INFINITY,
      vcpusLeft: Number.POSITIVE_INFINITY,
    },
  );
  return {
    ...pricedBy(wish, limits),
    session: {
      participants,
      windowMs,
      launchedMs: limits.leadMs,
      submissions: participants * tries,
      judgeCallMs: callMsOf(timeLimitMs, testCases, USED_SHARE.expected),
      fleetSize: plan.size,
    },
    testCases,
  };
}

/** What a booked session stands on: the same use as its estimate's. One without hosts is compared with those that it would have got. */
export function planComparisonOf(
  session: Pick<Session, 'times' | 'participantCount' | 'join' | 'fleetSize' | 'deployment'>,
  problems: readonly BookableProblem[],
  wish: ComparisonWish,
  limits: BookingLimits,
): ComparisonFacts {
  const { times, fleetSize } = session;
  const participants = participantsPlanned(session.participantCount, session.join);
  const plan = planSessionFleet({ times, participants, problems }, limits, {});
  const testCases = problems.reduce((sum, { manifest }) => sum + manifest.testCases.length, 0);
  return {
    ...pricedBy(wish, limits),
    session: {
      participants,
      windowMs: times.lastClosesAt - times.opensAt,
      launchedMs: fleetSize === undefined ? limits.leadMs : times.opensAt - times.launchAt,
      submissions: plan.expectedSubmissions,
      judgeCallMs: judgeCallMsOf(problems, USED_SHARE.expected),
      fleetSize: fleetSize ?? plan.size,
    },
    testCases: testCases / Math.max(1, problems.length),
  };
}

/** The reference exam as a comparison stands on it. */
export function referenceExam(limits: BookingLimits): ComparisonFacts {
  const facts = planComparison({}, limits);
  if ('fault' in facts) throw new Error(facts.fault.detail);
  return facts;
}

function pricedBy(
  wish: ComparisonWish,
  { prices, volumeGb }: BookingLimits,
): Omit<ComparisonFacts, 'session' | 'testCases'> {
  const { examsPerYear, spotSharePercent, hours, handWorkUsd, setupUsd, against, pooledCallUsd } = {
    ...REFERENCE_EXAM,
    pooledCallUsd: POOLED_OFFER.callUsd,
    ...drop(wish),
  };
  return {
    examsPerYear,
    spotShare: spotSharePercent / 100,
    handHours: wish.handHours ?? Math.max(REFERENCE_EXAM.handHours, hours),
    handWorkUsd,
    pooledCallUsd,
    setupUsd,
    against,
    prices,
    volumeGb,
  };
}

function faultOf(
  { instanceType, hours, handHours }: ComparisonWish,
  { prices }: BookingLimits,
): BookingFault | undefined {
  if (instanceType !== undefined && instanceHourUsd(prices, instanceType) === undefined)
    return {
      field: 'instanceType',
      detail: `${instanceType} has no price here: choose from ${Object.keys(prices.instanceHour).join(', ')}`,
    };
  const window = hours ?? REFERENCE_EXAM.hours;
  const byHand = handHours ?? Math.max(REFERENCE_EXAM.handHours, window);
  return byHand < window
    ? {
        field: 'handHours',
        detail: `${byHand} h are less than the ${window} h of the exam: give as many at least`,
      }
    : undefined;
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** What was said of a wish. */
function drop<T extends object>(wish: T): Given<T> {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Given<T>;
}
