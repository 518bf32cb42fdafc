import { type Granularity, SPAN_MS, startOf } from '../metrics/metric-series-store.ts';
import { type Figures, sumFigures } from './figures.ts';
import type { Baseline, MonitoringStore, SessionBucket, StageBucket } from './monitoring-store.ts';
import {
  type Crowd,
  crowdOf,
  NOBODY,
  type ParticipantUses,
  sumParticipants,
  uniteCrowds,
} from './participants.ts';
import type { Span } from './span.ts';

/** What happened in a bucket, of the stage or of one session. */
export interface Point {
  /** Where it begins, ms since the epoch: the baseline, of the bucket that it cuts. */
  readonly start: number;
  readonly figures: Figures;
  readonly crowd: Crowd;
  readonly sessions: number;
}

/** Figures of a span, bucket by bucket and together. Buckets in which nothing was judged are left out. */
export interface FiguresOfSpan {
  readonly span: Span;
  readonly points: readonly Point[];
  readonly total: Point;
  /** Of one session: who did how much. */
  readonly participants?: ParticipantUses;
}

/**
 * Reads roll-ups: as many rows as the answer has points, however much was judged. From a baseline on: the bucket that it cuts is made of
 * finer ones, which begin with it.
 * @param sessionId of this session alone
 */
export async function readFigures(
  store: Pick<MonitoringStore, 'listStage' | 'listSession'>,
  granularity: Granularity,
  span: Span,
  baseline: Baseline | undefined,
  sessionId?: string,
): Promise<FiguresOfSpan> {
  const from = Math.max(span.from, baseline?.from ?? span.from);
  const parts = partsOf(granularity, { from, until: Math.max(from, span.until) });
  const read = async (part: (typeof parts)[number]): Promise<readonly Read[]> =>
    sessionId === undefined
      ? await store.listStage(part.granularity, part)
      : (await store.listSession(part.granularity, part, sessionId)).map(ofSession);
  const found = (await Promise.all(parts.map(read))).flat();
  const points = [...Map.groupBy(found, ({ start }) => Math.max(from, startOf(granularity, start)))]
    .map(([start, buckets]) => pointOf(start, buckets))
    .toSorted((a, b) => a.start - b.start);
  return {
    span: { from, until: Math.max(from, span.until) },
    points,
    total: pointOf(from, points),
    ...(sessionId === undefined
      ? {}
      : { participants: sumParticipants(found.map(({ participants = {} }) => participants)) }),
  };
}

type Read = Omit<StageBucket, 'granularity'> & { readonly participants?: ParticipantUses };

function ofSession({ sessionId, start, figures, participants }: SessionBucket): Read {
  return { start, figures, crowd: crowdOf(sessionId, participants), sessions: 1, participants };
}

/** What to read for a span: finer buckets up to the first whole one. */
function partsOf(
  granularity: Granularity,
  { from, until }: Span,
): readonly (Span & { granularity: Granularity })[] {
  const whole = startOf(granularity, from + SPAN_MS[granularity] - 1);
  if (whole === from || granularity === 'minute') return [{ granularity, from, until }];
  const finer = granularity === 'day' ? 'hour' : 'minute';
  return [
    ...partsOf(finer, { from, until: Math.min(whole, until) }),
    ...(whole < until ? [{ granularity, from: whole, until }] : []),
  ];
}

function pointOf(start: number, buckets: readonly Omit<Read, 'participants'>[]): Point {
  return {
    start,
    figures: sumFigures(buckets.map(({ figures }) => figures)),
    crowd: buckets.length === 0 ? NOBODY : uniteCrowds(buckets.map(({ crowd }) => crowd)),
    // Of the total: the most at a time; sessions go on from one bucket to the next.
    sessions: Math.max(0, ...buckets.map(({ sessions }) => sessions)),
  };
}
