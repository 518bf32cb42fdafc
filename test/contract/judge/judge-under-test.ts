import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Judge0Judge } from '../../../adapters/judge0/judge0-judge.ts';
import type { Judge } from '../../../core/grading/judge.ts';
import {
  type JudgeSubmissionRequest,
  judgeSubmission,
  type SubmissionResult,
} from '../../../core/grading/judge-submission.ts';
import type { LanguageId } from '../../../core/grading/languages/index.ts';
import type { TestCase } from '../../../core/grading/test-case.ts';
import { parseJudgeHostConfig } from '../../../local/judge-host/config.ts';
import type { SandboxKind } from '../../../local/judge-host/sandbox/command.ts';
import { startJudgeHost } from '../../../local/judge-host/start.ts';

/** Whether this is `npm run verify` or a run against somebody's Judge0: everything then; `npm test` takes a part. */
export const THOROUGH = process.env['ASSIZE_LONG_TESTS'] === '1' || (process.env['JUDGE0_URL'] ?? '') !== '';

/** A Judge0 to test against: the one that JUDGE0_URL names, or a local judge host of this file's own. */
export interface JudgeUnderTest {
  readonly url: string;
  readonly token: string;
  readonly judge: Judge;
  /** Whether it is somebody's Judge0, which may be slow and keeps what it is sent. */
  readonly real: boolean;
  stop(): Promise<void>;
}

/** Starts (or names) the judge. `config` are settings of judge0.conf, these and the sandbox for a local host only. */
export async function startJudgeUnderTest(
  config: Record<string, unknown> = {},
  sandbox?: SandboxKind,
): Promise<JudgeUnderTest> {
  const url = process.env['JUDGE0_URL'];
  if (url !== undefined && url !== '') {
    const token = process.env['JUDGE0_TOKEN'] ?? '';
    return { url, token, judge: new Judge0Judge({ url, token }), real: true, stop: async () => undefined };
  }
  const dataDirectory = mkdtempSync(join(tmpdir(), 'assize-judge-'));
  const token = randomBytes(8).toString('hex');
  const host = await startJudgeHost({
    address: '127.0.0.1',
    port: 0,
    token,
    slots: 2,
    dataDirectory,
    sandbox,
    config: parseJudgeHostConfig(config),
    log: () => undefined,
  });
  return {
    url: host.url,
    token,
    judge: new Judge0Judge({ url: host.url, token }),
    real: false,
    stop: async () => {
      await host.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A judge for all tests of a file: started before the first, ended after the last. */
export interface JudgeInUse extends Omit<JudgeUnderTest, 'stop'> {
  /** Whether it lists a language, by Judge0's id. */
  offers(judge0Id: number): boolean;
}

/** Has the file's tests run against a judge, which is there once they run. */
export function useJudge(config: Record<string, unknown> = {}, sandbox?: SandboxKind): JudgeInUse {
  let under: JudgeUnderTest;
  let offered: ReadonlySet<number>;
  beforeAll(async () => {
    under = await startJudgeUnderTest(config, sandbox);
    offered = new Set((await under.judge.languages()).map(({ id }) => id));
  });
  afterAll(async () => await under.stop());
  return {
    get url() {
      return under.url;
    },
    get token() {
      return under.token;
    },
    get judge() {
      return under.judge;
    },
    get real() {
      return under.real;
    },
    offers: (judge0Id) => offered.has(judge0Id),
  };
}

export type Pair = readonly [input: string | Uint8Array, answer: string | Uint8Array];

/** Test cases and where to read them, from inputs and answers. */
export function makeTestData(pairs: readonly Pair[], groups?: readonly string[]) {
  const stored = new Map<string, Uint8Array>();
  const store = (content: string | Uint8Array) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const hash = createHash('sha256').update(bytes).digest('hex');
    stored.set(hash, bytes);
    return { hash, bytes: bytes.length };
  };
  const testCases = pairs.map(([input, answer], index): TestCase => {
    const stdin = store(input);
    const expected = store(answer);
    return {
      id: `secret/${index + 1}`,
      sample: false,
      group: groups?.[index] ?? 'secret',
      inputHash: stdin.hash,
      inputBytes: stdin.bytes,
      answerHash: expected.hash,
      answerBytes: expected.bytes,
    };
  });
  const readTestData = async (hash: string) => {
    const bytes = stored.get(hash);
    if (bytes === undefined) throw new Error(`no test data ${hash}`);
    return bytes;
  };
  return { testCases, readTestData, store };
}

/** Judges a program with limits of 1 s and 256 MiB, default validator, run-all, unless told otherwise. */
export async function judgeWith(
  judge: Judge,
  language: LanguageId,
  source: JudgeSubmissionRequest['source'],
  data: Pick<JudgeSubmissionRequest, 'testCases' | 'readTestData'>,
  options: Partial<JudgeSubmissionRequest> = {},
): Promise<SubmissionResult> {
  return await judgeSubmission({
    source,
    language,
    limits: { timeMs: 1000, memoryKiB: 256 * 1024, outputKiB: 8 * 1024 },
    testCases: data.testCases,
    readTestData: data.readTestData,
    policy: 'run-all',
    validation: { kind: 'default', args: [] },
    judge,
    newNonce: () => randomBytes(16).toString('hex'),
    ...options,
  });
}

/** Verdicts in order, with clock, signal or exit code: `AC`, `TLE cpu`, `RTE signal 11`. */
export function tellVerdicts(result: SubmissionResult): string[] {
  if (result.verdict === 'CE') return ['CE'];
  return result.perCase.map(({ verdict, detail }) => {
    if (detail.clock !== undefined) return `${verdict} ${detail.clock}`;
    if (detail.signal !== undefined) return `${verdict} signal ${detail.signal}`;
    if (detail.exitCode !== undefined) return `${verdict} exit ${detail.exitCode}`;
    return verdict;
  });
}
