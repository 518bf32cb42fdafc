import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDataDir, spawnStart } from '../support/run-start.ts';

/** A gate that has just played this exam need not play it twice. */
const itPlays = it.skipIf(process.env.ASSIZE_EXAM_PLAYED);

describe('npm start -- --once --short', () => {
  let data: ReturnType<typeof makeDataDir>;

  beforeEach(() => {
    data = makeDataDir();
  });
  afterEach(() => {
    data.remove();
  });

  itPlays('plays an exam from booking to bill, and leaves nothing running', async () => {
    const { child, ended } = spawnStart(['--once', '--short', '--data', data.path]);
    const run = await ended;

    expect(run.summary, run.stdout + run.stderr).toMatchObject({
      submissions: { quarantined: 0 },
      verdicts: { unexpected: 0 },
      ledgerBalanced: true,
    });
    expect(run.code).toBe(0);
    const summary = run.summary!;
    expect(summary.submissions.accepted).toBe(summary.verdicts.expected);
    expect(summary.submissions.judged).toBe(summary.submissions.accepted);
    expect(summary.languages.ran).toContain('javascript');
    expect(summary.hosts.launched).toBeGreaterThan(0);
    expect(summary.hosts.terminated).toBe(summary.hosts.launched);
    expect(summary.hostSeconds.byEc2).toBeGreaterThan(0);
    expect(summary.hostSeconds.billed).toBeGreaterThanOrEqual(summary.hostSeconds.byEc2);
    expect(summary.costUsd).toBeGreaterThan(0);
    expect(existsSync(join(data.path, 'local.json'))).toBe(false);
    expect(() => process.kill(child.pid!, 0)).toThrow();
  });

  it('names the option that is wrong', async () => {
    const run = await spawnStart(['--account', 'old']).ended;
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--account must be new or standard, not old');
  });
});
