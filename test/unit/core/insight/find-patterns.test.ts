import { describe, expect, it } from 'vitest';
import { findPatterns } from '../../../../core/insight/find-patterns.ts';
import type { PatternFinding } from '../../../../core/insight/finding.ts';
import { type Planted, simulateHistory } from '../../../support/simulated-history.ts';

const found = (seed: number, planted: Planted = {}, count?: number) =>
  findPatterns(simulateHistory(seed, planted, count)).findings.filter(
    (one): one is PatternFinding => one.kind === 'failure-pattern',
  );
const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed + 1);

describe('recurring failures', () => {
  it('are seen in no more than one of a hundred histories without any, however much fails in them', () => {
    const seen = seeds(400).filter((seed) => found(seed).length > 0);
    expect(seen.length).toBeLessThanOrEqual(4);
  });

  it.each([
    { planted: { type: 8 }, by: 'instance-type', value: 'c6i.large' },
    { planted: { zone: 8 }, by: 'zone', value: 'eu-central-1b' },
    { planted: { hour: 12 }, by: 'hour-of-life', value: 'third hour' },
    { planted: { language: 10 }, by: 'language', value: 'haskell' },
  ])('by $by are found where they are, and nowhere else', ({ planted, by, value }) => {
    const all = seeds(20).map((seed) => found(seed, planted, 200));
    const right = all.filter((one) => one.some((finding) => finding.by === by && finding.value === value));
    const wrong = all.flat().filter((finding) => !(finding.by === by && finding.value === value));
    expect(right.length).toBeGreaterThanOrEqual(18);
    expect(wrong.length).toBeLessThanOrEqual(1);
  });

  it('say on what they stand, and how seldom chance does the same', () => {
    const [finding] = found(3, { type: 10 }, 200);
    expect(finding).toMatchObject({
      failure: 'failed',
      by: 'instance-type',
      value: 'c6i.large',
      basis: { sessions: 200, hosts: expect.any(Number), since: expect.any(Number) },
    });
    expect(finding?.chance).toBeLessThanOrEqual(0.01);
    expect(finding?.text).toMatch(
      /of type c6i\.large: in \d+ of \d+ sessions, where [\d.]+ were to be expected/,
    );
  });

  it('are not looked for in a handful of sessions', () => {
    expect(findPatterns(simulateHistory(1, { type: 50 }, 7))).toEqual({
      findings: [],
      silences: [{ kind: 'failure-pattern', reason: '7 past sessions of 8 that are needed' }],
    });
  });

  it('do not come of one session in which everything failed', () => {
    const history = simulateHistory(5).map((summary, at) => ({
      ...summary,
      hosts: summary.hosts.map((host) => ({
        ...host,
        zone: at === 20 ? 'eu-central-1b' : 'eu-central-1a',
        failures:
          at === 20 ? [{ kind: 'failed' as const, at: summary.opensAt, reason: 'the zone is down' }] : [],
      })),
    }));
    expect(findPatterns(history).findings).toEqual([]);
  });
});
