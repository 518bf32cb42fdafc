import { describe, expect, it } from 'vitest';
import type { HostExamination } from '../../../../core/examination/examination.ts';
import { decideDrift, hasDrifted } from '../../../../core/fleet/decide-drift.ts';
import { decideHost, type HostFacts } from '../../../../core/fleet/decide-host.ts';
import { DEFAULT_FLEET_POLICY as POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { planProbes } from '../../../../core/fleet/plan-probes.ts';
import { EPOCH, hostOf, instanceOf, sessionOf } from '../../../support/sessions.ts';

const examinedAt = (speedFactor: number | undefined): HostExamination => ({
  passed: true,
  reason: 'known programs got their known verdicts',
  examinedAt: EPOCH,
  batchLanguages: ['javascript'],
  singleLanguages: [],
  notJudged: [],
  sandbox: 'no way out of the sandbox',
  longestCallMs: 245_000,
  speedFactor,
  architecture: 'x86_64',
});
const host = (share?: number, speedFactor: number | undefined = 1.2): Host =>
  hostOf({
    state: 'ready',
    sealed: true,
    url: 'http://127.0.0.2:2358',
    examination: examinedAt(speedFactor),
    ...(share === undefined ? {} : { drift: { share, at: EPOCH } }),
  });

describe('the speed of a host that judges', () => {
  it.each<[string, number | undefined, number | undefined, string | undefined]>([
    ['is not measured', undefined, undefined, undefined],
    ['is what it was', undefined, 1.2, undefined],
    ['is less by what is noise', undefined, 1.45, undefined],
    ['is less', undefined, 1.6, 'measure'],
    ['is less, as is known', 1.33, 1.7, undefined],
    ['is what it was again', 1.33, 1.2, 'measure'],
    ['is what it was all along since', 1, 1.2, undefined],
    ['is much less', undefined, 2.5, 'measure'],
    ['is much less where it was less', 1.33, 2.5, 'measure'],
    ['is much less, twice in a row', 2.08, 2.5, 'too-slow'],
    ['is less only, after it was much less', 2.08, 1.7, 'measure'],
  ])('%s', (_, known, now, action) => {
    expect(decideDrift(host(known), now, POLICY)?.action).toBe(action);
  });

  it('is compared with nothing where its examination did not measure it', () => {
    expect(decideDrift({ ...host(), examination: examinedAt(undefined) }, 9, POLICY)).toBeUndefined();
  });

  it('is told by how much it changed', () => {
    expect(decideDrift(host(), 1.8, POLICY)?.reason).toBe(
      'it has become slower: it needs 1.5 times the CPU for the same work as when it was examined',
    );
  });

  const act = (known: number | undefined, changes: Partial<HostFacts> = {}, healthy = true) =>
    decideHost(
      {
        host: host(known),
        instance: instanceOf({ sealed: true, securityGroupIds: ['sg-sealed'] }),
        finding: {
          kind: 'probed',
          hostId: hostOf().hostId,
          healthy,
          detail: 'WA',
          latencyMs: 1,
          at: EPOCH + 60_000,
          speedFactor: 2.5,
        },
        evidence: { held: 0, overdue: 0 },
        fleetSpeedFactor: undefined,
        canBeSpared: true,
        ending: undefined,
        now: EPOCH + 61_000,
        ...changes,
      },
      POLICY,
    ).action;

  it('makes a host a suspect when it is too low twice, and nothing before', () => {
    expect([act(undefined), act(2.1), act(2.1, {}, false)]).toEqual(['measure', 'suspect', 'note']);
  });

  it('costs no host that judges rightly while no other judges', () => {
    expect(act(2.1, { canBeSpared: false })).toBe('wait');
  });

  it('is not what it seems where something was judged beside the measurement', () => {
    expect(act(2.1, { evidence: { held: 1, overdue: 0 } })).toBe('wait');
    expect(act(undefined, { evidence: { held: 0, overdue: 0, finishedAt: EPOCH + 59_000 } })).toBe('wait');
    expect(act(undefined, { evidence: { held: 0, overdue: 0, finishedAt: EPOCH + 30_000 } })).toBe('measure');
  });
});

describe('when a host is measured', () => {
  const ask = (one: Host, now: number, held: boolean) => {
    const slot = {
      sessionId: one.sessionId,
      hostId: one.hostId,
      number: 0,
      url: '',
      token: '',
      batchLanguages: [],
      singleLanguages: [],
      ...(held ? { holder: { leaseId: 'l', until: now + 20_000 } } : {}),
    };
    const instances = new Map([[one.hostId, instanceOf()]]);
    return planProbes(sessionOf(), [one], instances, [slot], POLICY, now).map(({ measures }) => measures);
  };
  const start = Math.ceil(EPOCH / POLICY.measureEveryMs) * POLICY.measureEveryMs;

  it('is each five minutes, as long as nothing is judged on it', () => {
    const asked = Array.from(
      { length: 20 },
      (_, pass) => ask(host(), start + pass * 30_000, false)[0] === true,
    );
    expect(asked.flatMap((measured, pass) => (measured ? [pass] : []))).toEqual([0, 10]);
    expect(ask(host(), start, true)).toEqual([undefined]);
  });

  it('is at each probe once it has become slower', () => {
    expect(hasDrifted(host(1.3), POLICY)).toBe(true);
    expect(ask(host(1.3), start + 120_000, false)).toEqual([true]);
    expect(ask(host(1), start + 120_000, false)).toEqual([undefined]);
  });
});
