import { describe, expect, it } from 'vitest';
import { findHostDrift, findTypeDrift, speedsByType } from '../../../../core/insight/find-drift.ts';
import { EPOCH, hostOf } from '../../../support/sessions.ts';
import { simulateHistory } from '../../../support/simulated-history.ts';

describe('drift of host speed', () => {
  it('is seen in no more than one of a hundred histories in which hosts only differ', () => {
    const seen = Array.from({ length: 300 }, (_, seed) => findTypeDrift(simulateHistory(seed + 1)).findings);
    expect(seen.filter((findings) => findings.length > 0).length).toBeLessThanOrEqual(3);
  });

  it('is found for the type that becomes slower, by about how much', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { findings } = findTypeDrift(simulateHistory(seed, { slower: 1.4 }));
      expect(findings).toMatchObject([{ kind: 'host-speed', instanceType: 'c6i.large' }]);
      expect(findings[0]).toMatchObject({ times: expect.closeTo(1.4, 0) });
    }
  });

  it('is not looked for in seven sessions', () => {
    expect(findTypeDrift(simulateHistory(1, { slower: 3 }, 7))).toMatchObject({
      findings: [],
      silences: [{ kind: 'host-speed', reason: 'no type of host was measured in 8 sessions' }],
    });
  });

  it('tells how fast each type is, of which three hosts were measured', () => {
    const speeds = speedsByType(simulateHistory(2));
    expect(speeds.map(({ instanceType }) => instanceType).sort()).toEqual([
      'c6i.large',
      'c7a.large',
      'c7i.large',
    ]);
    for (const { fastest, median, slowest } of speeds) {
      expect(fastest).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(slowest);
    }
    expect(
      speedsByType(simulateHistory(2, {}, 1).map((one) => ({ ...one, hosts: one.hosts.slice(0, 2) }))),
    ).toEqual([]);
  });

  it('of a host is told while it is slower than it was by more than a quarter', () => {
    const examination = { speedFactor: 1, passed: true } as never;
    const slow = hostOf({ examination, drift: { share: 1.4, at: EPOCH } });
    expect(findHostDrift([slow, hostOf({ examination })]).findings).toMatchObject([
      { hostId: slow.hostId, times: 1.4 },
    ]);
    expect(findHostDrift([hostOf({ examination, drift: { share: 1.2, at: EPOCH } })])).toMatchObject({
      findings: [],
      silences: [
        {
          reason:
            'of 1 host none needed 1.25 times the CPU time of its examination when it was measured last',
        },
      ],
    });
    expect(findHostDrift([])).toMatchObject({
      silences: [{ reason: 'the speed of no host of ours is known' }],
    });
  });
});
