import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hideToolchains } from '../support/hide-toolchains.ts';
import { listDescendants, listProcessesOf, type SeenProcess, stillAlive } from '../support/process-tree.ts';
import { makeDataDir, spawnStart } from '../support/run-start.ts';
import { until } from '../support/until.ts';

/** With JavaScript alone an exam is short; where nothing can be hidden the class plays all that is there. */
const hidden = hideToolchains();

/** A verdict that has come, in the plain view. */
const A_VERDICT = /^ {2}(AC|WA|TLE|MLE|RTE|CE) /m;

type Run = ReturnType<typeof spawnStart> & {
  readonly lines: readonly string[];
  /** Waits until a line matches. Fails when the run ends before. */
  says(pattern: RegExp): Promise<void>;
};

let data: ReturnType<typeof makeDataDir>;
let started: Run[] = [];

beforeEach(() => {
  data = makeDataDir();
});
afterEach(async ({ task }) => {
  for (const { child, ended, lines } of started) {
    if (task.result?.state === 'fail') console.error(lines.join('\n'));
    child.kill('SIGKILL');
    await ended;
  }
  started = [];
  data.remove();
});

/** A run of `npm start` in the test's folder, and what it has printed so far. */
function start(...args: readonly string[]): Run {
  const lines: string[] = [];
  const run = spawnStart(
    ['--short', '--minutes', '0.5', ...args, '--data', data.path],
    (line) => lines.push(line),
    hidden === undefined ? {} : { within: hidden },
  );
  const says = async (pattern: RegExp) => {
    await until(
      () => lines.some((line) => pattern.test(line)) || run.child.exitCode !== null,
      (done) => done,
    );
    expect(lines.join('\n')).toMatch(pattern);
  };
  const tracked = { ...run, lines, says };
  started.push(tracked);
  return tracked;
}

/** Everything that a run has started ends within seconds, however the run itself ended. */
async function expectNothingLeft(seen: readonly SeenProcess[]): Promise<void> {
  await until(
    () => [...stillAlive(seen), ...listProcessesOf(data.path)].map(({ pid, command }) => `${pid} ${command}`),
    (left) => left.length === 0,
    20_000,
  );
}

describe('npm start', () => {
  it('leaves nothing behind when it is killed while it judges; the next start brings everything to its end', async () => {
    const killed = start('--once');
    await killed.says(A_VERDICT);
    // A verdict can be told before the counts that it is in.
    await killed.says(/accepted=[1-9]/);
    // Programs come and go: all that are seen until one is under way, and whatever runs when it ends.
    const seen = new Map<string, SeenProcess>();
    const look = () => {
      for (const one of listDescendants(killed.child.pid!)) seen.set(`${one.pid} ${one.startTime}`, one);
      return [...seen.values()].map(({ command }) => command);
    };
    await until(look, (commands) => commands.some((command) => /runner-|supervisor-/.test(command)));
    look();
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect([...seen.values()].map(({ command }) => command).join('\n')).toContain('judge-host');
    await expectNothingLeft([...seen.values()]);
    const accepted = Number(/.*accepted=(\d+)/s.exec(killed.lines.join('\n'))![1]);
    expect(accepted).toBeGreaterThan(0);

    const run = start();
    await run.says(/of an earlier run is not settled/);
    await run.says(/✓ settled: \d+ accepted/);
    const [all, judged, quarantined, launched, terminated] =
      /settled: (\d+) accepted = (\d+) judged \+ (\d+) quarantined; (\d+) hosts launched, (\d+) terminated/
        .exec(run.lines.join('\n'))!
        .slice(1)
        .map(Number);
    expect(all).toBeGreaterThanOrEqual(accepted);
    expect({ judged, quarantined, terminated }).toEqual({
      judged: all,
      quarantined: 0,
      terminated: launched,
    });

    // A second one, while the first stays up, says so and plays a session of its own there.
    await run.says(/The system is up/);
    await run.says(/http:\/\/127\.0\.0\.1:\d+\/\S+\/p01 .* sits the practice exam/);
    const beside = start('--once');
    const { code, stdout, stderr, summary } = await beside.ended;
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain(`Assize already runs here (process ${run.child.pid})`);
    expect(summary).toMatchObject({ verdicts: { unexpected: 0 }, ledgerBalanced: true });
    if (hidden !== undefined) {
      expect(summary!.languages).toEqual({ ran: ['javascript'], missing: ['python', 'cpp', 'java'] });
      for (const [language, line] of [
        ['python', 'apt-get install python3'],
        ['cpp', 'apt-get install g\\+\\+'],
        ['java', 'apt-get install default-jdk-headless'],
      ])
        expect(
          stdout.match(new RegExp(`${language} has no toolchain here and is left out; .*${line}`, 'g')),
        ).toHaveLength(1);
    }

    // And Ctrl-C, once the first has played, ends it as asked.
    const whole = listDescendants(run.child.pid!);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    await expectNothingLeft(whole);
  }, 400_000);

  it.each([
    ['SIGINT', A_VERDICT],
    ['SIGTERM', /booked Sample exam/],
  ] as const)('ends with 130 and leaves nothing on %s while it plays', async (signal, moment) => {
    const run = start('--once');
    await run.says(moment);
    const seen = listDescendants(run.child.pid!);
    run.child.kill(signal);
    expect((await run.ended).code).toBe(130);
    await expectNothingLeft(seen);
    expect(existsSync(join(data.path, 'local.json'))).toBe(false);
  });
});
