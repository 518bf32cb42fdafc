import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNALS } from '../../../../core/security/security-signal.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { EPOCH } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const TICK_MS = 30_000;
/** A host that was lost is back after so long, ms. */
const REPAIR_MS = 90_000;

interface Exam {
  readonly hosts: number;
  readonly slots: number;
  readonly submissions: number;
  /** Which of them take their host with them. */
  readonly poison: readonly number[];
  readonly judgingMs: number;
}

/** Plays an exam to its end, with executors that the tick starts and hosts that are repaired. @returns how often hosts died */
async function play(exam: Exam): Promise<{ world: ExecutorWorld; deaths: number }> {
  const world = new ExecutorWorld();
  let deaths = 0;
  for (let at = 0; at < exam.hosts; at++) {
    const host = await world.addHost(`i-${at}`, exam.slots, exam.judgingMs);
    let up = true;
    Object.defineProperty(host, 'up', {
      get: () => up,
      set: (value: boolean) => {
        if (up && !value) {
          deaths++;
          void world.clock.sleep(REPAIR_MS).then(() => {
            up = true;
          });
        }
        up = value;
      },
    });
  }
  for (let number = 0; number < exam.submissions; number++) {
    const submissionId = submissionIdOf(number);
    const source = exam.poison.includes(number) ? `poison ${number}` : `s${number}`;
    if (source.startsWith('poison')) world.poison.add(source);
    const rank = `${String(number).padStart(15, '0')}#${submissionId}`;
    const participantId = `p${number}`;
    await world.submissions.accept(queuedOf({ submissionId, participantId, rank }), { source });
  }
  const isOver = () =>
    [...world.submissions.rows.values()].every(({ state }) => state === 'judged' || state === 'quarantined');
  void (async () => {
    for (; !isOver(); await world.clock.sleep(TICK_MS)) void world.start([]);
  })();
  await world.clock.runUntil(isOver, EPOCH + 12 * 3_600_000);
  return { world, deaths };
}

const quarantinedIn = (world: ExecutorWorld) =>
  [...world.submissions.rows.values()].flatMap((row) => (row.state === 'quarantined' ? [row] : []));

describe('a submission that takes hosts with it', () => {
  it('costs two hosts at most and nobody else a verdict, whoever is judged beside it', async () => {
    const exams = fc
      .record({
        hosts: fc.integer({ min: 1, max: 4 }),
        slots: fc.integer({ min: 1, max: 4 }),
        submissions: fc.integer({ min: 1, max: 24 }),
        judgingMs: fc.integer({ min: 500, max: 40_000 }),
        poison: fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 3 }),
      })
      .map((exam) => ({ ...exam, poison: exam.poison.filter((number) => number < exam.submissions) }));
    await fc.assert(
      fc.asyncProperty(exams, async (exam) => {
        const { world, deaths } = await play(exam);
        const quarantined = quarantinedIn(world);
        expect(quarantined.map(({ submissionId }) => submissionId).sort()).toEqual(
          exam.poison.map(submissionIdOf).sort(),
        );
        expect(deaths).toBeLessThanOrEqual(2 * exam.poison.length);
        for (const { reason } of quarantined)
          expect(reason).toMatch(
            /lost( 2 times)? while it was judged: i-\d \(.+\), i-\d \(.+\), with nothing else/,
          );
      }),
      { numRuns: 60 },
    );
  });

  it('is judged again with nothing else on its host, and so are those who ran beside it', async () => {
    const { world } = await play({ hosts: 2, slots: 4, submissions: 12, poison: [1], judgingMs: 5_000 });
    const judgedAlone = [...world.submissions.rows.values()].filter(({ setbacks = [] }) =>
      setbacks.some(({ kind }) => kind === 'host-lost'),
    );
    expect(judgedAlone.length).toBeGreaterThan(1);
    const [poison, ...others] = quarantinedIn(world);
    expect(others).toEqual([]);
    expect(poison?.setbacks).toMatchObject([{ kind: 'host-lost' }]);
    expect(poison?.setbacks?.[0]).not.toHaveProperty('alone');
    // Whoever only ran beside it is not accused.
    expect(await world.signals.listSince(0, DEFAULT_SIGNALS)).toMatchObject([
      {
        kind: 'hostile-submission',
        subject: `participant ${poison?.participantId}`,
        sessionId: world.session.sessionId,
        count: 1,
        evidence: expect.stringContaining(
          `submission ${poison?.submissionId}: 2 hosts were lost while it was judged`,
        ),
      },
    ]);
  });

  it('waits for what runs on the only host, for a minute, and lets others there before it asks again', async () => {
    const world = new ExecutorWorld();
    const { sessionId } = world.session;
    const judgingMs = 100_000;
    await world.addHost('i-1', 2, judgingMs);
    const submit = async (number: number) => {
      const submissionId = submissionIdOf(number);
      const rank = `${String(number).padStart(15, '0')}#${submissionId}`;
      await world.submissions.accept(queuedOf({ submissionId, participantId: `p${number}`, rank }), {
        source: `s${number}`,
      });
      return submissionId;
    };
    const suspect = await submit(2);
    const lease = { leaseId: 'before', until: EPOCH + 1_000, hostId: 'i-0' };
    const leased = await world.submissions.lease(sessionId, suspect, lease, EPOCH);
    await world.submissions.giveBack(leased!, {
      kind: 'host-lost',
      hostId: 'i-0',
      reason: 'it was lost',
      at: EPOCH,
    });
    const others = [await submit(1), await submit(3)];
    const rowsOf = async (ids: readonly string[]) =>
      await Promise.all(ids.map(async (id) => await world.submissions.get(sessionId, id)));
    let rows: Awaited<ReturnType<typeof rowsOf>> = [];
    const isOver = () => rows.length > 0 && rows.every((row) => row?.state === 'judged');
    void (async () => {
      for (; !isOver(); await world.clock.sleep(TICK_MS)) {
        void world.start([]);
        rows = await rowsOf([suspect, ...others]);
      }
    })();
    await world.clock.runUntil(isOver, EPOCH + 3_600_000);
    const spans = rows.flatMap((row) => (row?.state === 'judged' ? [[row.startedAt, row.judgedAt]] : []));
    const [[from, to] = [], ...beside] = spans as [number, number][];
    expect(beside.every(([begun, ended]) => ended <= from! || begun >= to!)).toBe(true);
    // The third got the slot that was kept in vain.
    expect(beside[1]?.[0]).toBeLessThanOrEqual(EPOCH + 62_000);
  });

  it('is judged on a host with nothing on it, and not on a busy one whose worker meets it first', async () => {
    const world = new ExecutorWorld();
    const { sessionId } = world.session;
    await world.addHost('i-1', 2, 40_000);
    const submit = async (number: number) => {
      const submissionId = submissionIdOf(number);
      const rank = `${String(number).padStart(15, '0')}#${submissionId}`;
      await world.submissions.accept(queuedOf({ submissionId, participantId: `p${number}`, rank }), {
        source: `s${number}`,
      });
      return submissionId;
    };
    const suspect = await submit(9);
    const leased = await world.submissions.lease(
      sessionId,
      suspect,
      { leaseId: 'before', until: EPOCH + 31_000, hostId: 'i-0' },
      EPOCH,
    );
    const first = await submit(1);
    void world.start([first]);
    void (async () => {
      await world.clock.sleep(10_000);
      void world.start([await submit(2)]);
      await world.clock.sleep(10_000);
      await world.addHost('i-2', 2, 1_000);
      await world.clock.sleep(10_000);
      await world.submissions.giveBack(leased!, {
        kind: 'host-lost',
        hostId: 'i-0',
        reason: 'it was lost',
        at: world.clock.now(),
      });
    })();
    const judged = () => world.events.find((one) => one.event === 'judged' && one.submissionId === suspect);
    await world.clock.runUntil(() => judged() !== undefined, EPOCH + 600_000);
    expect(judged()?.hostId).toBe('i-2');
    // Whoever was first on the busy host met it 40 s after the beginning; the second runs there for 10 s more.
    expect(world.clock.now() - EPOCH).toBeLessThan(45_000);
  });
});
