import { weightOf } from '../../../core/monitoring/figures.ts';
import type {
  Baseline,
  MonitoringStore,
  SessionBucket,
  StageBucket,
} from '../../../core/monitoring/monitoring-store.ts';
import { crowdOf } from '../../../core/monitoring/participants.ts';

/** Roll-ups in memory. */
export class MemoryMonitoringStore implements MonitoringStore {
  readonly #sessions = new Map<string, SessionBucket>();
  readonly #stage = new Map<string, StageBucket>();
  #baseline: Baseline | undefined;

  async putSession(bucket: SessionBucket): Promise<boolean> {
    return keep(this.#sessions, `${bucket.granularity} ${bucket.start} ${bucket.sessionId}`, bucket);
  }

  async putStage(bucket: StageBucket): Promise<boolean> {
    return keep(this.#stage, `${bucket.granularity} ${bucket.start}`, bucket);
  }

  async listSession(...[granularity, span, sessionId]: Parameters<MonitoringStore['listSession']>) {
    return within(this.#sessions, granularity, span).filter((bucket) => bucket.sessionId === sessionId);
  }

  async listParts(...[granularity, span]: Parameters<MonitoringStore['listParts']>) {
    return within(this.#sessions, granularity, span).map(({ participants, ...bucket }) => ({
      ...bucket,
      crowd: crowdOf(bucket.sessionId, participants),
    }));
  }

  async listStage(...[granularity, span]: Parameters<MonitoringStore['listStage']>) {
    return within(this.#stage, granularity, span);
  }

  async getBaseline(): Promise<Baseline | undefined> {
    return this.#baseline;
  }

  async putBaseline(baseline: Baseline): Promise<void> {
    this.#baseline = baseline;
  }
}

function keep<T extends Pick<StageBucket, 'figures'>>(rows: Map<string, T>, key: string, row: T): boolean {
  const before = rows.get(key);
  if (before !== undefined && weightOf(before.figures) > weightOf(row.figures)) return false;
  rows.set(key, row);
  return true;
}

function within<T extends Pick<StageBucket, 'granularity' | 'start'>>(
  rows: ReadonlyMap<string, T>,
  granularity: StageBucket['granularity'],
  { from, until }: { readonly from: number; readonly until: number },
): T[] {
  return [...rows.values()]
    .filter((row) => row.granularity === granularity && row.start >= from && row.start < until)
    .toSorted((a, b) => a.start - b.start);
}
