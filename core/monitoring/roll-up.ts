import type { PriceTable } from '../costs/prices.ts';
import type { Clock } from '../exam/clock.ts';
import type { Session } from '../exam/session.ts';
import { type Granularity, SPAN_MS, startOf } from '../metrics/metric-series-store.ts';
import type { BatchRecord, MetricsStore } from '../submissions/metrics-store.ts';
import { figuresOf, type SavingRates, sumFigures, weightOf } from './figures.ts';
import { type HealPorts, healBatches } from './heal-batches.ts';
import type { MonitoringStore, SessionBucket, StageBucket } from './monitoring-store.ts';
import { countParticipants, crowdOf, sumParticipants, uniteCrowds } from './participants.ts';
import { savingRatesOf } from './saving-rates.ts';
import type { Span } from './span.ts';

/** What rolling up touches. */
export interface RollUpPorts {
  readonly clock: Clock;
  readonly metrics: Pick<MetricsStore, 'listBatches'>;
  readonly monitoring: MonitoringStore;
  readonly prices: PriceTable;
  /** Told what kept a session from being rolled up: nothing else fails for it, and a later pass does what is missing. */
  readonly onFiguresLost: (sessionId: string, error: unknown) => void | Promise<void>;
}

/** How long after its end an attempt may be recorded and still be found by the next passes, ms: retries and back-off included. */
const LATE_MS = 15 * 60_000;
/** Buckets that are worked on at a time. */
const AT_A_TIME = 8;

/**
 * Rolls up what a session judged lately: minutes of the last quarter of an hour, hours and days that they are in. All is
 * computed anew from the records and put over what was there, so that doing it twice, or half, changes nothing.
 * @returns buckets written
 */
export async function rollUpLately(session: Session, ports: RollUpPorts): Promise<number> {
  return await told(session, ports, async () => {
    const since = ports.clock.now() - LATE_MS;
    const batches = await ports.metrics.listBatches(session.sessionId, startOf('hour', since));
    return await rollUp(session, batches, since, ports);
  });
}

/**
 * Writes the records that are missing, then rolls up all that a session ever judged: at its settlement, and again by the sweep for what
 * was recorded after it.
 */
export async function settleFigures(session: Session, ports: RollUpPorts & HealPorts): Promise<number> {
  return await told(session, ports, async () => {
    await healBatches(session, ports);
    const batches = await ports.metrics.listBatches(session.sessionId);
    return await rollUp(session, batches, 0, ports);
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

/** Sessions of which something was judged in the last hours are rolled up whole, for what was recorded after their settlement. */
export async function rollUpAgain(
  hours: number,
  ports: RollUpPorts &
    HealPorts & { readonly getSession: (sessionId: string) => Promise<Session | undefined> },
): Promise<number> {
  const now = ports.clock.now();
  const span = { from: startOf('hour', now - hours * SPAN_MS.hour), until: now + 1 };
  const active = new Set(
    (await ports.monitoring.listSessions('hour', span)).map(({ sessionId }) => sessionId),
  );
  let written = 0;
  for (const sessionId of active) {
    const session = await ports.getSession(sessionId);
    if (session !== undefined) written += await settleFigures(session, ports);
  }
  return written;
}

async function rollUp(
  session: Session,
  batches: readonly BatchRecord[],
  since: number,
  ports: RollUpPorts,
): Promise<number> {
  const { sessionId } = session;
  if (batches.length === 0) return 0;
  const span = spanOf(batches);
  const rates = savingRatesOf(session, ports.prices);
  const ofDays = { from: startOf('day', span.from), until: startOf('day', span.until - 1) + SPAN_MS.day };
  const minutes = bucketsOf(
    sessionId,
    'minute',
    batches.filter(({ endedAt }) => endedAt >= startOf('minute', since)),
    rates,
  );
  const hours = bucketsOf(sessionId, 'hour', batches, rates);
  // Hours of the day that lie before what was read now.
  const storedHours = await ports.monitoring.listSessions('hour', ofDays, sessionId);
  const days = daysOf(sessionId, heaviest([...storedHours, ...hours]));
  let written = 0;
  for (const [granularity, buckets] of [
    ['minute', minutes],
    ['hour', hours],
    ['day', days],
  ] as const)
    written += await put(granularity, buckets, ports);
  return written;
}

/** From the first end to the last. */
function spanOf(batches: readonly BatchRecord[]): Span {
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { endedAt } of batches) [from, until] = [Math.min(from, endedAt), Math.max(until, endedAt + 1)];
  return { from, until };
}

function bucketsOf(
  sessionId: string,
  granularity: Granularity,
  batches: readonly BatchRecord[],
  rates: SavingRates,
): readonly SessionBucket[] {
  return [...Map.groupBy(batches, ({ endedAt }) => startOf(granularity, endedAt))].map(([start, own]) => ({
    sessionId,
    granularity,
    start,
    figures: sumFigures(own.map((batch) => figuresOf(batch, rates))),
    participants: countParticipants(own),
  }));
}

function daysOf(sessionId: string, hours: readonly SessionBucket[]): readonly SessionBucket[] {
  return [...Map.groupBy(hours, ({ start }) => startOf('day', start))].map(([start, own]) => ({
    sessionId,
    granularity: 'day' as const,
    start,
    figures: sumFigures(own.map(({ figures }) => figures)),
    participants: sumParticipants(own.map(({ participants }) => participants)),
  }));
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

/** Puts what differs from what is there, then the stage's sums of the same buckets. @returns rows written */
async function put(
  granularity: Granularity,
  buckets: readonly SessionBucket[],
  { monitoring }: RollUpPorts,
): Promise<number> {
  const starts = buckets.map(({ start }) => start);
  if (starts.length === 0) return 0;
  const span: Span = { from: Math.min(...starts), until: Math.max(...starts) + 1 };
  const [stored, before] = await Promise.all([
    monitoring.listSessions(granularity, span),
    monitoring.listStage(granularity, span),
  ]);
  const rows = new Map(stored.map((bucket) => [`${bucket.start} ${bucket.sessionId}`, bucket]));
  let written = 0;
  for (let at = 0; at < buckets.length; at += AT_A_TIME)
    await Promise.all(
      buckets.slice(at, at + AT_A_TIME).map(async (bucket) => {
        const known = rows.get(`${bucket.start} ${bucket.sessionId}`);
        const isThere = known !== undefined && weightOf(known.figures) >= weightOf(bucket.figures);
        if (!isThere && (await monitoring.putSession(bucket))) written++;
      }),
    );
  // Read only now: whoever puts the last of a bucket's sessions sees all of them, and no sum with less in it takes its place.
  const own = new Set(starts);
  const whole = Map.groupBy(await monitoring.listSessions(granularity, span), ({ start }) => start);
  const sums = new Map(before.map((bucket) => [bucket.start, bucket]));
  for (const [start, sessions] of whole) {
    const known = sums.get(start);
    const sum = own.has(start) ? stageBucketOf(granularity, start, sessions) : undefined;
    if (sum === undefined || (known !== undefined && weightOf(known.figures) >= weightOf(sum.figures)))
      continue;
    if (await monitoring.putStage(sum)) written++;
  }
  return written;
}

function stageBucketOf(
  granularity: Granularity,
  start: number,
  sessions: readonly SessionBucket[],
): StageBucket {
  return {
    granularity,
    start,
    figures: sumFigures(sessions.map(({ figures }) => figures)),
    crowd: uniteCrowds(sessions.map(({ sessionId, participants }) => crowdOf(sessionId, participants))),
    sessions: sessions.length,
  };
}
