import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRICES } from '../../../core/costs/prices.ts';
import { addSample, emptyTally } from '../../../core/metrics/figures.ts';
import { SPAN_MS, startOf } from '../../../core/metrics/metric-series-store.ts';
import { type MetricId, metricOf, metricTable } from '../../../core/metrics/metric-table.ts';
import { settleFigures } from '../../../core/monitoring/roll-up.ts';
import type { BatchRecord } from '../../../core/submissions/metrics-store.ts';
import { batchAt as makeBatchAt } from '../../support/batches.ts';
import { sessionOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let sessionId: string;
/** Two hours ago, a full hour: of the day before where it is not yet two. */
const HOUR = startOf('hour', Date.now()) - 2 * SPAN_MS.hour;

beforeAll(async () => {
  world = await makeApiWorld();
  const session = await world.addSession();
  sessionId = session.sessionId;
  for (let at = 0; at < 6; at++) await world.metrics.recordBatch(batchAt(HOUR + at * SPAN_MS.minute, at));
  await world.metrics.recordBatch(batchAt(Date.now(), 7));
  await rollUp();
});
afterAll(async () => await world.stop());

const batchAt = (endedAt: number, number: number): BatchRecord =>
  makeBatchAt(endedAt, {
    sessionId,
    submissionId: `s${number}`,
    participantId: `p0${number % 3}`,
    problemId: number % 2 === 0 ? 'sum' : 'tree',
    language: number % 2 === 0 ? 'python' : 'cpp',
    mode: number === 5 ? 'function' : 'stdio',
    verdict: number === 4 ? 'WA' : 'AC',
  });

async function rollUp(): Promise<void> {
  await settleFigures(sessionOf({ sessionId }), {
    clock: { now: Date.now, sleep: async () => undefined },
    metrics: world.metrics,
    monitoring: world.monitoring,
    submissions: world.submissions,
    prices: PRICES['eu-central-1'],
    onFiguresLost: (_, error) => {
      throw error;
    },
  });
}

const get = async (path: string, as = 'olga', headers: Record<string, string> = {}) =>
  await world.request('GET', `/v1/monitoring/${path}`, {
    as,
    groups: as === 'olga' ? ['operator'] : ['instructor'],
    headers,
  });
const RANGE = `from=${new Date(HOUR).toISOString()}&until=${new Date(HOUR + SPAN_MS.hour).toISOString()}`;

describe('efficiency', () => {
  it('tells what batches saved, together and over time', async () => {
    const { status, body } = await get(`efficiency?granularity=minute&${RANGE}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      granularity: 'minute',
      from: new Date(HOUR).toISOString(),
      total: {
        batches: 6,
        submissions: 6,
        verdicts: { AC: 5, WA: 1 },
        judgeCalls: 6,
        judgeCallsSaved: 54,
        callsRatio: 10,
        testCases: 60,
        secondsSaved: 108,
        judgingSeconds: 18,
        successShare: 1,
        acceptedShare: 0.8333,
        participants: 3,
      },
      languages: [
        { language: 'cpp', judgeCalls: 3, judgeCallsSaved: 27 },
        { language: 'python', judgeCalls: 3, judgeCallsSaved: 27 },
      ],
    });
    expect(body.points).toHaveLength(6);
    expect(body.total.usdSaved).toBeGreaterThan(0);
    expect(body.total.latencyMs.p95).toBeGreaterThan(3_900);
    expect(body.total.latencyMs.p95).toBeLessThan(4_100);
  });

  it('is of one session where one is named', async () => {
    const { body } = await get(`efficiency?${RANGE}&sessionId=${sessionId}`);
    expect(body).toMatchObject({ sessionId, total: { batches: 6 } });
    const other = await world.addSession();
    expect((await get(`efficiency?${RANGE}&sessionId=${other.sessionId}`)).body).toMatchObject({
      total: { batches: 0 },
      points: [],
    });
  });
});

describe('adoption', () => {
  it('tells who used what over time', async () => {
    const { status, body } = await get(`adoption?${RANGE}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      total: { participants: 3, batchParticipants: 3, batchParticipantShare: 1, testCasesPerBatch: 10 },
      points: [
        {
          start: new Date(HOUR).toISOString(),
          sessions: 1,
          programs: 6,
          problems: { sum: 3, tree: 3 },
          languages: { cpp: 3, python: 3 },
          modes: { stdio: 5, function: 1 },
        },
      ],
      problems: [
        { problemId: 'sum', programs: 3, acceptedShare: 0.6667 },
        { problemId: 'tree', programs: 3, acceptedShare: 1 },
      ],
      modes: [{ mode: 'stdio', programs: 5 }, { mode: 'function' }],
    });
    expect(body).not.toHaveProperty('participants');
  });

  it('names the participants of one session, and of no more', async () => {
    const { body } = await get(`adoption?${RANGE}&sessionId=${sessionId}`);
    expect(body.participants).toEqual([
      { participantId: 'p00', programs: 2, batched: 2 },
      { participantId: 'p01', programs: 2, batched: 2 },
      { participantId: 'p02', programs: 2, batched: 2 },
    ]);
  });
});

describe('the dashboard', () => {
  it('tells the last hour, the last day and how everything stands', async () => {
    const { status, body } = await get('dashboard');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      stage: 'dev',
      health: { status: 'ok' },
      sessions: { open: expect.any(Number) as number },
      lastHour: { batches: 1 },
      lastDay: { batches: 7, participants: 3 },
    });
    expect(body.points).toHaveLength(2);
  });
});

describe('a range', () => {
  it.each([
    ['granularity=second', 'granularity'],
    ['from=yesterday', 'from'],
    ['from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z', 'from'],
    ['granularity=minute&from=2026-01-01T00:00:00Z&until=2026-01-03T00:00:00Z', 'from'],
    ['from=2199-01-01T00:00:00Z', 'from'],
    ['hours=3', 'hours'],
  ])('is refused with the field and the fix: %s', async (query, field) => {
    for (const path of ['efficiency', 'adoption'])
      expect(await get(`${path}?${query}`)).toMatchObject({
        status: 422,
        body: { type: '/v1/errors#invalid-request', faults: [{ field }] },
      });
  });

  it('of a session that nobody knows is not found, and neither is another operation', async () => {
    expect(await get('adoption?sessionId=01jq9999999999999999999999')).toMatchObject({ status: 404 });
    expect(await get('efficacy')).toMatchObject({
      status: 404,
      body: { detail: 'the API has nothing at /v1/monitoring/efficacy' },
    });
  });

  it('is for operators', async () => {
    for (const path of ['dashboard', 'efficiency', 'adoption', 'metrics'])
      expect(await get(path, 'ada')).toMatchObject({
        status: 403,
        body: { type: '/v1/errors#missing-role' },
      });
  });
});

/** Prometheus' own parser: Debian's python3-prometheus-client. */
const PARSER = '/usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py';
const PARSE = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
print(json.dumps([[family.name, family.type, family.unit, [[s.name, s.labels, s.value] for s in family.samples]]
  for family in text_string_to_metric_families(sys.stdin.read())]))`;

/** A series of every metric of the table. */
const MEASURED = (Object.keys(metricTable) as MetricId[]).map((id, at) => {
  const { kind, dimensions } = metricOf(id);
  const figures = emptyTally(kind);
  for (const value of [1, 20, at]) addSample(figures, value, Date.now());
  return { id, values: dimensions.map((name) => `a "${name}"\\`), figures };
});

describe('metrics for machines', () => {
  it('are JSON, or OpenMetrics text for who asks for it', async () => {
    expect((await get('metrics')).body).toMatchObject({
      health: { status: 'ok' },
      today: { batches: expect.any(Number) as number },
    });
    for (const { headers, text } of [
      await get('metrics?format=openmetrics'),
      await get('metrics', 'olga', { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' }),
    ]) {
      expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
      expect(text).toMatch(/^# TYPE assize_batches counter\n/);
      expect(text).toMatch(/\nassize_dependency_up\{name="sessions"\} 1\n/);
      expect(text).toMatch(/\n# EOF\n$/);
    }
    const { headers } = await get('metrics?format=json', 'olga', { accept: 'application/openmetrics-text' });
    expect(headers['content-type']).toBe('application/json');
    expect(await get('metrics?format=xml')).toMatchObject({ status: 422 });
  });

  it.skipIf(!existsSync(PARSER))(
    "are read by Prometheus' own parser (skipped without python3-prometheus-client)",
    async () => {
      await world.series.putRollUp({
        granularity: 'day',
        at: startOf('day', Date.now()),
        samples: MEASURED.length,
        series: MEASURED,
      });
      const [{ text }, { body }] = [await get('metrics?format=openmetrics'), await get('metrics')];
      const run = promisify(execFile)('/usr/bin/python3', ['-c', PARSE]);
      run.child.stdin?.end(text);
      const families = JSON.parse((await run).stdout) as [
        string,
        string,
        string,
        [string, Record<string, string>, number][],
      ][];
      const named = new Map(families.map(([name, type, , samples]) => [name, { type, samples }]));
      const readValue = (family: string, sample: string, labels = {}) =>
        named
          .get(family)
          ?.samples.find(
            ([name, own]) => name === sample && JSON.stringify(own) === JSON.stringify(labels),
          )?.[2];
      expect(readValue('assize_judge_calls_saved', 'assize_judge_calls_saved_total')).toBe(
        body.today.judgeCallsSaved,
      );
      expect(readValue('assize_batches', 'assize_batches_total', { end: 'judged' })).toBe(
        body.today.ends.judged,
      );
      expect(named.get('assize_verdict_latency_seconds')?.type).toBe('histogram');
      expect(readValue('assize_verdict_latency_seconds', 'assize_verdict_latency_seconds_count')).toBe(
        body.today.submissions,
      );
      expect(body.measured.map(({ metric }: { metric: string }) => metric)).toEqual(
        MEASURED.map(({ id }) => id),
      );
      for (const { metric, dimensions, sum, last, count: samples } of body.measured) {
        const { kind, unit } = metricOf(metric);
        const scale = unit === 'ms' ? 1_000 : 1;
        const [suffix, value] =
          kind === 'count'
            ? ['_total', sum / scale]
            : kind === 'gauge'
              ? ['', last / scale]
              : ['_count', samples];
        expect(
          families.some(([family, , , found]) =>
            found.some(
              ([name, labels, told]) =>
                name === family + suffix &&
                told === value &&
                JSON.stringify(labels) === JSON.stringify(dimensions),
            ),
          ),
          metric,
        ).toBe(true);
      }
      expect(families.every(([name]) => name.startsWith('assize_'))).toBe(true);
    },
  );
});

describe('an older path', () => {
  it('keeps query and method', async () => {
    expect(
      (
        await world.request(
          'GET',
          '/api/v1/monitoring/efficiency?granularity=day&until=2026-01-01T00%3A00%3A00Z',
        )
      ).headers['location'],
    ).toBe('/v1/monitoring/efficiency?granularity=day&until=2026-01-01T00%3A00%3A00Z');
    expect(await world.request('POST', '/api/v1/monitoring/reset')).toMatchObject({
      status: 308,
      headers: { location: '/v1/monitoring/reset' },
    });
    expect(await world.request('HEAD', '/api/v1/monitoring/health')).toMatchObject({ status: 308 });
  });

  it('leads nowhere that is not there', async () => {
    expect(await world.request('GET', '/api/v1/monitoring/nothing')).toMatchObject({ status: 404 });
    expect(await world.request('GET', '/api/v1/monitoring/reset')).toMatchObject({ status: 405 });
    expect(await world.request('GET', '/api/v1/monitoring//example.org/health')).toMatchObject({
      status: 404,
    });
  });
});

describe('health for load balancers', () => {
  it('needs no token, and tells of each dependency whether it answers', async () => {
    const { status, body } = await world.request('GET', '/v1/monitoring/health');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      at: expect.any(String) as string,
      checks: ['sessions', 'submissions', 'metrics', 'files', 'doorbells', 'queues'].map((name) => ({
        name,
        status: 'ok',
      })),
    });
  });
});

describe('the reset', () => {
  const reset = async (as: string, groups: readonly string[], body: object = { reason: 'a new term' }) =>
    await world.request('POST', '/v1/monitoring/reset', { as, groups, body });

  it('is not for instructors, and wants a reason', async () => {
    expect(await reset('ada', ['instructor'])).toMatchObject({
      status: 403,
      body: { type: '/v1/errors#missing-role' },
    });
    expect(await reset('olga', ['operator'], {})).toMatchObject({
      status: 422,
      body: { faults: [{ field: 'reason' }] },
    });
    expect(await world.monitoring.getBaseline()).toBeUndefined();
  });

  it('lets figures begin anew, deletes nothing, and is written down with who did it and why', async () => {
    const before = Date.now();
    const { status, body } = await reset('olga', ['operator']);
    expect({ status, body }).toMatchObject({ status: 200, body: { by: 'olga', reason: 'a new term' } });
    expect(Date.parse(body.countsFrom) % SPAN_MS.minute).toBe(0);
    expect(Date.parse(body.countsFrom)).toBeGreaterThan(before);
    expect((await get(`efficiency?${RANGE}`)).body).toMatchObject({
      countsFrom: body.countsFrom,
      total: { batches: 0 },
      points: [],
    });
    const [act] = await world.audit.list({ from: before, until: Date.now() + 1, limit: 1 });
    expect(act).toMatchObject({
      actor: 'olga',
      act: 'monitoring.reset',
      target: 'monitoring',
      reason: 'a new term',
      detail: `figures count from ${body.countsFrom}`,
    });
    // What is judged from then on counts, and the records from before are there.
    const next = Date.parse(body.countsFrom) + 1;
    await world.metrics.recordBatch(batchAt(next, 8));
    await rollUp();
    expect(
      (await get(`efficiency?granularity=day&until=${new Date(next + 1).toISOString()}`)).body,
    ).toMatchObject({
      total: { batches: 1 },
    });
    expect((await world.metrics.sumBatches(sessionId)).batches).toBe(8);
    const again = await reset('olga', ['operator'], { reason: 'once more' });
    expect(again.body.before).toBe(body.countsFrom);
  });
});

describe('a dependency that is away', () => {
  it('is told as degraded, with 200: requests are answered all the same', async () => {
    const sqs = new SQSClient(world.system.admin);
    await sqs.send(new DeleteQueueCommand({ QueueUrl: process.env['HOSTED_SUBMISSIONS_QUEUE_URL'] ?? '' }));
    sqs.destroy();
    await expect
      .poll(async () => (await world.request('GET', '/v1/monitoring/health')).body.status, {
        timeout: 15_000,
      })
      .toBe('degraded');
    const { status, body } = await world.request('GET', '/v1/monitoring/health');
    expect(status).toBe(200);
    expect(body.checks).toContainEqual({ name: 'queues', status: 'failing' });
  });
});
