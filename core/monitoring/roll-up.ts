import type { PriceTable } from '../costs/prices.ts';
import type { Clock } from '../exam/clock.ts';
import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import { type Granularity, SPAN_MS, startOf } from '../metrics/metric-series-store.ts';
import type { BatchRecord, MetricsStore } from '../submissions/metrics-store.ts';
import { figuresOf, type SavingRates, sumFigures, weightOf } from './figures.ts';
import { type HealPorts, healBatches } from './heal-batches.ts';
import type { MonitoringStore, SessionBucket, StageBucket, StagePart } from './monitoring-store.ts';
import { countParticipants, sumParticipants, uniteCrowds } from './participants.ts';
import { savingRatesOf } from './saving-rates.ts';
import type { Span } from './span.ts';

/** What rolling up touches. */
export interface RollUpPorts {
  readonly clock: Clock;
  readonly metrics: Pick<MetricsStore, 'readBatches'>;
  readonly monitoring: MonitoringStore;
  readonly prices: PriceTable;
  /** Told what kept a session from being rolled up: nothing else fails for it, and a later pass does what is missing. */
  readonly onFiguresLost: (sessionId: string, error: unknown) => void | Promise<void>;
}

/** How long after its end an attempt may be recorded and still be found by the next passes, ms: retries and back-off included. */
const LATE_MS = 15 * SPAN_MS.minute;
/** Most records are written at once: so far a pass looks back that is not to look for late ones, ms. */
const PROMPT_MS = 2 * SPAN_MS.minute;
/** In one minute of so many late records are looked for. */
const LATE_EACH_MINUTES = 5;
/** Buckets that are worked on at a time. */
const AT_A_TIME = 8;

/**
 * Rolls up what a session judged lately: minutes, and hours and days that they are in. Minutes are computed anew from their records,
 * hours from minutes and days from hours, and put over what was there, so that doing it twice, or half, changes nothing.
 * @param until ms since the epoch: what has not been read by then is left to a later pass
 * @returns buckets written
 */
export async function rollUpLately(session: Session, ports: RollUpPorts, until?: number): Promise<number> {
  const now = ports.clock.now();
  const looksForLate = Math.floor(now / SPAN_MS.minute) % LATE_EACH_MINUTES === 0;
  const since = startOf('minute', now - (looksForLate ? LATE_MS : PROMPT_MS));
  return await told(session, ports, () => rollUp(session, ports, until, since));
}

/**
 * Writes the records that are missing, then rolls up all that a session ever judged: after its settlement, and again by the sweep for what
 * was recorded later. @param until ms since the epoch: what has not been read by then is left to a later sweep
 */
export async function settleFigures(
  session: Session,
  ports: RollUpPorts & HealPorts,
  until?: number,
): Promise<number> {
  return await told(session, ports, async () => {
    await healBatches(session, ports);
    return await rollUp(session, ports, until);
  });
}

async function told(
  { sessionId }: Session,
  { onFiguresLost }: RollUpPorts,
  act: () => Promise<number>,
): Promise<number> {
  try {
    return await act();
  } catch (error) {
    await onFiguresLost(sessionId, error);
    return 0;
  }
}

/**
 * Settled sessions of which something was judged in the last hours are rolled up whole, for what was recorded after their settlement; the ticks
 * of the others do it. @param until ms since the epoch: no more is begun then
 */
export async function rollUpAgain(
  hours: number,
  ports: RollUpPorts &
    HealPorts & { readonly getSession: (sessionId: string) => Promise<Session | undefined> },
  until = Number.POSITIVE_INFINITY,
): Promise<number> {
  const now = ports.clock.now();
  const span = { from: startOf('hour', now - hours * SPAN_MS.hour), until: now + 1 };
  const active = new Set((await ports.monitoring.listParts('hour', span)).map(({ sessionId }) => sessionId));
  let written = 0;
  for (const sessionId of active) {
    if (ports.clock.now() >= until) break;
    const session = await ports.getSession(sessionId);
    if (session?.settledAt !== undefined) written += await settleFigures(session, ports, until);
  }
  return written;
}

/** @param since begin of a minute: records from then on; all when absent */
async function rollUp(
  session: Session,
  ports: RollUpPorts,
  until = Number.POSITIVE_INFINITY,
  since?: number,
): Promise<number> {
  const { sessionId } = session;
  const stored = async (granularity: Granularity, within: Granularity, buckets: readonly SessionBucket[]) =>
    await ports.monitoring.listSession(granularity, wholeSpan(within, buckets), sessionId);
  const minutes = await readMinutes(session, ports, until, since);
  if (minutes.length === 0) return 0;
  const own = { session, ports };
  const written = await put('minute', minutes, own);
  const hours = summedUp('hour', minutes, await stored('minute', 'hour', minutes));
  const hoursWritten = await put('hour', hours, own);
  const days = summedUp('day', hours, await stored('hour', 'day', hours));
  return written + hoursWritten + (await put('day', days, own));
}

/** Minutes of which records are, folded page by page: no more of a session is held than its figures. */
async function readMinutes(
  session: Session,
  { metrics, prices, clock }: RollUpPorts,
  until: number,
  since?: number,
): Promise<readonly SessionBucket[]> {
  const { sessionId } = session;
  const rates = savingRatesOf(session, prices);
  const minutes = new Map<number, Sums>();
  const fold = (batches: readonly BatchRecord[]) => {
    for (const [start, own] of Map.groupBy(batches, ({ endedAt }) => startOf('minute', endedAt)))
      minutes.set(start, addUp([minutes.get(start), sumsOf(own, rates)]));
  };
  let pages = 0;
  await metrics.readBatches(
    sessionId,
    (batches) => {
      if (pages++ > 0 && clock.now() >= until)
        throw new Error('reading the records took too long: a later pass rolls them up');
      fold(batches);
    },
    since,
  );
  return [...minutes].map(([start, sums]) => ({ sessionId, granularity: 'minute', start, ...sums }));
}

type Sums = Pick<SessionBucket, 'figures' | 'participants'>;

function sumsOf(batches: readonly BatchRecord[], rates: SavingRates): Sums {
  return {
    figures: sumFigures(batches.map((batch) => figuresOf(batch, rates))),
    participants: countParticipants(batches),
  };
}

function addUp(all: readonly (Sums | undefined)[]): Sums {
  const there = all.filter((sums) => sums !== undefined);
  return {
    figures: sumFigures(there.map(({ figures }) => figures)),
    participants: sumParticipants(there.map(({ participants }) => participants)),
  };
}

/** From the begin of the first hour or day that buckets are in to the end of the last. */
function wholeSpan(within: Granularity, buckets: readonly SessionBucket[]): Span {
  const starts = buckets.map(({ start }) => start);
  return {
    from: startOf(within, Math.min(...starts)),
    until: startOf(within, Math.max(...starts)) + SPAN_MS[within],
  };
}

/** Hours of minutes, or days of hours, that any of the fresh ones is in. */
function summedUp(
  granularity: Granularity,
  fresh: readonly SessionBucket[],
  stored: readonly SessionBucket[],
): readonly SessionBucket[] {
  const touched = new Set(fresh.map(({ start }) => startOf(granularity, start)));
  return [...Map.groupBy(heaviest([...stored, ...fresh]), ({ start }) => startOf(granularity, start))]
    .filter(([start]) => touched.has(start))
    .map(([start, parts]) => ({ sessionId: parts[0]!.sessionId, granularity, start, ...addUp(parts) }));
}

/** Of the states of each bucket the one with the most in it. */
function heaviest(buckets: readonly SessionBucket[]): readonly SessionBucket[] {
  const found = new Map<number, SessionBucket>();
  for (const bucket of buckets) {
    const other = found.get(bucket.start);
    if (other === undefined || weightOf(bucket.figures) >= weightOf(other.figures))
      found.set(bucket.start, bucket);
  }
  return [...found.values()];
}

/** Puts what differs from what is there, then the stage's sums of the same buckets, of exams alone. @returns rows written */
async function put(
  granularity: Granularity,
  buckets: readonly SessionBucket[],
  { session, ports: { monitoring } }: { readonly session: Session; readonly ports: RollUpPorts },
): Promise<number> {
  const { sessionId, rehearsal } = session;
  const starts = buckets.map(({ start }) => start);
  const span: Span = { from: Math.min(...starts), until: Math.max(...starts) + 1 };
  const [stored, before] = await Promise.all([
    monitoring.listSession(granularity, span, sessionId),
    monitoring.listStage(granularity, span),
  ]);
  const rows = new Map(stored.map((bucket) => [bucket.start, bucket]));
  let written = 0;
  for (let at = 0; at < buckets.length; at += AT_A_TIME)
    await Promise.all(
      buckets.slice(at, at + AT_A_TIME).map(async (bucket) => {
        const known = rows.get(bucket.start);
        const isThere = known !== undefined && weightOf(known.figures) >= weightOf(bucket.figures);
        if (!isThere && (await monitoring.putSession({ ...bucket, ...given({ rehearsal }) }))) written++;
      }),
    );
  // Read only now: whoever puts the last of a bucket's sessions sees all of them, and no sum with less in it takes its place.
  const own = new Set(starts);
  const exams = (await monitoring.listParts(granularity, span)).filter((part) => part.rehearsal !== true);
  const whole = Map.groupBy(exams, ({ start }) => start);
  const sums = new Map(before.map((bucket) => [bucket.start, bucket]));
  for (const [start, parts] of whole) {
    const known = sums.get(start);
    const sum = own.has(start) ? stageBucketOf(granularity, start, parts) : undefined;
    if (sum === undefined || (known !== undefined && weightOf(known.figures) >= weightOf(sum.figures)))
      continue;
    if (await monitoring.putStage(sum)) written++;
  }
  return written;
}

function stageBucketOf(granularity: Granularity, start: number, parts: readonly StagePart[]): StageBucket {
  return {
    granularity,
    start,
    figures: sumFigures(parts.map(({ figures }) => figures)),
    crowd: uniteCrowds(parts.map(({ crowd }) => crowd)),
    sessions: parts.length,
  };
}
