import { describe, expect, it } from 'vitest';
import { playScenario } from '../../../chaos/storm/play-scenario.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The launcher has launched, and not waited for anything. */
const JUST_LAUNCHED_MS = 5_000;

describe('a control plane of which no function runs', () => {
  it('for an hour after the launch: EC2 went on, its hosts are taken up as they are, and everything is judged', async () => {
    const { problems, unaccepted, world, ends, decisions } = await playScenario({
      hours: 2,
      happens: ({ adversary, plan: { times } }) => {
        const from = times.launchAt + JUST_LAUNCHED_MS;
        adversary.blackout = { from, until: from + HOUR };
      },
    });
    const { from, until } = world.adversary.blackout!;
    expect({ problems, unaccepted }).toEqual({ problems: [], unaccepted: 0 });
    expect(ends).toEqual({ judged: world.plan.submissions.length });
    expect(decisions.filter(({ at }) => at > from && at < until)).toEqual([]);
    expect(decisions.map(({ told }) => told)).toContain(
      'fleet ready: all 2 hosts have passed their examination',
    );
    expect(
      decisions.filter(({ told }) =>
        / (reject|suspect|reboot|terminate): (?!the session is over)/.test(told),
      ),
    ).toEqual([]);
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('and that never runs again: what Scheduler holds ends every host', async () => {
    const { world } = await playScenario({
      everyMs: HOUR,
      happens: ({ adversary, plan: { times } }) => {
        adversary.blackout = { from: times.launchAt + JUST_LAUNCHED_MS, until: Number.POSITIVE_INFINITY };
      },
    });
    const { terminateAt } = world.session.times;
    expect(world.cloud.machines.map(({ terminatedAt }) => terminatedAt)).toEqual([terminateAt, terminateAt]);
    expect(world.cloud.alive()).toEqual([]);
  });

  it('until EC2 has forgotten the hosts: what was accepted has an end, the session is settled and in balance', async () => {
    const { problems, unaccepted, world, ends, decisions, rows } = await playScenario({
      everyMs: 2 * MINUTE,
      happens: ({ adversary, plan: { times, submissions } }) => {
        // In the middle of its judging.
        const from = submissions[15]!.atMs + 500;
        adversary.blackout = { from, until: times.terminateAt + 90 * MINUTE };
      },
    });
    expect(problems).toEqual([
      expect.stringMatching(/^key-15 \(\w+\) was quarantined: no host could judge it until /),
    ]);
    expect(ends).toEqual({ judged: 15, quarantined: 1 });
    expect(unaccepted).toBe(world.plan.submissions.length - 16);
    const [interrupted] = rows.get(world.plan.submissions[15]!.source) ?? [];
    expect(interrupted).toMatchObject({
      state: 'quarantined',
      reason: expect.stringContaining('no host could judge it'),
    });
    expect(decisions.at(-1)?.told).toMatch(/session settle: the ledger balances/);
  });
});
