import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Judge0Judge } from '../../../adapters/judge0/judge0-judge.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import type { HostFinding, ProbeRequest } from '../../../core/examination/examination.ts';
import { askHost, examineHost, type ProbePorts } from '../../../core/examination/examine-host.ts';
import {
  type CountingJudge,
  type JudgeCall,
  JudgeError,
  type JudgeReport,
} from '../../../core/grading/judge.ts';
import { judgeSubmission } from '../../../core/grading/judge-submission.ts';

const TOKEN = 'token-of-this-round';
let host: ChildProcess;
let data: string;
let url = '';

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'assize-examined-'));
  const main = fileURLToPath(new URL('../../../local/judge-host/main.ts', import.meta.url));
  host = spawn(process.execPath, [main, '--port', '0', '--slots', '2', '--data', data], {
    env: { ...process.env, ASSIZE_JUDGE_TOKEN: TOKEN },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: host.stdout! })) {
    const told = JSON.parse(line) as { readonly url?: string };
    if (told.url !== undefined) {
      url = told.url;
      break;
    }
  }
});

afterAll(async () => {
  const ended = once(host, 'exit');
  host.stdin?.end();
  host.kill('SIGTERM');
  await ended;
  await rm(data, { recursive: true, force: true });
});

/** What a faulty host does otherwise; the host behind it is real. */
type Fault = (
  call: JudgeCall,
  run: (limits?: Partial<JudgeCall['limits']>) => Promise<JudgeReport>,
) => Promise<JudgeReport>;

function ports(fault?: Fault): ProbePorts {
  return {
    clock: systemClock,
    judgeSubmission,
    newNonce: () => randomBytes(16).toString('hex'),
    judgeAt: (at, token) => {
      const judge = new Judge0Judge({ url: at, token });
      if (fault === undefined) return judge;
      const faulty: CountingJudge = {
        limits: (signal) => judge.limits(signal),
        languages: (signal) => judge.languages(signal),
        workers: (signal) => judge.workers(signal),
        run: (call, signal) =>
          fault(call, (limits) => judge.run({ ...call, limits: { ...call.limits, ...limits } }, signal)),
      };
      return faulty;
    },
  };
}

const ask = async (
  task: ProbeRequest['task'],
  changes: Partial<ProbeRequest> = {},
  fault?: Fault,
): Promise<HostFinding> =>
  await askHost(
    { hostId: 'i-1', url, token: TOKEN, task, languages: ['javascript'], ...changes },
    ports(fault),
  );

function examinationOf(finding: HostFinding) {
  if (finding.kind !== 'examined') throw new Error(JSON.stringify(finding));
  return finding.examination;
}

/** A judge that takes a memory limit and applies none, as a kernel without the controller does. */
const unlimited: Fault = async (_, run) => await run({ memoryKiB: 512_000 });

const TIMEOUT = 120_000;

/** How many judge calls an examination took, with its result. */
async function countCalls(languages: string[], fault: Fault = async (_, run) => await run()) {
  let calls = 0;
  const finding = await ask('examine', { languages }, async (call, run) => {
    calls++;
    return await fault(call, run);
  });
  return { calls, examination: examinationOf(finding) };
}
const isBatch = ({ kind, stdin }: JudgeCall) => kind === 'bundle' && stdin.length > 0;

describe('asking a host', () => {
  it('reaches it with its token, and not without', async () => {
    expect(await ask('reach')).toMatchObject({ hostId: 'i-1', kind: 'reachable' });
    expect(await ask('reach', { token: 'another' })).toMatchObject({ kind: 'unreachable' });
    expect(await ask('reach', { url: 'http://127.0.0.1:1' })).toMatchObject({ kind: 'unreachable' });
  });

  it('lets a sound host pass, with what it found in each language', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(await ask('examine'));
    expect(examination).toMatchObject({ passed: true, batchLanguages: ['javascript'], singleLanguages: [] });
    expect(examination).toMatchObject({
      sandbox: 'no way out of the sandbox, and its memory limit holds',
    });
    expect(examination.speedFactor).toBeGreaterThan(0);
    expect(examination.architecture).toMatch(/^(x86_64|aarch64)$/);
    // What the judge itself counts, whatever its type was planned with.
    expect(examination.slots).toBe(2);
  });

  it('fails a host that lacks a language of the session', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(await ask('examine', { languages: ['cobol'] }));
    expect(examination).toMatchObject({ passed: false });
    expect(examination.reason).toContain('cobol');
  });

  it('examines the other languages of a host that has failed in one', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(await ask('examine', { languages: ['javascript', 'cobol'] }));
    expect(examination).toMatchObject({
      passed: true,
      reason: expect.stringMatching(/verdicts in javascript; .*not judged: cobol, since /),
      batchLanguages: ['javascript'],
      notJudged: [{ language: 'cobol', lacking: false }],
    });
  });

  it('does not wait for a host that has failed already', { timeout: TIMEOUT }, async () => {
    const patience = new AbortController();
    const faulty = ports(async (call, run) => {
      if (call.stdin.length === 0) return await run();
      patience.abort();
      throw new JudgeError('aborted', 'aborted');
    });
    const examine = async (languages: string[]) =>
      await examineHost(languages, faulty.judgeAt(url, TOKEN), faulty, patience.signal);
    expect(await examine(['cobol', 'javascript'])).toMatchObject({
      passed: false,
      batchLanguages: [],
      notJudged: [{ language: 'cobol' }],
    });
  });

  it('tells of a host that takes no multi-file programs what else it judges', {
    timeout: TIMEOUT,
  }, async () => {
    const examination = examinationOf(
      await ask('examine', {}, async (call, run) => {
        if (call.kind === 'bundle') throw new JudgeError('rejected', 'language with id 89 does not exist');
        return await run();
      }),
    );
    expect(examination).toMatchObject({
      passed: false,
      singleLanguages: ['javascript'],
      sandbox: expect.stringContaining('could not run: language with id 89'),
    });
    expect(examination.openTo).toBeUndefined();
  });

  it('fails a host whose sandbox has a way out', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(
      await ask('examine', {}, async (_, run) => {
        const report = await run();
        const told = Buffer.from(report.stdout ?? []).toString('latin1');
        return { ...report, stdout: Buffer.from(told.replace('closed 169.254', 'open 169.254'), 'latin1') };
      }),
    );
    expect(examination).toMatchObject({ passed: false, openTo: '169.254.169.254 port 80' });
    expect(examination.reason).toContain('169.254.169.254 port 80');
  });

  describe('whose memory limit does not hold', () => {
    const LOOK_FOR = /memory controller of cgroup v1 on the host, .*memory\.limit_in_bytes/;

    it('fails, and says what to look for', { timeout: TIMEOUT }, async () => {
      const examination = examinationOf(await ask('examine', {}, unlimited));
      expect(examination).toMatchObject({ passed: false });
      expect(examination.openTo).toBeUndefined();
      expect(examination.reason).toMatch(
        /^its memory limit does nothing: a program took 150 MB where 65.536 MB/,
      );
      expect(examination.reason).toMatch(LOOK_FOR);
    });

    it('fails where what it kills is not counted', { timeout: TIMEOUT }, async () => {
      for (const memoryKiB of [null, 3_000]) {
        const examination = examinationOf(
          await ask('examine', { languages: [] }, async (_, run) => ({ ...(await run()), memoryKiB })),
        );
        expect(examination).toMatchObject({
          passed: false,
          reason: expect.stringMatching(/^it counts no memory/),
        });
        expect(examination.reason).toMatch(LOOK_FOR);
      }
    });

    it('fails where its time ended before memory was taken', { timeout: TIMEOUT }, async () => {
      const examination = examinationOf(
        await ask('examine', { languages: [] }, async (_, run) => {
          const report = await run();
          const [told = ''] = Buffer.from(report.stdout ?? [])
            .toString('latin1')
            .split('memory wanted');
          return {
            ...report,
            outcome: 'time-limit',
            status: '5 Time Limit Exceeded',
            stdout: Buffer.from(told),
          };
        }),
      );
      expect(examination.reason).toBe('its memory limit could not be tried: 5 Time Limit Exceeded');
    });
  });

  it('fails a host whose speed cannot be measured', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(
      await ask('examine', { languages: [] }, async (_, run) => {
        const report = await run();
        const told = Buffer.from(report.stdout ?? []).toString('latin1');
        return { ...report, stdout: Buffer.from(told.replace('speed ', 'speed 9'), 'latin1') };
      }),
    );
    expect(examination.reason).toMatch(/^its speed could not be measured: /);
    expect(examination.speedFactor).toBeUndefined();
  });

  it('measures a host that judges where it is asked to, and only then', { timeout: TIMEOUT }, async () => {
    const measured = await ask('probe', { measures: true });
    expect(measured).toMatchObject({ kind: 'probed', healthy: true, speedFactor: expect.any(Number) });
    expect(await ask('probe', {})).not.toHaveProperty('speedFactor');
  });

  it('does not doubt a host that could not be measured', { timeout: TIMEOUT }, async () => {
    const finding = await ask('probe', { measures: true }, async (call, run) => {
      if (call.stdin.length === 0) throw new JudgeError('busy', 'queue is full');
      return await run();
    });
    expect(finding).toMatchObject({ kind: 'probed', healthy: true });
    expect(finding).not.toHaveProperty('speedFactor');
  });

  it('fails a host on which programs give nothing', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(
      await ask('examine', {}, async (call, run) => {
        const report = await run();
        return call.stdin.length === 0 ? report : { ...report, stdout: new Uint8Array() };
      }),
    );
    expect(examination.passed).toBe(false);
    expect(examination.reason).toMatch(/^javascript: in a batch .*; alone /);
    // It may have been ill, so nothing is said of what such hosts can do.
    expect(examination.notJudged).toMatchObject([{ language: 'javascript', lacking: false }]);
  });

  it('finds out that a host judges only in single submissions', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(
      await ask('examine', {}, async (call, run) => {
        // Bundles with input are batches; the sandbox check has none.
        if (call.kind === 'bundle' && call.stdin.length > 0)
          throw new JudgeError('rejected', 'no multi-file programs');
        return await run();
      }),
    );
    expect(examination).toMatchObject({ passed: true, batchLanguages: [], singleLanguages: ['javascript'] });
  });

  // docs/operators.md tells these figures.
  it('costs a judge call for the sandbox, and for a language one and one more where it compiles', {
    timeout: TIMEOUT,
  }, async () => {
    expect(await countCalls([])).toMatchObject({ calls: 1 });
    expect(await countCalls(['javascript'])).toMatchObject({
      calls: 1 + 1,
      examination: { batchLanguages: ['javascript'] },
    });
    expect(await countCalls(['c', 'cpp', 'python'])).toMatchObject({
      calls: 1 + 2 + 2 + 1,
      examination: { batchLanguages: ['c', 'cpp', 'python'] },
    });
  });

  it('costs a refused batch and a call a test case where a host judges in single submissions', {
    timeout: TIMEOUT,
  }, async () => {
    const refused = async (call: JudgeCall, run: () => Promise<JudgeReport>) => {
      if (isBatch(call)) throw new JudgeError('rejected', 'no multi-file programs');
      return await run();
    };
    expect(await countCalls(['javascript'], refused)).toMatchObject({ calls: 1 + 1 + 5 });
    expect(await countCalls(['c'], refused)).toMatchObject({
      calls: 1 + 1 + 5 + 1,
      examination: { singleLanguages: ['c'] },
    });
  });

  it('does not take one slow moment for a host without batches: the batch is tried once more', {
    timeout: TIMEOUT,
  }, async () => {
    let batches = 0;
    const { examination } = await countCalls(['javascript'], async (call, run) => {
      const report = await run();
      // The judge's own time limit came before the batch's first run.
      return isBatch(call) && ++batches === 1
        ? { ...report, outcome: 'time-limit', status: '5 Time Limit Exceeded', stdout: null }
        : report;
    });
    expect(examination).toMatchObject({
      passed: true,
      batchLanguages: ['javascript'],
      singleLanguages: [],
    });
  });

  it('finds out that a host has a language where bundles do not look for it', {
    timeout: TIMEOUT,
  }, async () => {
    const examination = examinationOf(
      await ask('examine', {}, async (call, run) => {
        if (call.kind !== 'bundle' || call.stdin.length === 0) return await run();
        const stderr = Buffer.from('assize: no toolchain: node\n');
        return { ...(await run()), outcome: 'crashed', stdout: null, stderr, exitCode: 127 };
      }),
    );
    expect(examination).toMatchObject({ passed: true, batchLanguages: [], singleLanguages: ['javascript'] });
  });

  it('fails a host that has a language in no way, and says so', { timeout: TIMEOUT }, async () => {
    const examination = examinationOf(
      await ask('examine', {}, async (call, run) => {
        if (call.kind === 'source') throw new JudgeError('rejected', 'language with id 63 does not exist');
        if (call.stdin.length === 0) return await run();
        throw new JudgeError('incapable', 'assize: no toolchain: node');
      }),
    );
    expect(examination.passed).toBe(false);
    expect(examination.reason).toMatch(/^javascript: in a batch .*no toolchain: node; alone .*id 63/);
    expect(examination.notJudged).toEqual([
      { language: 'javascript', lacking: true, reason: expect.stringMatching(/^in a batch .*id 63/) },
    ]);
  });

  it('says of a host that dies while it is examined that it is unreachable', async () => {
    let calls = 0;
    const finding = await ask('examine', {}, async (_, run) => {
      if (++calls > 1) throw new JudgeError('unreachable', 'connection reset');
      return await run();
    });
    expect(finding).toMatchObject({ kind: 'unreachable', detail: 'connection reset' });
  });

  it('probes a host that works: right, wrong, or busy, which is no failure yet', {
    timeout: TIMEOUT,
  }, async () => {
    expect(await ask('probe')).toMatchObject({ kind: 'probed', healthy: true });
    const wrong = await ask('probe', {}, async (_, run) => ({ ...(await run()), stdout: new Uint8Array() }));
    expect(wrong).toMatchObject({ kind: 'probed', healthy: false });
    const busy = await ask('probe', {}, async () => {
      throw new JudgeError('busy', 'queue is full');
    });
    expect(busy).toMatchObject({ kind: 'unfinished', detail: 'its queue is full' });
    expect(await ask('probe', { url: 'http://127.0.0.1:1' })).toMatchObject({ kind: 'unreachable' });
  });
});
