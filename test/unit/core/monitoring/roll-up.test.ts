import { beforeEach, describe, expect, it } from 'vitest';
import { PRICES } from '../../../../core/costs/prices.ts';
import { SPAN_MS, startOf } from '../../../../core/metrics/metric-series-store.ts';
import { keyFiguresOf } from '../../../../core/monitoring/key-figures.ts';
import type { StageBucket } from '../../../../core/monitoring/monitoring-store.ts';
import { readFigures } from '../../../../core/monitoring/read-figures.ts';
import { rollUpAgain, rollUpLately, settleFigures } from '../../../../core/monitoring/roll-up.ts';
import type { BatchRecord } from '../../../../core/submissions/metrics-store.ts';
import { batchAt as makeBatchAt } from '../../../support/batches.ts';
import { MemoryMonitoringStore } from '../../../support/memory/monitoring-store.ts';
import { MemoryMetricsStore, MemorySubmissionStore } from '../../../support/memory-submission-store.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, resultOf, submissionIdOf } from '../../../support/submissions.ts';

const SESSION = sessionOf();
const DAY = { from: startOf('day', EPOCH), until: startOf('day', EPOCH) + 2 * SPAN_MS.day };

let now: number;
let lost: unknown[];
let ports: Parameters<typeof rollUpAgain>[1] & {
  readonly metrics: MemoryMetricsStore;
  readonly monitoring: MemoryMonitoringStore;
  readonly submissions: MemorySubmissionStore;
};
beforeEach(() => {
  now = EPOCH;
  lost = [];
  ports = {
    clock: { now: () => now, sleep: async () => undefined },
    metrics: new MemoryMetricsStore(),
    monitoring: new MemoryMonitoringStore(),
    submissions: new MemorySubmissionStore(),
    prices: PRICES['eu-central-1'],
    onFiguresLost: (_, error) => void lost.push(error),
    getSession: async (sessionId) => ({ ...SESSION, sessionId, settledAt: EPOCH }),
  };
});

const batchAt = (endedAt: number, changes: Partial<BatchRecord> = {}): BatchRecord =>
  makeBatchAt(endedAt, {
    sessionId: SESSION.sessionId,
    submissionId: submissionIdOf(endedAt % 100_000),
    acceptedAt: endedAt - 5_000,
    ...changes,
  });
const record = async (...batches: BatchRecord[]) => {
  for (const batch of batches) await ports.metrics.recordBatch(batch);
};
const stageBy = (granularity: StageBucket['granularity']) => ports.monitoring.listStage(granularity, DAY);
const dayOf = async () => keyFiguresOf((await readFigures(ports.monitoring, 'day', DAY, undefined)).total);

describe('rolling up', () => {
  it('sums what was judged by minute, hour and day, of the session and of the stage', async () => {
    await record(
      batchAt(EPOCH + 1_000),
      batchAt(EPOCH + 59_999, { participantId: 'p02', verdict: 'WA', language: 'cpp' }),
      batchAt(EPOCH + 60_000, { lane: 'trial', verdict: 'TLE' }),
      batchAt(EPOCH + 61_000, { lane: 'rejudging' }),
    );
    now = EPOCH + 70_000;
    await rollUpLately(SESSION, ports);
    expect((await stageBy('minute')).map(({ start, figures }) => [start - EPOCH, figures.batches])).toEqual([
      [0, 2],
      [60_000, 2],
    ]);
    const [hour] = await stageBy('hour');
    expect(hour?.figures).toMatchObject({
      batches: 4,
      submissions: 2,
      trials: 1,
      rejudgings: 1,
      verdicts: { AC: 1, WA: 1 },
      judgeCalls: 4,
      callsSaved: 36,
      testCases: 40,
      judgingMs: 12_000,
      // Two seconds beside the programs, once more for each of nine calls that were not made.
      savedMs: 4 * 18_000,
      languages: { python: { programs: 2, accepted: 1 }, cpp: { programs: 1, accepted: 0 } },
    });
    expect(await dayOf()).toMatchObject({
      participants: 2,
      batchParticipants: 2,
      successShare: 1,
      acceptedShare: 0.5,
      callsRatio: 10,
      batchShare: 1,
    });
    expect(await ports.monitoring.listSession('day', DAY, SESSION.sessionId)).toMatchObject([
      { participants: { p01: { programs: 2, batched: 2 }, p02: { programs: 1, batched: 1 } } },
    ]);
  });

  it('leaves rehearsals out of the stage, whoever sums it up, and keeps their own figures', async () => {
    const rehearsal = sessionOf({ sessionId: '01jq0000000000000000000099', rehearsal: true });
    await record(batchAt(EPOCH, { sessionId: rehearsal.sessionId }));
    await settleFigures(rehearsal, ports);
    expect(await stageBy('day')).toEqual([]);
    await record(batchAt(EPOCH + 1));
    await settleFigures(SESSION, ports);
    expect(await stageBy('day')).toMatchObject([{ sessions: 1, figures: { batches: 1 } }]);
    expect(await ports.monitoring.listSession('day', DAY, rehearsal.sessionId)).toMatchObject([
      { figures: { batches: 1 } },
    ]);
    expect(lost).toEqual([]);
  });

  it('says what a second saved costs on the hosts of the session', async () => {
    await record(batchAt(EPOCH));
    await settleFigures(SESSION, ports);
    const prices = PRICES['eu-central-1'];
    const slotSecond = (prices.instanceHour['c7i.large'] ?? 0) / 2 / 3600;
    const { usdSaved } = await dayOf();
    expect(usdSaved).toBeCloseTo(18 * (slotSecond + prices.lambdaGbSecond), 6);
  });

  it('counts a problem that is called as objects call their own', async () => {
    await record(batchAt(EPOCH, { problemId: 'constructor', participantId: '__proto__' }));
    await record(batchAt(EPOCH + 1, { problemId: 'constructor', participantId: '__proto__' }));
    await settleFigures(SESSION, ports);
    const [day] = await stageBy('day');
    expect(Object.entries(day!.figures.problems)).toEqual([
      ['constructor', { programs: 2, accepted: 2, judgeCalls: 2, callsSaved: 18 }],
    ]);
    expect(await dayOf()).toMatchObject({ participants: 1 });
    expect(lost).toEqual([]);
  });

  it('reads a quarter of an hour of records at most, most times two minutes, and keeps the hours whole', async () => {
    const asked: number[] = [];
    const metrics = new MemoryMetricsStore();
    const read = metrics.readBatches.bind(metrics);
    metrics.readBatches = async (sessionId, tell, from = 0) => {
      asked.push((now - from) / SPAN_MS.minute);
      await read(sessionId, tell, from);
    };
    const watched = { ...ports, metrics };
    // From a full hour to the next but one, a record each half minute.
    const from = startOf('hour', EPOCH) + SPAN_MS.hour;
    for (now = from; now < from + 2 * SPAN_MS.hour; now += 30_000) {
      await metrics.recordBatch(batchAt(now));
      await rollUpLately(SESSION, watched);
    }
    expect(Math.max(...asked)).toBeLessThanOrEqual(16);
    expect(asked.filter((minutes) => minutes > 3).length / asked.length).toBeCloseTo(0.2, 1);
    expect((await stageBy('hour')).map(({ figures }) => figures.batches)).toEqual([120, 120]);
    expect(await dayOf()).toMatchObject({ batches: 240 });
  });

  it('leaves off reading when its time is up, and the sweep begins no other session', async () => {
    await record(batchAt(EPOCH), batchAt(EPOCH + 1, { sessionId: '01jq0000000000000000000002' }));
    await settleFigures(SESSION, ports);
    await settleFigures(sessionOf({ sessionId: '01jq0000000000000000000002' }), ports);
    const begun: string[] = [];
    const metrics = Object.assign(new MemoryMetricsStore(), {
      readBatches: async (...[sessionId, tell]: Parameters<MemoryMetricsStore['readBatches']>) => {
        begun.push(sessionId);
        tell([batchAt(EPOCH)]);
        now += 60_000;
        tell([batchAt(EPOCH + 1)]);
      },
    });
    now = EPOCH + 1_000;
    expect(await rollUpAgain(3, { ...ports, metrics }, now + 30_000)).toBe(0);
    expect(new Set(begun).size).toBe(1);
    expect(lost.map(String)).toEqual([expect.stringContaining('took too long')]);
  });

  it('leaves sessions that are not settled to their ticks', async () => {
    await record(batchAt(EPOCH));
    now = EPOCH + 1;
    await rollUpLately(SESSION, ports);
    await record(batchAt(EPOCH - SPAN_MS.hour));
    expect(await rollUpAgain(3, { ...ports, getSession: async () => SESSION })).toBe(0);
  });

  it('changes nothing when it is done again', async () => {
    await record(batchAt(EPOCH), batchAt(EPOCH + 100));
    now = EPOCH + 1_000;
    expect(await rollUpLately(SESSION, ports)).toBe(6);
    expect(await rollUpLately(SESSION, ports)).toBe(0);
    expect(await settleFigures(SESSION, ports)).toBe(0);
    expect(await dayOf()).toMatchObject({ batches: 2 });
  });

  it('takes up what is recorded late, wherever it belongs', async () => {
    await record(batchAt(EPOCH + SPAN_MS.hour));
    now = EPOCH + SPAN_MS.hour + 1_000;
    await rollUpLately(SESSION, ports);
    await record(batchAt(EPOCH + SPAN_MS.hour - 1));
    await rollUpLately(SESSION, ports);
    expect(await dayOf()).toMatchObject({ batches: 2 });
    // Hours late, after its settlement: the sweep looks at all that a session of these hours ever judged.
    await record(batchAt(EPOCH - 3 * SPAN_MS.hour), batchAt(EPOCH + 1));
    await rollUpLately(SESSION, ports);
    expect(await rollUpAgain(3, ports)).toBeGreaterThan(0);
    expect(await dayOf()).toMatchObject({ batches: 4 });
    expect((await stageBy('minute')).map(({ figures }) => figures.batches)).toEqual([1, 1, 1, 1]);
  });

  it('adds sessions that are judged at the same time, whoever is rolled up last', async () => {
    const other = sessionOf({ sessionId: '01jq0000000000000000000002' });
    await record(batchAt(EPOCH), batchAt(EPOCH + 1, { sessionId: other.sessionId }));
    now = EPOCH + 2_000;
    // One reads before the other has written: what it then puts has less in it, and takes no place.
    await Promise.all([rollUpLately(SESSION, ports), rollUpLately(other, ports)]);
    expect(await stageBy('day')).toMatchObject([{ sessions: 2, figures: { batches: 2 } }]);
    const [full] = await stageBy('hour');
    expect(
      await ports.monitoring.putStage({ ...full!, sessions: 1, figures: { ...full!.figures, batches: 1 } }),
    ).toBe(false);
    // The same name in two sessions is two participants.
    expect(await dayOf()).toMatchObject({ participants: 2 });
  });

  it('counts attempts that came to nothing as such, and their verdicts not', async () => {
    const { verdict: _, ...without } = batchAt(EPOCH);
    await record(
      batchAt(EPOCH + 1, { end: 'lease-lost' }),
      { ...without, end: 'given-back', submissionId: submissionIdOf(3) },
      batchAt(EPOCH + 2, { attempt: 2 }),
    );
    await settleFigures(SESSION, ports);
    expect(await dayOf()).toMatchObject({
      batches: 3,
      submissions: 1,
      ends: { judged: 1, 'lease-lost': 1, 'given-back': 1 },
      successShare: 0.3333,
      errorShare: 0.6667,
    });
  });

  it('reads records of older releases by whether they have a verdict', async () => {
    const { acceptedAt: _, lane: __, end: ___, runMs: ____, ...older } = batchAt(EPOCH);
    await record(older);
    await settleFigures(SESSION, ports);
    const day = await dayOf();
    expect(day).toMatchObject({ submissions: 1, secondsSaved: 0, verdicts: { AC: 1 } });
    expect(day).not.toHaveProperty('latencyMs');
  });

  it('tells what kept it from it, and throws nothing', async () => {
    await record(batchAt(EPOCH));
    const broken = {
      ...ports,
      monitoring: Object.assign(new MemoryMonitoringStore(), {
        putSession: () => Promise.reject(new Error('the table is away')),
      }),
    };
    now = EPOCH + 1;
    expect(await rollUpLately(SESSION, broken)).toBe(0);
    expect(lost.map(String)).toEqual(['Error: the table is away']);
  });
});

describe('a verdict without its record', () => {
  const judge = async () => {
    await ports.submissions.accept(queuedOf({ submittedAt: EPOCH }), { source: 'x' });
    const lease = { leaseId: 'l1', until: EPOCH + 20_000, hostId: 'i-1' };
    const running = await ports.submissions.lease(SESSION.sessionId, submissionIdOf(1), lease, EPOCH + 1_000);
    await ports.submissions.judge(running!, resultOf({ verdict: 'WA' }), EPOCH + 4_000);
  };

  it('is recorded from the row of its submission, once', async () => {
    await judge();
    for (let times = 0; times < 2; times++) await settleFigures(SESSION, ports);
    expect(await dayOf()).toMatchObject({ batches: 1, submissions: 1, verdicts: { WA: 1 }, judgeCalls: 1 });
  });

  it('is the one whose executor never heard that it was written, and stays it when that one writes late', async () => {
    await judge();
    const unsure = batchAt(EPOCH + 4_000, {
      submissionId: submissionIdOf(1),
      verdict: 'WA',
      end: 'lease-lost',
    });
    await record(unsure);
    await settleFigures(SESSION, ports);
    await record(unsure);
    await settleFigures(SESSION, ports);
    expect(await dayOf()).toMatchObject({ batches: 1, submissions: 1, ends: { judged: 1 } });
  });
});

describe('a baseline', () => {
  const baselineAt = (from: number) => ({ from, at: from - 1, by: 'olga', reason: 'a new term' });

  it('leaves out what was judged before it, in the bucket that it cuts too', async () => {
    const cut = EPOCH + SPAN_MS.hour + 5 * SPAN_MS.minute;
    await record(
      ...[EPOCH, cut - SPAN_MS.minute, cut - 1, cut, cut + SPAN_MS.hour, cut + 3 * SPAN_MS.hour].map((at) =>
        batchAt(at),
      ),
    );
    await settleFigures(SESSION, ports);
    for (const granularity of ['minute', 'hour', 'day'] as const)
      for (const of of [undefined, SESSION.sessionId]) {
        const { total, points, span } = await readFigures(
          ports.monitoring,
          granularity,
          DAY,
          baselineAt(cut),
          of,
        );
        expect(total.figures.batches, `${granularity} ${of}`).toBe(3);
        expect(points[0]?.start).toBe(cut);
        expect(span.from).toBe(cut);
      }
  });

  it('in the future leaves nothing', async () => {
    await record(batchAt(EPOCH));
    await settleFigures(SESSION, ports);
    const { total, points } = await readFigures(ports.monitoring, 'day', DAY, baselineAt(DAY.until + 60_000));
    expect(points).toEqual([]);
    expect(keyFiguresOf(total)).toMatchObject({ batches: 0, participants: 0 });
  });
});
