import { DynamoMonitoringStore } from '../adapters/dynamodb/monitoring-store.ts';
import { createDocumentClient } from '../adapters/dynamodb/table.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createApiClient } from '../core/api/client.ts';
import { pricesOf } from '../core/costs/prices.ts';
import type { Session } from '../core/exam/session.ts';
import { SPAN_MS, startOf } from '../core/metrics/metric-series-store.ts';
import { settleFigures } from '../core/monitoring/roll-up.ts';
import type { BatchRecord } from '../core/submissions/metrics-store.ts';
import { type Figure, makeFigure, makeSingleFigure } from './figure.ts';
import { environmentIn, onHeldSystem } from './submissions/bench-system.ts';

const SUBMISSIONS = 1_000_000;
const SESSIONS = 250;
const EACH = SUBMISSIONS / SESSIONS;
const PARTICIPANTS = 50;
const DAYS = 90;
const ROUNDS = 20;
const BOUND_MS = 200;
const LANGUAGES = ['python', 'cpp', 'java', 'javascript'];
const VERDICTS = ['AC', 'AC', 'WA', 'WA', 'TLE', 'RTE'] as const;

/**
 * What a client waits for an answer of monitoring when a million submissions were judged in 90 days: 250 exams of an hour, 50 participants
 * each. Their records are rolled up by the product, from memory: only what it makes of them is in the table. The API is asked through its
 * gateway; beside it stands what reading one row of the same table takes.
 */
export async function measure(): Promise<readonly Figure[]> {
  return await onHeldSystem(async ({ system }) => {
    const { region, credentials, endpointUrl: endpoint } = system;
    const name = environmentIn(system, 'api')['METRICS_TABLE'] ?? '';
    const client = createDocumentClient({ endpoint, region, credentials });
    const store = new DynamoMonitoringStore({ client, name }, 400);
    const until = startOf('day', systemClock.now());
    const startedAt = performance.now();
    for (let session = 0; session < SESSIONS; session++) await seed(store, session, until);
    const seededS = (performance.now() - startedAt) / 1000;
    const token = await system.tokens.issue('olga', 'operator');
    const api = createApiClient({ baseUrl: system.apiUrl, token: () => token, fetch });
    const at = (ms: number) => new Date(ms).toISOString();
    const quarter = { granularity: 'day' as const, from: at(until - DAYS * SPAN_MS.day), until: at(until) };
    const month = { granularity: 'hour' as const, from: at(until - 30 * SPAN_MS.day), until: at(until) };
    const calls: readonly (() => Promise<unknown>)[] = [
      () => api.call('getDashboard', {}),
      () => api.call('getEfficiency', { query: quarter }),
      () => api.call('getEfficiency', { query: month }),
      () => api.call('getAdoption', { query: quarter }),
      () => api.call('getAdoption', { query: month }),
      () => api.call('getMetrics', {}),
    ];
    const judged = await api.call('getEfficiency', { query: quarter });
    if (judged.total.submissions !== SUBMISSIONS)
      throw new Error(`${judged.total.submissions} submissions are told instead of ${SUBMISSIONS}`);
    for (const call of calls) await call();
    const waits: number[] = [];
    const rows: number[] = [];
    const spread: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const own: number[] = [];
      for (const call of calls) own.push(await timeOf(call));
      const row = await timeOf(() => store.getBaseline());
      waits.push(...own);
      rows.push(row);
      spread.push(Math.max(...own) / row);
    }
    client.destroy();
    return [
      makeSingleFigure(
        'monitoring-p95-ms',
        percentile(waits, 0.95),
        'ms',
        { atMost: BOUND_MS },
        `of ${waits.length} answers, ${SUBMISSIONS} submissions; rolled up in ${Math.round(seededS)} s`,
      ),
      makeFigure(
        'monitoring-vs-row',
        spread,
        'x',
        undefined,
        'the slowest answer of a round, to reading one row',
      ),
      makeFigure('monitoring-row-ms', rows, 'ms', undefined, 'reading one row, by the same SDK'),
    ];
  });
}

async function seed(store: DynamoMonitoringStore, number: number, until: number): Promise<void> {
  const sessionId = `01jq${String(number).padStart(22, '0')}`;
  const opensAt = until - (1 + (number % DAYS)) * SPAN_MS.day + (8 + (number % 9)) * SPAN_MS.hour;
  const batches = Array.from({ length: EACH }, (_, at) => batchOf(sessionId, opensAt, at));
  const session = {
    sessionId,
    deployment: { kind: 'fleet' },
    fleetSize: { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 },
  } as Session;
  await settleFigures(session, {
    clock: systemClock,
    metrics: {
      readBatches: async (_, tell) => tell(batches),
      recordBatch: async () => undefined,
    },
    submissions: {
      count: async () => ({ accepted: EACH, queued: 0, running: 0, judged: 0, quarantined: 0 }),
      listDigestsFrom: async () => [],
      get: async () => undefined,
    },
    monitoring: store,
    prices: pricesOf('eu-central-1'),
    onFiguresLost: (_, error) => {
      throw error;
    },
  });
}

function batchOf(sessionId: string, opensAt: number, at: number): BatchRecord {
  const endedAt = opensAt + Math.floor((at / EACH) * SPAN_MS.hour);
  return {
    sessionId,
    submissionId: `s${at}`,
    attempt: 1,
    participantId: `p${at % PARTICIPANTS}`,
    problemId: `problem-${at % 4}`,
    language: LANGUAGES[at % LANGUAGES.length]!,
    hostId: 'i-1',
    mode: at % 4 === 0 ? 'function' : 'stdio',
    judgeCalls: 1,
    validatorCalls: 0,
    callsSaved: 49,
    testCases: 50,
    verdict: VERDICTS[at % VERDICTS.length]!,
    acceptedAt: endedAt - 1_500 - ((at * 7_919) % 9_000),
    lane: 'contest',
    end: 'judged',
    runMs: 900,
    startedAt: endedAt - 1_400,
    endedAt,
  };
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await act();
  return performance.now() - from;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
