import { SPAN_MS, startOf } from '../../../core/metrics/metric-series-store.ts';
import { keyFiguresOf } from '../../../core/monitoring/key-figures.ts';
import { readFigures } from '../../../core/monitoring/read-figures.ts';
import { rollUpAgain } from '../../../core/monitoring/roll-up.ts';
import type { BatchRecord } from '../../../core/submissions/metrics-store.ts';
import type { Submission } from '../../../core/submissions/submission.ts';
import type { Aftermath } from './run-storm.ts';

/**
 * Holds what monitoring says of a session, after the sweep that follows it, against a count of all rows and records one by one. @returns a
 * sentence for each figure that differs
 */
export async function recount({ world, rows }: Pick<Aftermath, 'world' | 'rows'>): Promise<string[]> {
  const { sessionId, times } = world.session;
  const { sessions, submissions, metrics, monitoring } = world.stores;
  const hoursSince = Math.ceil((world.clock.now() - times.opensAt) / SPAN_MS.hour) + 1;
  const lost: string[] = [];
  await rollUpAgain(hoursSince, {
    clock: world.clock,
    submissions,
    metrics,
    monitoring,
    prices: world.accountSources.prices,
    onFiguresLost: (_, error) => void lost.push(`figures were lost: ${error}`),
    getSession: (id) => sessions.get(id),
  });
  const all = [...rows.values()].flat().filter((row) => row.state === 'judged');
  const judged = all.filter(({ lane }) => lane === 'contest');
  const records: BatchRecord[] = [];
  await metrics.readBatches(sessionId, (batches) => void records.push(...batches));
  const sum = (value: (record: BatchRecord) => number) =>
    records.reduce((total, record) => total + value(record), 0);
  const expected = {
    submissions: judged.length,
    verdicts: tally(judged),
    trials: all.length - judged.length,
    participants: new Set(all.map(({ participantId }) => participantId)).size,
    waitedMs: judged.reduce((total, { judgedAt, submittedAt }) => total + judgedAt - submittedAt, 0),
    batches: records.length,
    judgeCalls: sum(({ judgeCalls, validatorCalls }) => judgeCalls + validatorCalls),
    judgeCallsSaved: sum(({ callsSaved }) => callsSaved),
    testCases: sum(({ testCases }) => testCases),
  };
  const span = {
    from: startOf('day', times.opensAt),
    until: startOf('day', world.clock.now()) + SPAN_MS.day,
  };
  for (const granularity of ['minute', 'hour', 'day'] as const)
    for (const whose of [undefined, sessionId]) {
      const { total } = await readFigures(monitoring, granularity, span, undefined, whose);
      const {
        submissions: told,
        trials,
        verdicts,
        participants,
        batches,
        judgeCalls,
        judgeCallsSaved,
        testCases,
      } = keyFiguresOf(total);
      const found = {
        submissions: told,
        trials,
        verdicts: sorted(verdicts),
        participants,
        waitedMs: total.figures.latencyMs,
        batches,
        judgeCalls,
        judgeCallsSaved,
        testCases,
      };
      for (const [name, value] of Object.entries(expected)) {
        const told = JSON.stringify(found[name as keyof typeof found]);
        if (told !== JSON.stringify(value))
          lost.push(
            `by the ${granularity}, of ${whose ?? 'the stage'}: ${name} is ${told} and should be ${JSON.stringify(value)}`,
          );
      }
    }
  return lost;
}

function tally(judged: readonly Extract<Submission, { state: 'judged' }>[]): object {
  const counts: Record<string, number> = {};
  for (const { result } of judged) counts[result.verdict] = (counts[result.verdict] ?? 0) + 1;
  return sorted(counts);
}

const sorted = (counts: object) =>
  Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
