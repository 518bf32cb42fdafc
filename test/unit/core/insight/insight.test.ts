import { describe, expect, it } from 'vitest';
import { PRICES } from '../../../../core/costs/prices.ts';
import { insightOfSession, insightOfStage } from '../../../../core/insight/insight.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { simulateHistory } from '../../../support/simulated-history.ts';

const HOUR_MS = 3_600_000;
const limitOf = async () => 1_000;
const history = simulateHistory(3, { zone: 10, slower: 1.5 }, 200).map((one) => ({
  ...one,
  lastClosesAt: one.opensAt + HOUR_MS,
  waits: [{ slots: 2, p95Ms: 1_000 }],
  problems: [{ problemId: 'sum', version: 1, label: 'A', solvers: 1, timesMs: [950], late: 0, lateOnly: 0 }],
}));
const rehearsed = history.map((one) => ({ ...one, rehearsal: true as const }));
const kindsOf = async (past: typeof history) => {
  const now = (past.at(-1)?.endedAt ?? EPOCH) + HOUR_MS;
  const { findings } = await insightOfStage({ history: past, booked: [], now }, limitOf);
  return [...new Set(findings.map(({ kind }) => kind))].sort();
};

describe('insight', () => {
  it('takes of rehearsals the speed of hosts and when they were, and nothing else', async () => {
    expect(await kindsOf(history)).toEqual(
      expect.arrayContaining(['failure-pattern', 'host-speed', 'problem-limit']),
    );
    const kinds = await kindsOf(rehearsed);
    expect(kinds).toContain('host-speed');
    expect(kinds).not.toContain('failure-pattern');
    expect(kinds).not.toContain('problem-limit');
  });

  it('sizes a session by exams alone', async () => {
    const facts = {
      session: sessionOf(),
      planned: 40,
      submissions: [],
      hosts: [],
      terms: { prices: PRICES['eu-central-1'], volumeGb: 30, maxHosts: 20 },
    };
    const of = async (past: typeof history) =>
      (await insightOfSession({ ...facts, history: past }, limitOf)).findings.map(({ kind }) => kind);
    expect(await of(history)).toEqual(['capacity']);
    expect(await of(rehearsed)).toEqual([]);
  });

  it('says nothing of a problem whose limit is not stored any more', async () => {
    const { findings } = await insightOfStage({ history, booked: [], now: EPOCH }, async () => undefined);
    expect(findings.map(({ kind }) => kind)).not.toContain('problem-limit');
  });
});
