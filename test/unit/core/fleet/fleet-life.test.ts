import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billedSeconds } from '../../../../core/costs/bill.ts';
import { Crash, type Fate, FleetWorld } from '../../../support/fleet-world.ts';
import { sessionOf, timesFrom } from '../../../support/sessions.ts';

const START = Date.UTC(2026, 2, 2, 8);
const SESSION = sessionOf({ times: timesFrom(START) });
const { sessionId } = SESSION;
const WANTED = SESSION.fleetSize?.hosts ?? 0;

/** One thing that happens. Machines are named by a number that is taken modulo how many there are. */
type Happening =
  | { readonly kind: 'pass'; readonly fate: Fate }
  | { readonly kind: 'two-passes'; readonly fates: readonly [Fate, Fate] }
  | { readonly kind: 'shutdown'; readonly fate: Fate }
  | { readonly kind: 'pass-and-shutdown'; readonly fates: readonly [Fate, Fate] }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'mood'; readonly mood: FleetWorld['cloud']['mood'] }
  | {
      readonly kind: 'machine';
      readonly number: number;
      readonly what: 'dies' | 'hangs' | 'stalls' | 'errs' | 'slows';
    }
  | { readonly kind: 'next-machine'; readonly bad: 'no' | 'hung' | 'wrong' | 'slow' }
  | { readonly kind: 'prober'; readonly fails: boolean }
  /** The account has room for so many hosts beside the session's own. */
  | { readonly kind: 'room'; readonly hosts: number }
  | { readonly kind: 'cancel' };

const fate: fc.Arbitrary<Fate> = fc.record(
  {
    dieAtCall: fc.integer({ min: 1, max: 40 }),
    afterwards: fc.boolean(),
    yields: fc.array(fc.nat(6), { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ['yields'] },
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('pass' as const), fate }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('two-passes' as const), fates: fc.tuple(fate, fate) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shutdown' as const), fate }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass-and-shutdown' as const), fates: fc.tuple(fate, fate) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 30_000, max: 900_000 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('mood' as const),
      mood: fc.constantFrom('well', 'well', 'short', 'unclear-before', 'unclear-after', 'refused'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('machine' as const),
      number: fc.nat(9),
      what: fc.constantFrom('dies', 'hangs', 'stalls', 'errs', 'slows'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('next-machine' as const),
      bad: fc.constantFrom('no', 'no', 'hung', 'wrong', 'slow'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('room' as const), hosts: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prober' as const), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
);

const NEXT = {
  no: {},
  hung: { hung: 'for-good' },
  wrong: { wrong: true },
  slow: { speedFactor: 10 },
} as const;

async function happen(world: FleetWorld, event: Happening): Promise<void> {
  const { cloud } = world;
  switch (event.kind) {
    case 'pass':
      return await survive(world.pass(sessionId, event.fate));
    case 'two-passes':
      return void (await Promise.all(event.fates.map((own) => survive(world.pass(sessionId, own)))));
    case 'shutdown':
      return await survive(world.shutdown(sessionId, event.fate));
    case 'pass-and-shutdown': {
      const [first, second] = event.fates;
      const both = [survive(world.pass(sessionId, first)), survive(world.shutdown(sessionId, second))];
      return void (await Promise.all(both));
    }
    case 'time':
      return world.clock.advance(event.ms);
    case 'mood':
      cloud.mood = event.mood;
      return;
    case 'room':
      world.spareVcpus = 2 * event.hosts;
      mostRoom.set(world, Math.max(mostRoom.get(world) ?? 0, event.hosts));
      return;
    case 'prober':
      cloud.proberFails = event.fails;
      return;
    case 'next-machine':
      cloud.nextMachine = NEXT[event.bad];
      return;
    case 'cancel': {
      const session = await world.session(sessionId);
      if (session.cancelledAt === undefined)
        await world.sessions.update(sessionId, session.revision, {
          cancelledAt: world.clock.now(),
          cancelReason: 'a fire alarm',
        });
      return;
    }
    case 'machine': {
      const machine = cloud.machines[event.number % Math.max(1, cloud.machines.length)];
      if (machine === undefined) return;
      if (event.what === 'dies') cloud.kill(machine);
      if (event.what === 'hangs') machine.hung = 'for-good';
      if (event.what === 'stalls') machine.hung = 'until-reboot';
      if (event.what === 'errs') machine.wrong = true;
      if (event.what === 'slows') machine.speedFactor = 10;
    }
  }
}

/** A process may die of its fate or of the cloud; anything else is a fault of ours. */
async function survive(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Crash) return;
    if (error instanceof Error && /connection broke|answer was lost|IncorrectState/.test(error.message))
      return;
    throw error;
  }
}

/** Hosts that the account ever had room for beside the session's own. */
const mostRoom = new WeakMap<FleetWorld, number>();

/** What must hold at every moment. */
async function checkInvariants(world: FleetWorld): Promise<void> {
  expect(world.cloud.violations).toEqual([]);
  for (const { hostId } of await world.slots.list(sessionId)) {
    const machine = world.cloud.machines.find(({ instanceId }) => instanceId === hostId);
    expect(machine?.passed === true || machine?.wrong === true, `${hostId} judges unexamined`).toBe(true);
    expect(machine?.sealed, `${hostId} judges unsealed`).toBe(true);
    const row = (await world.hosts.listHosts(sessionId)).find((host) => host.hostId === hostId);
    expect(row?.examination?.passed, `${hostId} judges without a passed examination`).toBe(true);
  }
  expect(world.cloud.alive().length).toBeLessThanOrEqual(WANTED + (mostRoom.get(world) ?? 0));
  const rounds = await world.hosts.listRounds(sessionId);
  expect(new Set(rounds.map(({ token }) => token)).size).toBe(rounds.length);
}

/** Time goes on with a tick a minute, nothing broken any more, until everything is over. */
async function playOut(world: FleetWorld): Promise<void> {
  world.cloud.mood = 'well';
  world.cloud.proberFails = false;
  world.cloud.nextMachine = {};
  const end = SESSION.times.terminateAt + 5 * 60_000;
  while (world.clock.now() < end) {
    await survive(world.pass(sessionId));
    await survive(world.shutdown(sessionId));
    if (world.clock.now() >= SESSION.times.terminateAt + 60_000)
      expect(world.cloud.alive(), 'hosts alive after their session').toEqual([]);
    await checkInvariants(world);
    world.clock.advance(60_000);
  }
}

/** Every state that the fleet comes to from now on, in order. */
function recordMoves(world: FleetWorld): string[] {
  const moves: string[] = [];
  const { sessions } = world;
  const moveFleet = sessions.moveFleet.bind(sessions);
  sessions.moveFleet = async (...move) => {
    const moved = await moveFleet(...move);
    if (moved) moves.push(move[2]);
    return moved;
  };
  return moves;
}

/** Every state that subscribers were told of, each event once by its id, in the order in which they happened. */
function toldMoves({ published }: FleetWorld): string[] {
  const events = published.flatMap((event) => (event.type === 'session.fleet' ? [event] : []));
  const once = new Map(events.map((event) => [event.eventId, event]));
  return [...once.values()].map(({ state }) => state);
}

/** A round whose answer was lost twice, the second time just before the session was cancelled: its hosts are billed too. */
const LATE_RESEND: readonly Happening[] = [
  { kind: 'mood', mood: 'unclear-after' },
  { kind: 'time', ms: 60_000 },
  { kind: 'pass', fate: { dieAtCall: 9, yields: [0] } },
  { kind: 'time', ms: 16_000 },
  { kind: 'pass', fate: { yields: [0] } },
  { kind: 'cancel' },
];

describe('the life of a fleet', () => {
  it('ends without a host and in a balanced ledger, launches no round twice, lets no unexamined host judge, tells of each move', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 60 }), async (events) => {
        const world = new FleetWorld(START - 60_000);
        await world.sessions.create(SESSION, []);
        const moves = recordMoves(world);
        for (const event of events) {
          await happen(world, event);
          await checkInvariants(world);
        }
        await playOut(world);
        const session = await world.session(sessionId);
        expect(session.settledAt, 'never settled').toBeDefined();
        expect(session.fleet).toBe('gone');
        const rows = await world.hosts.listHosts(sessionId);
        expect(rows.map(({ hostId }) => hostId).toSorted()).toEqual(
          world.cloud.machines.map(({ instanceId }) => instanceId).toSorted(),
        );
        expect(rows.filter(({ terminatedAt }) => terminatedAt === undefined)).toEqual([]);
        const seconds = world.cloud.machines.reduce((sum, machine) => sum + billedSeconds(machine, 0), 0);
        const bill = await world.bills.get(sessionId);
        expect(bill?.hostSeconds, 'billed seconds').toBe(seconds);
        const settled = world.published.find(({ type }) => type === 'session.settled');
        expect(settled).toMatchObject({ balanced: true, usd: bill?.usd });
        for (const { startedAt, endedAt, steps } of rows.flatMap(({ recoveries = [] }) => recoveries)) {
          expect(steps[0]?.at).toBe(startedAt);
          expect(endedAt ?? startedAt).toBeGreaterThanOrEqual(startedAt);
        }
        expect(toldMoves(world)).toEqual(moves);
        expect(session.unannounced, 'never published').toBeUndefined();
      }),
      { numRuns: 200, examples: [[[...LATE_RESEND]]] },
    );
  });
});
