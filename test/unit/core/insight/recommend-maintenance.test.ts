import { describe, expect, it } from 'vitest';
import type { WindowFinding } from '../../../../core/insight/finding.ts';
import { type BusySpan, recommendMaintenance } from '../../../../core/insight/recommend-maintenance.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 2, 2);
const NOW = MONDAY + 12 * WEEK;

/** Sessions of two to four hours, on the days of the week (0: Monday) and hours that are given. */
function drawSpans(seed: number, days: readonly number[], fromHour: number, toHour: number, count = 120) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, at): BusySpan => {
    // One in the first week, so that history begins there.
    const week = at === 0 ? 0 : Math.floor(12 * random());
    const day = days[Math.floor(random() * days.length)] ?? 0;
    const hour = fromHour + random() * (toHour - fromHour);
    const from = MONDAY + week * WEEK + (at === 0 ? 8 : day * 24 + hour) * HOUR;
    return { from, until: from + (2 + 2 * random()) * HOUR };
  });
}

const touches = ({ from, until }: { from: number; until: number }, span: BusySpan) =>
  span.from < until && span.until > from;

describe('time for maintenance', () => {
  it('is where nothing was ever on, with an hour on both sides, and nothing is booked', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const past = drawSpans(seed, [0, 1, 2, 3, 4], 7, 16);
      const booked = [{ from: NOW + 5 * 24 * HOUR + 9 * HOUR, until: NOW + 5 * 24 * HOUR + 12 * HOUR }];
      const { findings } = recommendMaintenance(past, booked, NOW);
      expect(findings.length).toBeGreaterThan(0);
      for (const { from, until } of findings as WindowFinding[]) {
        expect(from).toBeGreaterThan(NOW);
        for (let week = 1; week <= 12; week++) {
          const then = { from: from - week * WEEK - HOUR, until: until - week * WEEK + HOUR };
          expect(past.filter((span) => touches(then, span))).toEqual([]);
        }
        for (const span of booked) expect(touches({ from, until }, span)).toBe(false);
      }
    }
  });

  it('is over the weekend where exams are on weekdays, and says how seldom a week has one there', () => {
    const [longest] = recommendMaintenance(drawSpans(2, [0, 1, 2, 3, 4], 7, 16), [], NOW).findings;
    expect(longest?.text).toMatch(/^nothing was booked from Fri \d\d:00 to Mon \d\d:00 UTC/);
    // By SciPy: beta.ppf(0.95, 1, 11), the upper end for 0 of 11.
    expect(longest).toMatchObject({ weeks: 11, atMost: expect.closeTo(0.2384, 3) });
  });

  it('is nowhere where sessions are at all hours', () => {
    expect(recommendMaintenance(drawSpans(1, [0, 1, 2, 3, 4, 5, 6], 0, 24, 900), [], NOW)).toMatchObject({
      findings: [],
      silences: [{ kind: 'maintenance-window', reason: expect.stringContaining('no 3 hours of the week') }],
    });
  });

  it('is not told of three weeks, nor of four sessions', () => {
    const late = drawSpans(1, [0], 8, 12).filter(({ from }) => from > NOW - 3 * WEEK);
    const few = drawSpans(1, [0], 8, 12, 4);
    for (const past of [[], late, few])
      expect(recommendMaintenance(past, [], NOW)).toMatchObject({
        findings: [],
        silences: [{ reason: expect.stringContaining('5 in 4 are needed') }],
      });
  });

  it('forgets what was half a year ago', () => {
    const old = drawSpans(1, [5, 6], 0, 24, 400);
    const recent = drawSpans(2, [0, 1, 2, 3, 4], 7, 16).map(({ from, until }) => ({
      from: from + 27 * WEEK,
      until: until + 27 * WEEK,
    }));
    const [longest] = recommendMaintenance([...old, ...recent], [], NOW + 27 * WEEK).findings;
    expect(longest?.text).toMatch(/from Fri .* to Mon/);
  });
});
