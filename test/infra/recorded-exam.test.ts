import { describe, expect, it } from 'vitest';
import { readAlarm } from '../../cloud/assembly/providers/cloudwatch.ts';
import { Alarms } from '../../cloud/aws/cloudwatch/alarms.ts';
import type { MetricKey } from '../../cloud/aws/cloudwatch/metric-store.ts';
import { MetricStore, MINUTE_MS } from '../../cloud/aws/cloudwatch/metric-store.ts';
import { dashboards, figuresOf } from '../../core/metrics/dashboards.ts';
import { metricTable } from '../../core/metrics/metric-table.ts';
import { alarmTable } from '../../lib/constructs/alarm-table.ts';
import { alarmName } from '../../lib/naming.ts';
import { readRecordedMetrics } from '../fixtures/exam-day/recorded.ts';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

/* The alarms of the templates, judged minute by minute on what CloudWatch heard of a real exam (test/fixtures/exam-day/record.ts). */

const START = Date.parse('2026-11-28T10:00:00Z');
const recorded = readRecordedMetrics();
const lastMinute = Math.max(...recorded.flatMap(({ minutes }) => Object.keys(minutes).map(Number)));
const { json } = readTemplate(buildApp('dev').stacks.observability);

/** A template's value as the recording names things: parameters by their paths. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, ...others } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return json.Parameters?.[Ref]?.['Default'] ?? Ref;
  if (Object.keys(others).some((name) => name.startsWith('Fn::'))) return render(value);
  return Object.fromEntries(Object.entries(others).map(([name, member]) => [name, resolve(member)]));
}

/** The minutes that were recorded, one after the other, and again from the first as often as they are wanted. */
function openAlarms(times = 1): { store: MetricStore; alarms: Alarms; rung: string[] } {
  const store = new MetricStore();
  const rung: string[] = [];
  const place = { region: 'eu-central-1', accountId: '000000000000' };
  const alarms = new Alarms({
    ...place,
    store,
    publish: async () => undefined,
    onChange: ({ alarm, status }) => {
      if (status.state === 'ALARM') rung.push(alarm.name);
    },
    onProblem: (problem) => expect.fail(problem),
  });
  for (const { Type, Properties } of Object.values(json.Resources)) {
    if (Type !== 'AWS::CloudWatch::Alarm') continue;
    const { AlarmName, ...properties } = resolve(Properties) as Record<string, unknown>;
    const name = String(AlarmName).slice(alarmName('dev', '').length);
    alarms.put(readAlarm(Type, properties, { ...place, name, now: START }));
  }
  for (let time = 0; time < times; time++)
    for (const { namespace, name, dimensions, unit, minutes } of recorded)
      for (const [minute, values] of Object.entries(minutes)) {
        const at = START + (time * (lastMinute + 1) + Number(minute)) * MINUTE_MS;
        store.record({ namespace, name, dimensions, unit, values, at });
      }
  return { store, alarms, rung };
}

/** Metrics that an alarm reads. */
const metricsOf = (alarms: Alarms, id: string): MetricKey[] =>
  alarms
    .list()
    .filter(({ alarm }) => alarm.name === id)
    .flatMap(({ alarm }) => (alarm.kind === 'metric' ? alarm.queries.flatMap(({ stat }) => stat ?? []) : []));

describe('on the metrics of a healthy exam', () => {
  it('the recording is of an exam', () => {
    const of = (name: string) => recorded.find((metric) => metric.name === name);
    expect(of('VerdictLatency')).toBeDefined();
    expect(Object.values(of('JudgeCalls')!.minutes).flat().length).toBeGreaterThan(0);
  });

  it('no alarm rings, from its first minute until an hour after its end', async () => {
    const { alarms, rung } = openAlarms();
    // In the first minutes the sweep has not been heard of yet, as after a first deploy.
    for (let minute = 2; minute <= lastMinute + 60; minute += 1)
      await alarms.evaluate(START + minute * MINUTE_MS);
    expect(rung).toEqual([]);
  });

  it("no alarm rings when those minutes go on for three hours, so that what adds up over an alarm's period has", async () => {
    const minutes = 3 * 60;
    const { alarms, rung, store } = openAlarms(minutes / (lastMinute + 1));
    for (let minute = 2; minute <= minutes + 60; minute += 1)
      await alarms.evaluate(START + minute * MINUTE_MS);
    expect(rung).toEqual([]);
    for (const key of metricsOf(alarms, 'QueueAge')) expect(store.unitOf(key)).toBeDefined();
  });

  /** Printed only when there is something to tell: in every hour they would cost. */
  const rare = ['SecuritySignals', 'SessionsUnsettled'];

  it.each(alarmTable.filter(({ id }) => !rare.includes(id)))(
    '$id watches what functions or services did tell',
    ({ id }) => {
      const { alarms, store } = openAlarms();
      const watched = metricsOf(alarms, id);
      expect(watched.length).toBeGreaterThan(0);
      for (const key of watched) expect(store.unitOf(key), JSON.stringify(key)).toBeDefined();
    },
  );

  it.each(alarmTable)(
    '$id rings within its period once its threshold is reached',
    async ({ id, threshold }) => {
      const { alarms, store, rung } = openAlarms();
      const at = START + (lastMinute + 1) * MINUTE_MS;
      await alarms.evaluate(at);
      store.record({ ...metricsOf(alarms, id)[0]!, at, values: [threshold] });
      await alarms.evaluate(at + MINUTE_MS);
      expect(rung).toEqual([id]);
    },
  );
});

describe('dashboards', () => {
  /** Told only when something is amiss. */
  const trouble = ['circuitTurns', 'errors', 'recoveryMs', 'retries', 'securitySignals'];

  it('show metrics that a healthy exam has, by the dimensions that it gives them, and those of trouble', () => {
    const told = new Set(
      recorded.map(({ name, dimensions }) => `${name} ${Object.keys(dimensions).sort().join(' ')}`),
    );
    const missing = dashboards.flatMap(figuresOf).flatMap((figure) => {
      if (!('metric' in figure) || trouble.includes(figure.metric)) return [];
      const dimensions = ['stage', ...Object.keys(figure.of ?? {})].sort().join(' ');
      const key = `${metricTable[figure.metric].name} ${dimensions}`;
      return told.has(key) ? [] : [key];
    });
    expect(missing).toEqual([]);
  });
});
