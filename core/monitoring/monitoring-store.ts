import type { Granularity } from '../metrics/metric-series-store.ts';
import type { Figures } from './figures.ts';
import type { Crowd, ParticipantUses } from './participants.ts';
import type { Span } from './span.ts';

/** What a session came to in one bucket. */
export interface SessionBucket {
  readonly sessionId: string;
  readonly granularity: Granularity;
  /** Where the bucket begins, ms since the epoch. */
  readonly start: number;
  readonly figures: Figures;
  readonly participants: ParticipantUses;
  /** Its people are made up: its figures are its own, and no part of the stage's. */
  readonly rehearsal?: true;
}

/** A session's part of what the stage came to in one bucket, without names. */
export interface StagePart extends Omit<SessionBucket, 'participants'> {
  readonly crowd: Crowd;
}

/** What the whole stage came to in one bucket. */
export interface StageBucket {
  readonly granularity: Granularity;
  readonly start: number;
  readonly figures: Figures;
  readonly crowd: Crowd;
  /** Sessions in which something was judged. */
  readonly sessions: number;
}

/** From when on figures count, and who said so. */
export interface Baseline {
  /** ms since the epoch, a full minute. */
  readonly from: number;
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/** Keeps roll-ups. Implementation: adapters/dynamodb/monitoring-store.ts. */
export interface MonitoringStore {
  /** Puts a bucket, and its part of the stage before it, unless one with more in it is there. @returns whether it was put */
  putSession(bucket: SessionBucket): Promise<boolean>;
  putStage(bucket: StageBucket): Promise<boolean>;
  /** Buckets of a session that begin in the span, oldest first, as they stand now: they cost the same however many sessions are beside. */
  listSession(granularity: Granularity, span: Span, sessionId: string): Promise<readonly SessionBucket[]>;
  /** The parts that all sessions have in buckets that begin in the span, oldest first. */
  listParts(granularity: Granularity, span: Span): Promise<readonly StagePart[]>;
  listStage(granularity: Granularity, span: Span): Promise<readonly StageBucket[]>;
  getBaseline(): Promise<Baseline | undefined>;
  putBaseline(baseline: Baseline): Promise<void>;
}
