import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertList } from '../../core/api/alerts.ts';
import { circuit } from '../../core/api/circuits.ts';
import { dashboardLines } from '../../core/api/dashboards.ts';
import { monitoringHealth } from '../../core/api/monitoring.ts';
import { stageOverview } from '../../core/api/stage.ts';
import { type DashboardId, dashboards } from '../../core/metrics/dashboards.ts';
import { SPAN_MS } from '../../core/metrics/metric-series-store.ts';
import { metricOf } from '../../core/metrics/metric-table.ts';
import { ownFiguresOf } from '../../core/metrics/read-dashboard.ts';
import { DEPENDENCIES } from '../../core/monitoring/check-health.ts';
import { at, liveAt } from './live-session-answers.ts';

const examples = JSON.parse(readFileSync(join(import.meta.dirname, '../../core/api/examples.json'), 'utf8'));

/** What the manual gives as an answer to an operation; held to its schema by the examples' own test. */
export const exampleAnswer = (operation: string): unknown => examples[operation].answer;

/** A stage on which one session runs. */
export const stageAnswer = stageOverview.parse({
  at: at(30),
  stage: 'dev',
  region: 'eu-central-1',
  sessions: [liveAt({}).session],
  vcpus: { quota: 64, held: 2, peak: 4 },
  accountFindings: [],
  languagesMissing: [],
  webhooksDisabled: [],
  signals: [],
  budgetUsd: 50,
});

export const healthAnswer = monitoringHealth.parse({
  status: 'ok',
  at: at(30),
  checks: DEPENDENCIES.map((name) => ({ name, status: 'ok' })),
});

export const ALERT_ID = '0123456789abcdef0123';
export const alertsAnswer = alertList.parse({
  at: at(30),
  items: [
    {
      alertId: ALERT_ID,
      key: 'circuit:launch',
      source: 'circuit',
      state: 'open',
      severity: 'high',
      what: 'launch is left alone: 5 tries in a row failed',
      raisedAt: at(10),
      times: 2,
      escalatedAt: at(25),
    },
    {
      alertId: '0123456789abcdef0124',
      key: 'sweep',
      source: 'sweep',
      state: 'resolved',
      severity: 'low',
      what: 'the sweep failed: 1 host could not be ended',
      raisedAt: at(0),
      times: 1,
      resolved: { at: at(20), reason: 'its cause is gone' },
    },
  ],
  total: 2,
  maintenances: [],
});

export const circuitsAnswer = {
  at: at(30),
  items: [
    circuit.parse({
      operation: 'launch',
      kind: 'cloud',
      state: 'open',
      reason: '5 tries in a row failed; the next is in 50 s',
      failures: 5,
      openUntil: at(80),
    }),
    ...['describe', 'publish'].map((operation) =>
      circuit.parse({
        operation,
        kind: 'cloud',
        state: 'closed',
        reason: 'its circuit is closed',
        failures: 0,
      }),
    ),
  ],
};

/** Lines that rise and fall, each in its own way, with a gap. */
export function linesAnswer(id: DashboardId) {
  const until = Date.parse(at(0)) + SPAN_MS.minute;
  const from = until - SPAN_MS.hour;
  const figures = ownFiguresOf(dashboards.find((one) => one.id === id)!);
  return dashboardLines.parse({
    at: at(30),
    dashboard: id,
    granularity: 'minute',
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    lines: figures.map(({ metric, of = {}, statistic, label }, nth) => ({
      metric,
      of,
      statistic,
      label,
      unit: metricOf(metric).unit,
      points: Array.from({ length: 60 }, (_, minute) => ({
        start: new Date(from + minute * SPAN_MS.minute).toISOString(),
        value:
          Math.round((40 + 10 * nth) * (1 + Math.sin((minute + 9 * nth) / 7))) *
          (metricOf(metric).unit === 'ms' ? 40 : 1),
      })).filter((_, minute) => minute < 20 || minute > 24),
    })),
  });
}
