import { describe, expect, it } from 'vitest';
import type { HostView } from '../../../../core/api/live.ts';
import { isWell, judgeDrill } from '../../../../core/rehearsal/judge-drill.ts';

const AT = Date.UTC(2026, 0, 1);
const iso = (ms: number) => new Date(AT + ms).toISOString();
const host = (recoveries: HostView['recoveries']): HostView => ({
  hostId: 'i-1',
  state: 'terminated',
  reason: 'gone',
  instanceType: 'c7i.large',
  round: 1,
  slots: 2,
  sealed: true,
  requestedAt: iso(-600_000),
  stateAt: iso(0),
  recoveries,
});
const steps = [
  { at: iso(12_000), act: 'record-gone', actor: 'tick', reason: 'EC2 says that it is terminated' },
];

describe('a host that is killed', () => {
  const kill = { act: 'kill-host' as const, at: AT, judged: [] };

  it('is noticed by its recovery, and well when another judges in its place', () => {
    const [startedAt, reason] = [iso(12_000), 'gone'];
    const seen = {
      ...kill,
      host: host([{ startedAt, reason, steps, endedAt: iso(50_000), end: 'replaced' }]),
    };
    expect(judgeDrill(seen)).toEqual({
      act: 'kill-host',
      at: iso(0),
      noticedMs: 12_000,
      by: 'tick',
      boundMs: 30_000,
      done: ['record-gone by the tick: EC2 says that it is terminated', 'replaced'],
      wellMs: 50_000,
      held: true,
    });
    const late = { ...kill, host: host([{ startedAt: iso(30_001), reason, steps, endedAt: iso(50_000) }]) };
    expect(judgeDrill(late).held).toBe(false);
    expect(isWell({ ...kill, host: host([{ startedAt, reason, steps }]) })).toBe(false);
  });

  it('has nothing to do with what failed before it', () => {
    const before = host([
      { startedAt: iso(-5_000), reason: 'older', steps, endedAt: iso(-1_000), end: 'repaired' },
    ]);
    expect(judgeDrill({ ...kill, host: before })).toMatchObject({ by: 'nobody', held: false, done: [] });
  });
});

describe('a circuit that is opened', () => {
  const open = { act: 'open-circuit' as const, at: AT, until: AT + 30_000, judged: [] };

  it('is closed by one who tries, a pass after its time at the latest', () => {
    const seen = { ...open, circuit: { openAt: AT + 500, closedAt: AT + 35_000 } };
    expect(judgeDrill(seen)).toMatchObject({ noticedMs: 500, boundMs: 60_000, wellMs: 35_000, held: true });
    const late = { ...open, circuit: { openAt: AT + 500, closedAt: AT + 60_001 } };
    expect(judgeDrill(late).held).toBe(false);
    expect(isWell({ ...open, circuit: { openAt: AT + 500 } })).toBe(false);
  });
});

describe('a bell that is held', () => {
  const hold = { act: 'hold-doorbells' as const, at: AT, until: AT + 30_000 };
  const one = (submittedMs: number, startedMs: number) => ({
    submittedAt: AT + submittedMs,
    startedAt: AT + startedMs,
    judgedAt: AT + startedMs + 1_000,
  });

  it('is made good by who rings again: the longest that anything handed in meanwhile was not taken up', () => {
    const judged = [one(-1_000, 60_000), one(1_000, 25_000), one(20_000, 25_000), one(40_000, 99_000)];
    expect(judgeDrill({ ...hold, judged })).toMatchObject({
      noticedMs: 24_000,
      wellMs: 26_000,
      done: ['2 of 2 that nobody was told of were taken up while the bell was held'],
      held: true,
    });
    // Who hands in right after a pass waits for the next to come to it: a pass takes time itself.
    expect(judgeDrill({ ...hold, judged: [one(1_000, 45_000)] })).toMatchObject({
      boundMs: 60_000,
      held: true,
    });
    expect(judgeDrill({ ...hold, judged: [one(1_000, 61_001)] }).held).toBe(false);
  });

  it('shows nothing where nobody handed in', () => {
    expect(isWell({ ...hold, judged: [one(-1, 5)] })).toBe(false);
  });
});
