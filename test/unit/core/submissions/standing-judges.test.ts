import { describe, expect, it } from 'vitest';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { EPOCH, sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const judge = (number: number) => ({
  url: `http://judge-${number}`,
  tokenParameter: '/assize/dev/judges/lab',
  slots: 2,
});

function worldOf(judges: number, languages = ['go', 'javascript', 'python']): ExecutorWorld {
  return new ExecutorWorld(
    sessionOf({
      languages,
      deployment: { kind: 'direct', judges: Array.from({ length: judges }, (_, at) => judge(at + 1)) },
    }),
  );
}

const NO_GO = { go: [{ reason: 'no toolchain: go', lacking: true }] };

async function submit(world: ExecutorWorld, number: number, language = 'javascript'): Promise<void> {
  const submissionId = submissionIdOf(number);
  await world.submissions.accept(
    queuedOf({ submissionId, language, rank: `${String(number).padStart(15, '0')}#${submissionId}` }),
    { source: submissionId },
  );
}

/** Runs executors to their end on virtual time. */
async function settle(world: ExecutorWorld, ...executors: Promise<unknown>[]) {
  let results: PromiseSettledResult<unknown>[] | undefined;
  void Promise.allSettled(executors).then((all) => {
    results = all;
  });
  await world.clock.runUntil(() => results !== undefined, world.clock.now() + 6 * 3_600_000);
  return results ?? [];
}

/** How often an examination of three languages comes to these calls. */
const DEATHS = { 'look-out': 1, examine: 3, 'examinations.note': 4 } as const;
/** What `world.examined` then is of the first judge. */
const examinedIn = (...what: string[]) => what.map((one) => `judge-1 ${one}`);
const stateOf = async (world: ExecutorWorld, number: number) =>
  await world.submissions.get(world.session.sessionId, submissionIdOf(number));
const slotsOf = async (world: ExecutorWorld) => await world.slots.list(world.session.sessionId);
const reasonOf = (world: ExecutorWorld, event: string) =>
  world.events.find((one) => one.event === event)?.reason;

describe('a judge that somebody keeps', () => {
  it('is examined once, before its slots open, in the languages of the session', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: { python: ['single'] } });
    await submit(world, 1);
    await settle(world, world.start([submissionIdOf(1)]));
    await submit(world, 2);
    await settle(world, world.start([submissionIdOf(2)]));
    expect(world.examined).toEqual(examinedIn('sandbox', 'go', 'javascript', 'python'));
    expect(await slotsOf(world)).toMatchObject([
      { number: 0, batchLanguages: ['go', 'javascript'], singleLanguages: ['python'], notJudged: [] },
      { number: 1, batchLanguages: ['go', 'javascript'], singleLanguages: ['python'], notJudged: [] },
    ]);
    expect(await stateOf(world, 2)).toMatchObject({ state: 'judged' });
    expect(await world.findings.list('http://judge-1')).toMatchObject([
      { language: 'go', way: 'batch' },
      { language: 'javascript', way: 'batch' },
      { language: 'python', way: 'single' },
    ]);
  });

  it('quarantines what no judge of the session judges, at once and with the reason, and judges the rest', async () => {
    const world = worldOf(2);
    for (const hostId of ['judge-1', 'judge-2'])
      world.hosts.set(hostId, { up: true, judgingMs: 100, examinations: NO_GO });
    await submit(world, 1, 'go');
    await submit(world, 2);
    const tick = world.clock.sleep(60_000).then(() => world.start([submissionIdOf(1)]));
    await settle(world, world.start([submissionIdOf(1)]), tick);
    expect(await stateOf(world, 1)).toMatchObject({
      state: 'quarantined',
      reason: expect.stringMatching(/^no judge of the session judges go: judge-1: no toolchain: go/),
    });
    expect(await stateOf(world, 2)).toMatchObject({ state: 'judged' });
    expect(await world.findings.list('http://judge-2')).toContainEqual({
      language: 'go',
      way: 'none',
      reason: 'no toolchain: go',
      examinedAt: expect.any(Number),
    });
  });

  it('leaves a language to the judge of the session that has it', async () => {
    const world = worldOf(2);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: NO_GO });
    world.hosts.set('judge-2', { up: true, judgingMs: 100 });
    for (let number = 1; number <= 6; number++) await submit(world, number, 'go');
    await settle(world, world.start([submissionIdOf(1)]));
    for (let tick = 0; tick < 5; tick++) await settle(world, world.start([]));
    expect(await world.submissions.count(world.session.sessionId)).toMatchObject({
      judged: 6,
      quarantined: 0,
    });
  });

  it('that cannot be reached opens no slots, and the doorbell must ring again', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: false, judgingMs: 100 });
    await submit(world, 1);
    expect(await settle(world, world.start([submissionIdOf(1)]))).toMatchObject([
      { status: 'rejected', reason: { message: 'connection refused' } },
    ]);
    expect(await slotsOf(world)).toEqual([]);
    expect(await world.findings.list('http://judge-1')).toEqual([]);
    expect(await stateOf(world, 1)).toMatchObject({ state: 'queued', attempts: 0 });
    world.hosts.get('judge-1')!.up = true;
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged', attempts: 1 });
  });

  it('works while another cannot be reached, which opens when it is back', async () => {
    const world = worldOf(2);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: NO_GO });
    world.hosts.set('judge-2', { up: false, judgingMs: 100 });
    await submit(world, 1);
    await submit(world, 2, 'go');
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
    // The other judge may have it.
    expect(await stateOf(world, 2)).toMatchObject({ state: 'queued' });
    expect(reasonOf(world, 'not-examined')).toContain('connection refused');
    world.hosts.get('judge-2')!.up = true;
    await settle(world, world.start([submissionIdOf(2)]));
    await settle(world, world.start([submissionIdOf(2)]));
    expect(await stateOf(world, 2)).toMatchObject({ state: 'judged' });
    expect(await slotsOf(world)).toHaveLength(4);
  });

  it('is examined by one of many executors that come together; each submission has one verdict', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: NO_GO });
    for (let number = 1; number <= 4; number++) await submit(world, number);
    await submit(world, 5, 'go');
    await settle(world, ...[1, 2, 3, 4, 5].map((number) => world.start([submissionIdOf(number)])));
    expect(world.examined).toEqual(examinedIn('sandbox', 'go', 'javascript', 'python'));
    expect(await slotsOf(world)).toHaveLength(2);
    expect(await world.submissions.count(world.session.sessionId)).toMatchObject({
      judged: 4,
      quarantined: 1,
    });
    expect([...world.submissions.outcomes.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it('opened while nobody judged any more is worked on at once, not at the next bell', async () => {
    const world = worldOf(2);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: NO_GO });
    world.hosts.set('judge-2', { up: true, judgingMs: 100 });
    let lookOuts = 0;
    world.beforeCall = async (_, call) => {
      if (call === 'look-out' && ++lookOuts === 2) await world.clock.sleep(30_000);
    };
    await submit(world, 1, 'go');
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
  });

  it.each(['look-out', 'examine', 'examinations.note'] as const)(
    'goes on being examined where an executor died (at its calls %s), in what is missing',
    async (fatal) => {
      for (let nth = 1; ; nth++) {
        const world = worldOf(1);
        world.hosts.set('judge-1', { up: true, judgingMs: 100 });
        await submit(world, 1);
        let calls = 0;
        world.beforeCall = async (executor, call) => {
          if (executor === 0 && call === fatal && ++calls === nth) world.kill(0);
        };
        const first = world.start([submissionIdOf(1)]);
        if (nth > DEATHS[fatal]) {
          await settle(world, first);
          break;
        }
        // While it may still live nobody else examines.
        const early = world.clock.sleep(15_000).then(() => world.start([submissionIdOf(1)]));
        const late = world.clock.sleep(60_000).then(() => world.start([submissionIdOf(1)]));
        await settle(
          world,
          early.then(async (report) => await report),
          late,
        );
        expect(await stateOf(world, 1)).toMatchObject({ state: 'judged', attempts: 1 });
        expect(await slotsOf(world)).toMatchObject([
          { batchLanguages: ['go', 'javascript', 'python'] },
          { batchLanguages: ['go', 'javascript', 'python'] },
        ]);
        // What was stored is not looked at again; what was under way with the dead is.
        const times = new Map<string, number>();
        for (const one of world.examined) times.set(one, (times.get(one) ?? 0) + 1);
        const twice = [...times.values()].filter((often) => often > 1).length;
        expect(twice).toBeLessThanOrEqual(2);
        expect(world.examined.length).toBeLessThanOrEqual(4 + twice);
      }
    },
  );

  it('lets an executor that stood still write nothing once another has taken over', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: { go: ['single', 'batch'] } });
    await submit(world, 1);
    world.beforeCall = async (executor, call) => {
      if (executor === 0 && call === 'examinations.note' && world.examined.includes('judge-1 go'))
        world.freeze(0, 90_000);
    };
    const next = world.clock.sleep(30_000).then(() => world.start([submissionIdOf(1)]));
    const [frozen] = await settle(world, world.start([submissionIdOf(1)]), next);
    expect(frozen).toMatchObject({ status: 'rejected' });
    expect((await slotsOf(world))[0]).toMatchObject({ batchLanguages: ['go', 'javascript', 'python'] });
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged', attempts: 1 });
  });

  it('gets a second chance in what only went wrong', async () => {
    const late = { reason: 'the known program got TLE', lacking: false };
    const world = worldOf(1);
    world.hosts.set('judge-1', {
      up: true,
      judgingMs: 100,
      examinations: { python: [late, 'batch'], go: [late] },
    });
    await submit(world, 1, 'python');
    await submit(world, 2, 'go');
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.examined).toEqual(examinedIn('sandbox', 'go', 'javascript', 'python', 'go', 'python'));
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
    expect(await stateOf(world, 2)).toMatchObject({
      state: 'quarantined',
      reason: expect.stringContaining('got TLE'),
    });
    // It says nothing about what the judge can do on another day.
    expect((await world.findings.list('http://judge-1')).map(({ language }) => language)).toEqual([
      'javascript',
      'python',
    ]);
  });

  it('opens nothing on an examination that was broken off, which goes on with the next bell', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100 });
    await submit(world, 1);
    const ending = new AbortController();
    void world.clock.sleep(2_500).then(() => ending.abort());
    const [end] = await settle(world, world.start([submissionIdOf(1)], { signal: ending.signal }));
    expect(end).toMatchObject({ status: 'rejected' });
    expect(await slotsOf(world)).toEqual([]);
    expect(await world.findings.list('http://judge-1')).toEqual([]);
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.examined.filter((one) => one === 'judge-1 sandbox')).toHaveLength(1);
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
  });

  describe('in single submissions for a slow moment', () => {
    const slowWorld = (...python: ('slow' | 'batch')[]) => {
      const world = worldOf(1);
      world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: { python, go: ['single'] } });
      return world;
    };
    const bells = async (world: ExecutorWorld, count: number, everyMs: number) => {
      for (let bell = 1; bell <= count; bell++) {
        await submit(world, bell);
        await settle(world, world.start([submissionIdOf(bell)]));
        await settle(world, world.clock.sleep(everyMs));
      }
    };
    const pythonLooks = (world: ExecutorWorld) =>
      world.examined.filter((one) => one === 'judge-1 python').length;

    it('is looked at again after 10 minutes, and batches from then on, with the reason recorded', async () => {
      const world = slowWorld('slow', 'batch');
      await bells(world, 9, 60_000);
      expect(pythonLooks(world)).toBe(1);
      expect((await slotsOf(world))[0]).toMatchObject({ singleLanguages: ['go', 'python'] });
      await settle(world, world.clock.sleep(120_000));
      // Others that come at the same time leave the look to one.
      await settle(world, world.start([]), world.start([]), world.start([]));
      expect(pythonLooks(world)).toBe(2);
      for (const slot of await slotsOf(world)) {
        expect(slot).toMatchObject({ batchLanguages: ['javascript', 'python'], singleLanguages: ['go'] });
        expect(slot.holder).toBeUndefined();
      }
      expect(world.decisions.map(({ action, reason }) => `${action}: ${reason}`)).toEqual([
        expect.stringMatching(/^open: .*python in single submissions: .*TLE/),
        expect.stringMatching(/^look-again: python only went wrong: .*TLE; .*batches javascript, python$/),
      ]);
      // What the judge lacks for certain was not tried again.
      expect(world.examined.filter((one) => one === 'judge-1 go')).toHaveLength(1);
    });

    it('is looked at three times again, and not when the session has closed', async () => {
      const world = slowWorld('slow');
      await bells(world, 30, 120_000);
      expect(pythonLooks(world)).toBe(4);
      const closed = slowWorld('slow', 'batch');
      await bells(closed, 1, 0);
      await settle(closed, closed.clock.sleep(closed.session.times.lastClosesAt - closed.clock.now()));
      await bells(closed, 1, 0);
      expect(pythonLooks(closed)).toBe(1);
    });

    it('counts a look that came to nothing', async () => {
      const world = slowWorld('slow', 'batch');
      await bells(world, 1, 600_000);
      const host = world.hosts.get('judge-1')!;
      world.beforeCall = async (_, call) => {
        if (call === 'examine') host.up = false;
      };
      await settle(world, world.start([]));
      host.up = true;
      world.beforeCall = async () => undefined;
      await settle(world, world.start([]));
      expect(pythonLooks(world)).toBe(1);
      await settle(world, world.clock.sleep(600_000));
      await settle(world, world.start([]));
      expect(pythonLooks(world)).toBe(2);
      expect((await slotsOf(world))[0]).toMatchObject({ batchLanguages: ['javascript', 'python'] });
    });

    it('waits for a slot that is free', async () => {
      const world = slowWorld('slow', 'batch');
      await bells(world, 1, 600_000);
      const { clock, slots } = world;
      for (const slot of await slotsOf(world))
        await slots.take(slot, 'busy', clock.now() + 60_000, clock.now());
      await settle(world, world.start([]));
      expect(pythonLooks(world)).toBe(1);
      await settle(world, clock.sleep(60_000));
      await settle(world, world.start([]));
      expect(pythonLooks(world)).toBe(2);
    });
  });

  it.each(['a program in its sandbox can connect to 1.1.1.1 port 80', 'its memory limit does nothing'])(
    'judges though %s, and it is told',
    async (wayOut) => {
      const world = worldOf(1);
      world.hosts.set('judge-1', { up: true, judgingMs: 100, wayOut });
      await submit(world, 1);
      await settle(world, world.start([submissionIdOf(1)]));
      expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
      expect(reasonOf(world, 'examined')).toContain(wayOut);
    },
  );

  it('tells its speed on its slots and with each result', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100 });
    await submit(world, 1);
    await settle(world, world.start([submissionIdOf(1)]));
    expect((await slotsOf(world)).map(({ speedFactor }) => speedFactor)).toEqual([1.25, 1.25]);
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged', result: { speedFactor: 1.25 } });
  });

  it('is not opened again once the session is gone', async () => {
    const world = new ExecutorWorld({ ...worldOf(1).session, fleet: 'gone', settledAt: EPOCH });
    world.hosts.set('judge-1', { up: true, judgingMs: 100 });
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.examined).toEqual([]);
    expect(await slotsOf(world)).toEqual([]);
  });
});
