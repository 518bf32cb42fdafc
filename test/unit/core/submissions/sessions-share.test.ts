import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import { JudgeError } from '../../../../core/grading/judge.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const MINUTE = 60_000;
const idOf = (number: number) => `01jq000000000000000000000${number}`;
/** A session is known to executors from its launch on. */
const sessionAt = (number: number, launchAt = EPOCH - MINUTE) => {
  const session = sessionOf({ sessionId: idOf(number) });
  return { ...session, times: { ...session.times, launchAt } };
};

async function fill(world: ExecutorWorld, sessionId: string, submissions: number): Promise<void> {
  for (let number = 0; number < submissions; number++) {
    const submissionId = submissionIdOf(number);
    await world.submissions.accept(
      queuedOf({
        sessionId,
        submissionId,
        participantId: `p${number}`,
        rank: `${String(number).padStart(15, '0')}#${submissionId}`,
      }),
      { source: 's' },
    );
  }
}

/** When submissions of a session were judged, ms after the start. */
function judgedAt(world: ExecutorWorld, sessionId: string): number[] {
  return [...world.submissions.rows.values()]
    .flatMap((row) => (row.sessionId === sessionId && row.state === 'judged' ? [row.judgedAt - EPOCH] : []))
    .sort((a, b) => a - b);
}

describe('sessions that share executors', () => {
  it('are all judged while queues never end: four of them, and two executors that two of them hold', async () => {
    const sessions = [1, 2, 3, 4].map((number) => sessionAt(number));
    const [first, second, third, fourth] = sessions.map(({ sessionId }) => sessionId) as [
      string,
      string,
      string,
      string,
    ];
    const world = new ExecutorWorld(...(sessions as [(typeof sessions)[0]]));
    const judgingMs = 10_000;
    for (const { sessionId } of sessions) {
      await world.addHost(`host-of-${sessionId}`, 8, judgingMs, sessionId);
      await fill(world, sessionId, 2_000);
    }
    const stopAt = EPOCH + 10 * MINUTE;
    let ended = 0;
    // Nobody ever hears the rings of the third and the fourth: they stand behind those of the others.
    for (const sessionId of [first, second])
      void world.start([], { sessionId, stopAt, maxSlots: 8 }).then(() => ended++);
    await world.clock.runUntil(() => ended === 2, stopAt + MINUTE);

    for (const sessionId of [third, fourth])
      expect(judgedAt(world, sessionId)[0], sessionId).toBeLessThanOrEqual(5_000 + judgingMs);
    const judged = sessions.map(({ sessionId }) => judgedAt(world, sessionId).length);
    const all = judged.reduce((sum, count) => sum + count, 0);
    // 16 places for ten minutes: sharing leaves none of them idle.
    expect(all).toBeGreaterThan(0.95 * 16 * ((10 * MINUTE) / judgingMs));
    for (const count of judged) expect(count).toBeGreaterThan(0.2 * all);
  });

  it('leave an executor all its places while only one of them has work', async () => {
    const world = new ExecutorWorld(sessionAt(1), sessionAt(2));
    for (const { sessionId } of world.sessions)
      await world.addHost(`host-of-${sessionId}`, 4, 1_000, sessionId);
    await fill(world, idOf(1), 40);
    const done = world.start([], { maxSlots: 4 });
    let judged = 0;
    void done.then((report) => {
      judged = report.judged;
    });
    await world.clock.runUntil(() => judged > 0, EPOCH + MINUTE);
    expect(judged).toBe(40);
    expect(judgedAt(world, idOf(1)).at(-1)).toBe(10_000);
  });

  it('are not joined when their judges are elsewhere, they are not launched or gone, every slot is held, or work has just come', async () => {
    const later = sessionAt(2, EPOCH + 60 * MINUTE);
    const gone = { ...sessionAt(3), fleet: 'gone' as const };
    const kept = {
      ...sessionAt(4),
      deployment: {
        kind: 'direct' as const,
        judges: [{ url: 'http://kept', tokenParameter: '/t', slots: 2 }],
      },
    };
    const held = sessionAt(5);
    const fresh = sessionAt(6);
    const world = new ExecutorWorld(sessionAt(1), later, gone, kept, held, fresh);
    for (const { sessionId } of world.sessions) {
      await world.addHost(`host-of-${sessionId}`, 1, 1_000, sessionId);
      if (sessionId !== fresh.sessionId) await fill(world, sessionId, 20);
    }
    const [slot] = await world.slots.list(held.sessionId);
    await world.slots.take(slot!, 'somebody', EPOCH + 60 * MINUTE, EPOCH);
    // Ids tell when: this one is of the time to come.
    await world.submissions.accept(
      queuedOf({ sessionId: fresh.sessionId, submissionId: `7${submissionIdOf(1).slice(1)}` }),
      { source: 's' },
    );
    let ended = false;
    void world.start([]).then(() => {
      ended = true;
    });
    await world.clock.runUntil(() => ended, EPOCH + 5 * MINUTE);
    expect(judgedAt(world, idOf(1))).toHaveLength(20);
    expect(world.events.filter(({ event }) => event === 'joined')).toEqual([]);
  });

  it('are joined where the work of a dead executor lies', async () => {
    const world = new ExecutorWorld(sessionAt(1), sessionAt(2));
    for (const { sessionId } of world.sessions)
      await world.addHost(`host-of-${sessionId}`, 1, 1_000, sessionId);
    await fill(world, idOf(1), 60);
    await fill(world, idOf(2), 1);
    void world.start([], { sessionId: idOf(2) });
    const taken = () => world.submissions.rows.get(`${idOf(2)}/${submissionIdOf(0)}`)?.state === 'running';
    await world.clock.runUntil(taken, EPOCH + MINUTE);
    world.kill(0);
    let ended = false;
    void world.start([]).then(() => {
      ended = true;
    });
    await world.clock.runUntil(() => ended, EPOCH + 5 * MINUTE);
    expect(judgedAt(world, idOf(2))).toEqual([expect.any(Number)]);
    // A lease, a look, and the judging.
    expect(judgedAt(world, idOf(2))[0]).toBeLessThanOrEqual(20_000 + 3_000 + 2_000);
  });

  it('do not fail whoever joins them, and are left alone for a while when nothing could be done', async () => {
    const world = new ExecutorWorld(sessionAt(1), sessionAt(2));
    await world.addHost('i-1', 1, 1_000);
    await fill(world, idOf(1), 50);
    await world.addHost('i-2', 1, 1_000, idOf(2));
    await fill(world, idOf(2), 1);
    (world.hosts.get('i-2') as { up: boolean }).up = false;
    let report: unknown;
    void world.start([]).then((ended) => {
      report = ended;
    });
    await world.clock.runUntil(() => report !== undefined, EPOCH + 5 * MINUTE);
    expect(report).toMatchObject({ judged: 50 });
    expect(world.events.filter(({ event }) => event === 'joined')).toHaveLength(2);
  });

  it('are left alone as well when all that came of it is that a full queue turned their work away', async () => {
    const world = new ExecutorWorld(sessionAt(1), sessionAt(2));
    await world.addHost('i-1', 1, 1_000);
    await fill(world, idOf(1), 120);
    const full = await world.addHost('i-2', 8, 1_000, idOf(2));
    await fill(world, idOf(2), 1);
    full.failing = new JudgeError('busy', 'HTTP 503: queue is full');
    let ended = false;
    void world.start([]).then(() => {
      ended = true;
    });
    await world.clock.runUntil(() => ended, EPOCH + 10 * MINUTE);
    const row = world.submissions.rows.get(`${idOf(2)}/${submissionIdOf(0)}`);
    expect(row).toMatchObject({ state: 'queued' });
    // Two minutes: at the start, and after each rest of half a minute.
    expect(row?.setbacks?.length).toBeLessThanOrEqual(5);
  });

  it('are joined a few at a time: no executor takes on more sessions than it has places', async () => {
    const world = new ExecutorWorld(...([1, 2, 3, 4, 5, 6].map((number) => sessionAt(number)) as [Session]));
    for (const { sessionId } of world.sessions) {
      await world.addHost(`host-of-${sessionId}`, 2, 1_000, sessionId);
      await fill(world, sessionId, 30);
    }
    let ended = false;
    void world.start([], { maxSlots: 3 }).then(() => {
      ended = true;
    });
    const joined = () => world.events.filter(({ event }) => event === 'joined').length;
    await world.clock.runUntil(() => joined() > 0, EPOCH + MINUTE);
    expect(joined()).toBe(2);
    await world.clock.runUntil(() => ended, EPOCH + 10 * MINUTE);
    for (const { sessionId } of world.sessions) expect(judgedAt(world, sessionId)).toHaveLength(30);
  });
});
