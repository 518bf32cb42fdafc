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
    submissionId,
  );
}

/** Runs executors to their end on virtual time. */
async function settle(world: ExecutorWorld, ...executors: Promise<unknown>[]) {
  let results: PromiseSettledResult<unknown>[] | undefined;
  void Promise.allSettled(executors).then((all) => {
    results = all;
  });
  await world.clock.runUntil(() => results !== undefined, world.clock.now() + 3_600_000);
  return results ?? [];
}

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
    expect(world.examined).toEqual(['judge-1 go javascript python']);
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

  it('may be examined by two executors at a time: every slot opens once, and each submission has one verdict', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100, examinations: NO_GO });
    for (let number = 1; number <= 4; number++) await submit(world, number);
    await submit(world, 5, 'go');
    await settle(world, world.start([submissionIdOf(1)]), world.start([submissionIdOf(2)]));
    expect(world.examined).toHaveLength(2);
    expect(await slotsOf(world)).toHaveLength(2);
    expect(await world.submissions.count(world.session.sessionId)).toMatchObject({
      judged: 4,
      quarantined: 1,
    });
    expect([...world.submissions.outcomes.values()]).toEqual([1, 1, 1, 1, 1]);
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
    expect(world.examined).toEqual(['judge-1 go javascript python', 'judge-1 go python']);
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

  it('opens nothing on an examination that was broken off', async () => {
    const world = worldOf(1);
    world.hosts.set('judge-1', { up: true, judgingMs: 100 });
    await submit(world, 1);
    const ending = new AbortController();
    void world.clock.sleep(500).then(() => ending.abort());
    const [end] = await settle(world, world.start([submissionIdOf(1)], { signal: ending.signal }));
    expect(end).toMatchObject({ status: 'rejected' });
    expect(await slotsOf(world)).toEqual([]);
    expect(await world.findings.list('http://judge-1')).toEqual([]);
  });

  it('in whose sandbox a program can connect out judges, and it is told', async () => {
    const world = worldOf(1);
    const wayOut = 'a program in its sandbox can connect to 1.1.1.1 port 80';
    world.hosts.set('judge-1', { up: true, judgingMs: 100, wayOut });
    await submit(world, 1);
    await settle(world, world.start([submissionIdOf(1)]));
    expect(await stateOf(world, 1)).toMatchObject({ state: 'judged' });
    expect(reasonOf(world, 'examined')).toContain(wayOut);
  });

  it('is not opened again once the session is gone', async () => {
    const world = new ExecutorWorld({ ...worldOf(1).session, fleet: 'gone', settledAt: EPOCH });
    world.hosts.set('judge-1', { up: true, judgingMs: 100 });
    await settle(world, world.start([submissionIdOf(1)]));
    expect(world.examined).toEqual([]);
    expect(await slotsOf(world)).toEqual([]);
  });
});
