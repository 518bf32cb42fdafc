import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TitledReport } from '../../loadtest/report-page.ts';
import { findToolchains } from '../../local/judge-host/toolchains.ts';
import { ROOT } from '../../scripts/fingerprint.ts';

const out = mkdtempSync(join(tmpdir(), 'assize-load-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

function loadtest(...args: readonly string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const command = [join(ROOT, 'loadtest', 'run.ts'), ...args];
    // In a folder where no system runs: it starts one.
    execFile(process.execPath, command, { cwd: out, timeout: 200_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const hasPython = (await findToolchains()).found.some(({ name }) => name === 'python');

describe('npm run loadtest', () => {
  it.runIf(hasPython)('puts a load on a system of its own, and reports what became of it', async () => {
    const few = ['--users', '3', '--rate', '2', '--duration', '4', '--curve', 'flash', '--test-cases', '2'];
    const { code, stdout, stderr } = await loadtest(...few, '--hosts', '1', '--out', out, '--json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('report.html has the pictures')]);
    const { load, report } = JSON.parse(stdout) as TitledReport;
    expect(load).toMatchObject({ users: 3, curve: 'flash', mode: 'async' });
    expect(report.submissions).toMatchObject({
      sent: 8,
      accepted: 8,
      judged: 8,
      lost: 0,
      wrong: 0,
      verdicts: { AC: 8 },
    });
    expect(report.verdict.count).toBe(8);
    expect(report.queue.samples.at(-1)).toMatchObject({ queued: 0, running: 0, ended: 8, slots: 2 });
    const roles = report.processors.map(({ who }) => who);
    expect(roles).toEqual(
      expect.arrayContaining([
        'judge hosts and programs',
        'function api',
        'emulated cloud',
        'load generator',
      ]),
    );
    expect(report.functions.find(({ name }) => name === 'submission-executor')?.invocations).toBeGreaterThan(
      0,
    );
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual({
      load,
      report,
      at: expect.any(String),
      target: expect.any(String),
    });
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Queue over time');
  });

  it('names the option that is wrong, and how all of them are used', async () => {
    const { code, stderr } = await loadtest('--users', 'many');
    expect(code).toBe(2);
    expect(stderr).toContain('--users must be a number from 1 to 2000, not many');
    expect(stderr).toContain('npm run loadtest [-- OPTION ...]');
  });
});
