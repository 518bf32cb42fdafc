import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Judge0Judge } from '../../adapters/judge0/judge0-judge.ts';
import type { Judge, JudgeReport } from '../../core/grading/judge.ts';
import {
  type JudgeSubmissionRequest,
  judgeSubmission,
  type SubmissionResult,
} from '../../core/grading/judge-submission.ts';
import { parseJudgeHostConfig } from '../../local/judge-host/config.ts';
import { startJudgeHost } from '../../local/judge-host/start.ts';

/** A local judge host of the benchmark's own, and a folder to work in. */
export interface Workbench {
  readonly folder: string;
  readonly judge: Judge;
  /** Reports of the judge calls made so far. */
  readonly reports: JudgeReport[];
  /** Judges a program on N times the same input; limits are wide, so that nothing but speed decides. */
  judgeMany(
    request: Pick<JudgeSubmissionRequest, 'language' | 'source'> & Partial<JudgeSubmissionRequest>,
    count: number,
    input: string,
    answer: string,
  ): Promise<SubmissionResult>;
  /** Compiles bare.c and returns a function that runs a command N times; wall and CPU time in ms. */
  bare(): (count: number, input: string, command: readonly string[]) => { wallMs: number; cpuMs: number };
  stop(): Promise<void>;
}

/** @param options.headStarts whether the host makes ready what compilers take, as hosts of the fleet do */
export async function openWorkbench({ headStarts = false } = {}): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'assize-bench-'));
  const host = await startJudgeHost({
    address: '127.0.0.1',
    port: 0,
    token: 'bench',
    slots: 2,
    dataDirectory: join(folder, 'host'),
    config: parseJudgeHostConfig({}),
    ...(headStarts ? { headStarts: join(folder, 'head-starts') } : {}),
    log: () => undefined,
  });
  const client = new Judge0Judge({ url: host.url, token: 'bench' });
  const reports: JudgeReport[] = [];
  const judge: Judge = {
    limits: (signal) => client.limits(signal),
    languages: (signal) => client.languages(signal),
    run: async (call, signal) => {
      const report = await client.run(call, signal);
      reports.push(report);
      return report;
    },
  };
  return {
    folder,
    judge,
    reports,
    judgeMany: async (request, count, input, answer) => {
      const hash = (text: string) => createHash('sha256').update(text).digest('hex');
      const stored = new Map([input, answer].map((text) => [hash(text), Buffer.from(text)]));
      return await judgeSubmission({
        limits: { timeMs: 2000, memoryKiB: 256 * 1024, outputKiB: 1024 },
        testCases: Array.from({ length: count }, (_, index) => ({
          id: `secret/${index}`,
          sample: false,
          group: 'secret',
          inputHash: hash(input),
          inputBytes: input.length,
          answerHash: hash(answer),
          answerBytes: answer.length,
        })),
        readTestData: async (wanted) => stored.get(wanted) as Buffer,
        policy: 'run-all',
        validation: { kind: 'default', args: [] },
        judge,
        newNonce: () => randomBytes(16).toString('hex'),
        ...request,
      });
    },
    bare: () => {
      const program = join(folder, 'bare');
      execFileSync('gcc', ['-O2', '-o', program, join(import.meta.dirname, 'bare.c')]);
      const file = join(folder, 'input');
      return (count, input, command) => {
        writeFileSync(file, input);
        const told = execFileSync(program, [String(count), file, ...command], { encoding: 'utf8' });
        const [wallUs = Number.NaN, cpuUs = Number.NaN] = told.split(' ').map(Number);
        return { wallMs: wallUs / 1000, cpuMs: cpuUs / 1000 };
      };
    },
    stop: async () => {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Wall time of something, in ms. */
export async function timeOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Fails loudly when a benchmark's program was not accepted: its figures would mean nothing. */
export function mustBeAccepted(result: SubmissionResult): SubmissionResult {
  if (result.verdict !== 'AC')
    throw new Error(
      `the benchmark's program got ${JSON.stringify({ ...result, perCase: result.perCase.slice(0, 1) })}`,
    );
  return result;
}
