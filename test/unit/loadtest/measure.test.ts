import { describe, expect, it } from 'vitest';
import { percentilesOf } from '../../../core/load/percentiles.ts';
import { isClean, measureLoad } from '../../../loadtest/measure.ts';
import type { Observation, SubmissionRecord } from '../../../loadtest/record.ts';
import { renderReportPage } from '../../../loadtest/report-page.ts';
import { renderSummary } from '../../../loadtest/summary.ts';

const load = {
  users: 2,
  durationMs: 10_000,
  mode: 'async',
  curve: 'steady',
  rate: 0.4,
  thinkMs: 0,
  testCases: 1,
  sleepMs: 0,
  seed: 1,
  drainMs: 10_000,
} as const;
const accepted = (
  sentAt: number,
  at: number,
  seenAt?: number,
  toldMs?: number,
  verdict = 'AC',
): SubmissionRecord => ({
  user: 0,
  sentAt,
  sentAgain: [],
  end: {
    kind: 'accepted',
    at,
    submissionId: `s${sentAt}`,
  },
  ...(seenAt === undefined ? {} : { verdict: { at: seenAt, verdict } }),
  ...(toldMs === undefined || seenAt === undefined ? {} : { wait: { toldMs, realMs: seenAt - at } }),
});
const observed: Observation = {
  submissions: [
    accepted(0, 100, 1_000),
    accepted(1_000, 1_200, 9_200, 5_000),
    accepted(2_000, 2_300, 22_300, 1_000, 'WA'),
    {
      user: 1,
      sentAt: 3_000,
      sentAgain: ['429', '429', 'broken'],
      end: { kind: 'refused', at: 63_000, why: '429' },
    },
  ],
  queue: [
    { at: 0, accepted: 0, queued: 0, running: 0, ended: 0, slots: 1 },
    { at: 2_500, accepted: 3, queued: 2, running: 1, ended: 0, slots: 1 },
    { at: 5_000, accepted: 3, queued: 2, running: 0, ended: 1, slots: 1 },
    { at: 12_300, accepted: 3, queued: 0, running: 0, ended: 3, slots: 1 },
  ],
  requests: [100, 200, 1_100, 9_000],
  processors: [{ who: 'function api', cpuMs: 500 }],
  functions: [{ name: 'api', invocations: 4, coldStarts: 1, initMs: 200, runMs: 80, memoryMb: 512 }],
  stored: { judged: 3, quarantined: 0, open: 0 },
  usd: 0.03,
};

describe('the report of a load', () => {
  const report = measureLoad(load, observed, 'AC');

  it('counts what became of everything that was sent', () => {
    expect(report.submissions).toMatchObject({
      sent: 4,
      accepted: 3,
      refused: 1,
      lost: 0,
      judged: 3,
      wrong: 1,
    });
    expect(report.submissions.whyRefused).toEqual({ 429: 1 });
    expect(report.sentAgain).toEqual({ 429: 2, broken: 1 });
    expect(isClean(report)).toBe(false);
  });

  it('misses what was accepted and came to no end, by the greater of two counts', () => {
    const lostBy = (stored: Observation['stored']) =>
      measureLoad(load, { ...observed, stored }, 'AC').submissions.lost;
    expect(lostBy({ judged: 2, quarantined: 0, open: 0 })).toBe(1);
    expect(lostBy({ judged: 2, quarantined: 1, open: 0 })).toBe(0);
    expect(lostBy({ judged: 2, quarantined: 0, open: 2 })).toBe(2);
  });

  it('tells latencies from the first try, and how the queue went', () => {
    expect(report.acceptance).toEqual({ count: 3, p50: 200, p90: 300, p95: 300, p99: 300, max: 300 });
    expect(report.verdict.max).toBe(20_300);
    expect(report.queue).toMatchObject({ peak: 3, drainMs: 10_000 });
    expect(report.slotsBusy).toBe(0.5);
    expect(report.rates.mostRequestsInASecond).toBe(2);
  });

  it('holds waits as told against real ones', () => {
    // 5 s told and 8 s real is within a factor of 2; 1 s told and 20 s real is not.
    expect(report.waits).toMatchObject({ told: 2, rightShare: 0.5 });
  });

  it('is a page without scripts that shows what it was given as text', () => {
    const page = renderReportPage({
      at: '2026-03-02T08:00:00Z',
      target: '<script>alert(1)</script>',
      load,
      report,
    });
    expect(page).not.toContain('<script');
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(renderSummary({ at: '', target: 'here', load, report }).join('\n')).toContain(
      '3 accepted, 1 refused',
    );
  });

  it('says nothing of what did not happen', () => {
    const empty = measureLoad(
      load,
      { ...observed, submissions: [], queue: [], requests: [], functions: [] },
      'AC',
    );
    expect(empty.acceptance).toEqual({ count: 0 });
    expect(empty.waits.rightShare).toBeUndefined();
    expect(empty.slotsBusy).toBeUndefined();
    expect(percentilesOf([3, 1, 2])).toMatchObject({ p50: 2, max: 3 });
  });
});
