import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examDayQuestions } from '../../../../core/metrics/exam-day-questions.ts';
import { readRecordedLines } from '../../../fixtures/exam-day/recorded.ts';
import { parseInsights } from '../../../support/logs-insights.ts';

/* The saved queries, run on lines that functions wrote (test/fixtures/exam-day/record.ts). */

const lines = readRecordedLines();
/**
 * Lines that no recording has, with one of the same shape that it has: executors tell all that befalls a submission by one type
 * (core/submissions/executor-ports.ts).
 */
const LIKE: Readonly<Record<string, { readonly event: string; readonly besides: readonly string[] }>> = {
  // Of a host that is ill.
  'host.found': { event: 'host.found', besides: ['failureClass', 'severity'] },
  'message.failed': { event: 'invocation.failed', besides: [] },
  'request.failed': { event: 'invocation.failed', besides: [] },
  'submission.quarantined': { event: 'submission.judged', besides: [] },
  'submission.lease-lost': { event: 'submission.judged', besides: [] },
  'submission.circuit-opened': { event: 'submission.judged', besides: ['operation'] },
  'submission.circuit-closed': { event: 'submission.judged', besides: ['operation'] },
  'circuit.opened': { event: 'submission.judged', besides: ['operation'] },
  'circuit.closed': { event: 'submission.judged', besides: ['operation'] },
};
const of = (event: string) => lines.filter(({ message }) => message === event);
const fieldsOf = (event: string): ReadonlySet<string> => {
  const found = of(event);
  const like = LIKE[event];
  const paths = (found.length > 0 ? found : of(like?.event ?? '')).flatMap((line) =>
    Object.entries(line).flatMap(([name, value]) => [
      name,
      ...(typeof value === 'object' && value !== null
        ? Object.keys(value).map((inner) => `${name}.${inner}`)
        : []),
    ]),
  );
  return new Set([...paths, ...(like?.besides ?? [])]);
};

describe('the ten questions of exam day', () => {
  it('are ten, and none twice', () => {
    expect(new Set(examDayQuestions.map(({ id }) => id)).size).toBe(10);
  });

  it('stand in the operators manual, in their words', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/operators.md'), 'utf8');
    for (const { id, question } of examDayQuestions) expect(page).toContain(`| \`${id}\` | ${question} |`);
  });

  it.each(examDayQuestions)(
    '$id: its events and fields are those of lines that functions write',
    ({ query, of: asked }) => {
      const { events, fields } = parseInsights(query.join('\n'));
      const places = events.length > 0 ? events : lines.map(({ message }) => message);
      const known = new Set(places.flatMap((event) => [...fieldsOf(event)]));
      for (const event of events) expect([...fieldsOf(event)], event).not.toEqual([]);
      expect(fields.filter((field) => !known.has(field))).toEqual([]);
      // Nobody asks the logs of a function that never writes such lines.
      const writers = new Set(
        lines.filter(({ message }) => events.includes(message)).map(({ service }) => service),
      );
      for (const writer of writers) expect(asked).toContain(writer);
    },
  );

  it.each([
    ['failures', { message: 'invocation.failed', failureClass: 'application' }],
    ['errors', { '@shown': expect.objectContaining({ message: 'invocation.failed' }) }],
    ['judged', { judged: expect.any(Number), calls: expect.any(Number), p95: expect.any(Number) }],
    ['slowest', { '@shown': expect.objectContaining({ verdict: expect.any(String) }) }],
    ['tried-again', { message: 'submission.given-back', times: 1 }],
    ['fleets', { '@shown': expect.objectContaining({ launchesFailed: 0 }) }],
    ['ends', { '@shown': expect.objectContaining({ state: 'settled' }) }],
  ])('%s finds what the recording has of it', (id, row) => {
    const { query } = examDayQuestions.find((one) => one.id === id)!;
    expect(parseInsights(query.join('\n')).run(lines)).toContainEqual(expect.objectContaining(row));
  });

  it('judged tells the newest five minutes first', () => {
    const { query } = examDayQuestions.find(({ id }) => id === 'judged')!;
    const judgedAt = (timestamp: string) => ({
      message: 'submission.judged',
      sessionId: 's',
      timestamp,
      durationMs: 1,
      judgeCalls: 1,
    });
    const rows = parseInsights(query.join('\n')).run(
      ['2026-11-28T10:01:00Z', '2026-11-28T10:12:00Z', '2026-11-28T10:04:59Z'].map(judgedAt),
    );
    expect(rows.map(({ time, judged }) => [time, judged])).toEqual([
      ['2026-11-28T10:10:00.000Z', 1],
      ['2026-11-28T10:00:00.000Z', 2],
    ]);
  });

  it.each([
    'stats count(*) as n by a\nsort @timestamp desc',
    'stats count(*) as n by bin(5m)\nsort n desc',
    'stats count(*) as n by a\nfilter b = 1',
  ])('what stats does not leave is refused behind it: %s', (query) => {
    expect(() => parseInsights(query)).toThrow('is no field');
  });

  it.each(['fields @timestamp, a b', 'filter a like /x/', 'stats stddev(a) as b', 'dedup a', 'filter a ~ 1'])(
    'a query outside the subset is refused: %s',
    (query) => {
      expect(() => parseInsights(query)).toThrow(/is no|has no/);
    },
  );
});
