import { standingFor } from '../metrics/log-buckets.ts';
import type { Health } from './check-health.ts';
import type { Histogram, Use } from './figures.ts';
import type { MetricFamily, Sample } from './open-metrics.ts';
import { sizeOf } from './participants.ts';
import type { FiguresOfSpan } from './read-figures.ts';

/** Bounds of the histogram that machines read, s: the same in every answer. What is within 2 % of one may be on its other side. */
const BOUNDS_S = [0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

/**
 * What monitoring tells machines: counters of one day, which begin anew with it, and gauges of now.
 * @param today figures since midnight in UTC, or since the baseline
 */
export function machineFamilies(today: FiguresOfSpan, health: Health): readonly MetricFamily[] {
  const { figures, crowd } = today.total;
  const created = today.span.from / 1000;
  const counter = (
    name: string,
    help: string,
    values: readonly (readonly [Readonly<Record<string, string>>, number])[],
    unit?: string,
  ): MetricFamily => ({
    name: `assize_${name}`,
    type: 'counter',
    help,
    ...(unit === undefined ? {} : { unit }),
    samples: values.flatMap(([labels, value]): Sample[] => [
      { suffix: '_total', labels, value },
      { suffix: '_created', labels, value: created },
    ]),
  });
  const alone = (value: number) => [[{}, value]] as const;
  const by = (label: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([key, value]) => [{ [label]: key }, value] as const);
  const programs = (uses: Readonly<Record<string, Use>>) =>
    Object.fromEntries(Object.entries(uses).map(([name, use]) => [name, use.programs]));
  return [
    counter('batches', 'Attempts at judging, by how they ended.', by('end', figures.ends)),
    counter('submissions', 'Submissions that got their verdict.', by('verdict', figures.verdicts)),
    counter('trials', 'Trials that were judged.', alone(figures.trials)),
    counter('rejudgings', 'Submissions that were judged again.', alone(figures.rejudgings)),
    counter('judge_calls', 'Judge calls that were made.', alone(figures.judgeCalls)),
    counter('judge_calls_saved', 'Judge calls that batches saved.', alone(figures.callsSaved)),
    counter('test_cases', 'Test cases that were judged.', alone(figures.testCases)),
    counter(
      'judging_seconds',
      'Time that judging took, all slots together.',
      alone(figures.judgingMs / 1000),
      'seconds',
    ),
    counter('saved_seconds', 'Time that batches saved.', alone(figures.savedMs / 1000), 'seconds'),
    counter('saved_usd', 'Dollars that batches saved.', alone(figures.savedNanoUsd / 1e9), 'usd'),
    counter('programs', 'Submissions and trials by language.', by('language', programs(figures.languages))),
    counter('mode_programs', 'Submissions and trials by mode.', by('mode', programs(figures.modes))),
    {
      name: 'assize_verdict_latency_seconds',
      type: 'histogram',
      unit: 'seconds',
      help: 'From the acceptance of a submission to its verdict.',
      samples: [
        ...BOUNDS_S.map((bound) => ({
          suffix: '_bucket' as const,
          labels: { le: writeBound(bound) },
          value: countUpTo(figures.latency, bound * 1000),
        })),
        {
          suffix: '_bucket',
          labels: { le: '+Inf' },
          value: countUpTo(figures.latency, Number.POSITIVE_INFINITY),
        },
        { suffix: '_count', value: countUpTo(figures.latency, Number.POSITIVE_INFINITY) },
        { suffix: '_sum', value: figures.latencyMs / 1000 },
        { suffix: '_created', value: created },
      ],
    },
    gauge('participants', 'Participants of sessions who got a verdict today.', [
      { value: sizeOf(crowd.people) },
    ]),
    gauge('batch_participants', 'Of these, those of whom some program was batched.', [
      { value: sizeOf(crowd.batchPeople) },
    ]),
    gauge(
      'dependency_up',
      'Whether what the API stands on answers.',
      health.checks.map(({ name, status }) => ({ labels: { name }, value: status === 'ok' ? 1 : 0 })),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name: `assize_${name}`, type: 'gauge', help, samples };
}

function countUpTo(latency: Histogram, ms: number): number {
  return Object.entries(latency).reduce(
    (sum, [bucket, count]) => sum + (standingFor(Number(bucket)) <= ms ? count : 0),
    0,
  );
}

/** OpenMetrics wants bounds as floats: `0.25`, `1.0`, never `1`. */
function writeBound(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);
}
