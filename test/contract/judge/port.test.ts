import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Judge0Judge } from '../../../adapters/judge0/judge0-judge.ts';
import { parseBatchOutput, writeBatchInput } from '../../../core/grading/batch-protocol.ts';
import { makeBundle } from '../../../core/grading/bundle.ts';
import { type CallLimits, type JudgeCall, JudgeError } from '../../../core/grading/judge.ts';
import { LANGUAGES } from '../../../core/grading/languages/index.ts';
import { useJudge } from './judge-under-test.ts';

const COMPILE = { cpuMs: 15_000, wallMs: 20_000, memoryKiB: 524_288 };

const under = useJudge();

const LIMITS: CallLimits = {
  cpuMs: 2000,
  wallMs: 5000,
  memoryKiB: 128_000,
  stackKiB: 64_000,
  processes: 60,
  fileKiB: 1024,
};
const javascript = (source: string, more: Partial<JudgeCall> = {}): JudgeCall =>
  ({
    kind: 'source',
    languageId: LANGUAGES.javascript.judge0.id,
    source: Buffer.from(source),
    stdin: Buffer.alloc(0),
    limits: LIMITS,
    ...more,
  }) as JudgeCall;

describe('a judge', () => {
  it('tells its limits', async () => {
    const limits = await under.judge.limits();
    for (const value of Object.values(limits)) expect(value).toBeGreaterThan(0);
    expect(limits.maxCpuMs).toBeGreaterThanOrEqual(1000);
  });

  it('lists JavaScript and the multi-file program', async () => {
    const ids = (await under.judge.languages()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([LANGUAGES.javascript.judge0.id, 89]));
  });

  it('runs a program on its input, bytes for bytes', async () => {
    const stdin = Uint8Array.from({ length: 512 }, (_, i) => i % 256);
    const report = await under.judge.run(javascript('process.stdin.pipe(process.stdout)', { stdin }));
    expect(report).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(Buffer.from(report.stdout ?? [])).toEqual(Buffer.from(stdin));
    expect(report.cpuMs).toBeGreaterThan(0);
    expect(report.memoryKiB).toBeGreaterThan(0);
  });

  it('tells a crash, its exit code and stderr', async () => {
    const report = await under.judge.run(javascript('console.error("why"); process.exit(7)'));
    expect(report).toMatchObject({ outcome: 'crashed', exitCode: 7 });
    expect(Buffer.from(report.stderr ?? []).toString()).toContain('why');
  });

  it('ends a program that takes too long', async () => {
    const report = await under.judge.run(
      javascript('for (;;) {}', { limits: { ...LIMITS, cpuMs: 500, wallMs: 3000 } }),
    );
    expect(report.outcome).toBe('time-limit');
  });

  it('runs a bundle and its supervisor, in a PID namespace of its own and with seccomp', async () => {
    const language = LANGUAGES.javascript;
    const layout = language.layOut('console.log(require("fs").readFileSync(0, "utf8").length)');
    const nonce = 'c0ffee'.padEnd(32, '0');
    const report = await under.judge.run({
      kind: 'bundle',
      // Something may have taken the place of work/ while the program was compiled.
      zip: makeBundle({
        language,
        layout,
        memoryKiB: 65_536,
        compileLimits: COMPILE,
        extraFiles: { work: new Uint8Array() },
      }),
      stdin: writeBatchInput(
        {
          nonce, cpuMs: 1000, wallMs: 4000, memoryKiB: 200_000, dataKiB: 4_000_000, stackKiB: 64_000, outputBytes: 10_000,
          processes: 60, totalCpuMs: 1900, totalWallMs: 4900, totalOutputBytes: 500_000, stopAtFailure: false,
          mode: 'process-each',
        }, // biome-ignore format: one line a group
        [Buffer.from('abc'), Buffer.alloc(1000)],
      ),
      limits: { ...LIMITS, memoryKiB: 256_000 },
    });
    const batch = parseBatchOutput(report.stdout ?? new Uint8Array(), nonce, 2);
    expect(batch).toMatchObject({ begun: true, ownNamespace: true, seccomp: true });
    expect(batch.fault).toBeUndefined();
    expect(batch.frames.map(({ output }) => Buffer.from(output).toString())).toEqual(['3\n', '1000\n']);
    const told = ((batch.end?.cpuUs ?? 0) + (batch.end?.ownCpuUs ?? 0)) / 1000;
    expect(Math.abs((report.cpuMs ?? 0) - told)).toBeLessThan(100);
  });

  it('tells a compile error with the compiler output', async (context) => {
    const judge0Id = LANGUAGES.c.judge0.id;
    if (!(await under.judge.languages()).some(({ id }) => id === judge0Id)) context.skip('the host has no C');
    const report = await under.judge.run(
      javascript('int main(void) { return nothing; }', { languageId: judge0Id } as Partial<JudgeCall>),
    );
    expect(report.outcome).toBe('compile-error');
    expect(Buffer.from(report.compileOutput ?? []).toString()).toContain('nothing');
  });
});

describe('a judge that cannot', () => {
  const kindOf = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(JudgeError);
    return error as JudgeError;
  };

  it('refuses a wrong token, and says so', async () => {
    if (under.token === '') return;
    const judge = new Judge0Judge({ url: under.url, token: 'wrong' });
    const error = await kindOf(judge.run(javascript('1')));
    expect(error.kind).toBe('refused');
  });

  it('rejects limits above its own', async () => {
    const error = await kindOf(
      under.judge.run(javascript('1', { limits: { ...LIMITS, cpuMs: 10 * 3600_000 } })),
    );
    expect(error.kind).toBe('rejected');
    expect(error.message).toMatch(/cpu_time_limit/);
  });

  it('is unreachable when nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const error = await kindOf(new Judge0Judge({ url: `http://127.0.0.1:${port}` }).run(javascript('1')));
    expect(error.kind).toBe('unreachable');
  });

  it('ends waiting when it is told to', async () => {
    const abort = new AbortController();
    const running = under.judge.run(javascript('setTimeout(() => {}, 3000)'), abort.signal);
    setTimeout(() => abort.abort(), 200);
    expect((await kindOf(running)).kind).toBe('aborted');
  });
});
