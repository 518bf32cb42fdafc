import type { Machine } from '../../support/simulated-machines.ts';
import type { StormWorld } from './storm-world.ts';

const MINUTE = 60_000;

/**
 * Kills, hangs, freezes and fills hosts, and lets AWS throttle, at times of the window that the seed chooses. A session has
 * eight launch rounds: what costs a host for good comes so seldom that they suffice.
 */
export function strikeHosts(world: StormWorld): void {
  const { adversary, clock, network, plan } = world;
  const { dice } = adversary;
  const isLarge = plan.submissions.length > 500;
  const { opensAt, closesAt } = plan.times;
  const sometime = (often: number, act: () => void) => {
    for (let count = 0; count < often; count++) {
      const at = dice.between(opensAt + MINUTE, closesAt - MINUTE);
      void clock.sleep(at - clock.now()).then(act);
    }
  };
  const strike = (kind: string, often: number, act: (machine: Machine) => void) =>
    sometime(often, () => {
      const machine = chooseHost(world);
      if (machine === undefined) return;
      adversary.note(kind, machine.instanceId);
      act(machine);
    });
  strike('host killed', isLarge ? 2 : 1, (machine) =>
    dice.chance(0.5) ? network.kill(machine) : network.vanish(machine),
  );
  strike('host hung', isLarge ? 2 : 1, (machine) => network.hang(machine));
  strike('host disk full', 1, (machine) => network.fillDisk(machine));
  strike('host frozen', isLarge ? 4 : 2, (machine) => network.freeze(machine, dice.between(2_000, 20_000)));
  strike('host queue full', isLarge ? 8 : 3, (machine) => network.fillQueue(machine));
  sometime(4, () => adversary.throttle('dynamodb', 15_000));
  sometime(3, () => adversary.throttle('sns', 45_000));
  sometime(2, () => adversary.throttle('ec2', 60_000));
}

/** A host that judges, first of all one that nothing was done to yet. */
function chooseHost({ cloud, network, adversary }: StormWorld): Machine | undefined {
  const judging = cloud.alive().filter(({ passed, hung }) => passed && hung === 'no');
  const fresh = judging.filter(({ instanceId }) => !network.struck.has(instanceId));
  const among = fresh.length > 0 ? fresh : judging;
  return among.length === 0 ? undefined : adversary.dice.pick(among);
}
