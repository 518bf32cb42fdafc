import { expect, it } from 'vitest';
import type { Measure } from '../../../../core/metrics/metric-table.ts';
import { figuresOf } from '../../../../core/monitoring/figures.ts';
import { sandboxProgramFor } from '../../../../core/review/sandbox/sandbox-program.ts';
import { compilerRunId, isCompilerRun, queueCompilerRun } from '../../../../core/submissions/compiler-run.ts';
import { measureVerdict } from '../../../../core/submissions/measure-executor.ts';
import type { BatchRecord } from '../../../../core/submissions/metrics-store.ts';
import { rejudgedId, WORK_ID_PATTERN } from '../../../../core/submissions/rejudged.ts';
import type { HandedIn } from '../../../../core/submissions/submission.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { ExecutorWorld } from '../../../support/executor-world.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

const DAY = 86_400_000;

/** A session that is over, with one host, and a run over a submission that was handed in so. */
async function worldOf(handedIn: HandedIn, language = 'cpp') {
  const world = new ExecutorWorld();
  const { sessionId, times } = world.session;
  await world.addHost('i-1', 0);
  await world.slots.open([{ ...world.slotOf('i-1', 0), batchLanguages: ['javascript', language] }]);
  const submissionId = submissionIdOf(1);
  await world.submissions.accept(queuedOf({ submissionId, language, sessionId: 'elsewhere' }), handedIn);
  const run = queueCompilerRun(digestOf(queuedOf({ submissionId, language })), sessionId, 1, 0);
  await world.submissions.acceptAgain({
    ...run,
    rejudges: { ...run.rejudges!, sessionId: 'elsewhere' },
  });
  // Over, so that no slot is kept for those who sit it.
  const wait = world.clock.sleep(times.lastClosesAt + 1 - world.clock.now());
  await world.clock.runUntil(() => world.clock.now() > times.lastClosesAt, world.clock.now() + DAY);
  await wait;
  const calls: string[] = [];
  world.beforeCall = async (_, call) => void calls.push(call);
  const work = async () => {
    let over = false;
    void world.start([run.submissionId]).finally(() => {
      over = true;
    });
    await world.clock.runUntil(() => over, world.clock.now() + DAY);
    return await world.submissions.get(sessionId, run.submissionId);
  };
  return { world, sessionId, calls, work };
}

it('is called as what a rejudging judges again, and known by its session', () => {
  const { sessionId } = queuedOf();
  const id = compilerRunId(sessionId, submissionIdOf(1));
  expect(id).toMatch(WORK_ID_PATTERN);
  expect(isCompilerRun({ sessionId, submissionId: id })).toBe(true);
  expect(isCompilerRun({ sessionId, submissionId: submissionIdOf(1) })).toBe(false);
  expect(isCompilerRun({ sessionId, submissionId: rejudgedId(submissionIdOf(900), submissionIdOf(1)) })).toBe(
    false,
  );
});

it('runs the program of the language over what was handed in, which is data, and keeps all that it printed', async () => {
  const { world, sessionId, calls, work } = await worldOf({
    source: [
      { name: 'a.cpp', source: 'int f();' },
      { name: 'b.cpp', source: 'int main() {}' },
    ],
  });
  const printed = `{"diagnostics":[],"gaps":[],"more":"${'x'.repeat(12_000)}"}`;
  world.prints = () => printed;
  expect(await work()).toMatchObject({
    state: 'judged',
    language: 'cpp',
    result: { verdict: 'AC', perCase: [{ outputHead: printed }] },
  });
  expect(world.inputs).toEqual(['// a.cpp\nint f();\n// b.cpp\nint main() {}']);
  expect(world.sources).toEqual([sandboxProgramFor('cpp')!.source]);
  expect(world.policies).toEqual(['run-all']);
  expect(calls).not.toContain('getProblemVersion');
  expect(await world.submissions.count(sessionId)).toMatchObject({ accepted: 0 });
  expect(await world.submissions.listUnannounced(sessionId, 10)).toEqual([]);
  expect(await world.submissions.listRejudged(sessionId, sessionId)).toMatchObject([
    { submissionId: submissionIdOf(1), state: 'judged' },
  ]);
  const batches: BatchRecord[] = [];
  await world.metrics.readBatches(sessionId, (some) => void batches.push(...some));
  const [batch] = batches;
  const rates = { usdPerJudgeSecond: 1 };
  expect(figuresOf(batch!, rates)).toMatchObject({ rejudgings: 0, submissions: 0, trials: 0, judgeCalls: 1 });
  expect(
    figuresOf({ ...batch!, submissionId: rejudgedId(submissionIdOf(900), submissionIdOf(1)) }, rates),
  ).toMatchObject({ rejudgings: 1 });
});

it('keeps nobody waiting for a verdict', () => {
  const { sessionId } = queuedOf();
  const told: unknown[] = [];
  const measure: Measure = (id, value, ...[dimensions]) => void told.push([id, value, dimensions]);
  const run = queueCompilerRun(digestOf(queuedOf()), sessionId, 1, 0);
  const lease = { leaseId: 'l', until: DAY, hostId: 'i-1' };
  for (const submission of [run, queuedOf()])
    measureVerdict(
      { ...submission, submittedAt: 1_000, state: 'running', startedAt: 2_000, lease },
      5_000,
      measure,
    );
  expect(told).toEqual([['verdictMs', 4_000, { lane: 'contest' }]]);
});

it('ends at once where no host has what it takes, and says so', async () => {
  const { world, work } = await worldOf({ source: 'int main() {}' });
  world.lacking.add('python');
  expect(await work()).toMatchObject({
    state: 'quarantined',
    attempts: 1,
    reason: expect.stringContaining('the judge has no Python'),
  });
  expect(world.sources).toEqual([]);
});

it('ends at once in a language that no compiler is asked of', async () => {
  const { work } = await worldOf({ source: 'x' }, 'javascript');
  expect(await work()).toMatchObject({ state: 'quarantined', reason: 'nobody is asked of javascript' });
});

it('is tried again on another host where its host is lost, as what is judged', async () => {
  const { world, work } = await worldOf({ source: 'int main() {}' });
  world.poison.add(sandboxProgramFor('cpp')!.source);
  expect(await work()).toMatchObject({ state: 'queued' });
  world.poison.clear();
  await world.slots.open([{ ...world.slotOf('i-2', 0), batchLanguages: ['cpp'] }]);
  world.hosts.set('i-2', { up: true, judgingMs: 1_000 });
  expect(await work()).toMatchObject({ state: 'judged', setbacks: [{ kind: 'host-lost', hostId: 'i-1' }] });
});
