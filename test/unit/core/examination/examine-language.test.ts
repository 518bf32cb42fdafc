import { describe, expect, it } from 'vitest';
import { examineLanguage } from '../../../../core/examination/examine-language.ts';
import type { Judge } from '../../../../core/grading/judge.ts';
import type {
  JudgeSubmissionRequest,
  SubmissionResult,
  Way,
} from '../../../../core/grading/judge-submission.ts';

const KNOWN = ['AC', 'AC', 'WA', 'RTE', 'TLE'] as const;

/** What judging the known program gave: in which way each test case was run, and why not in one batch. */
function resultOf(
  { testCases }: JudgeSubmissionRequest,
  ways: readonly Way[],
  why: string,
  right = true,
): SubmissionResult {
  return {
    verdict: 'WA',
    whySplit: why === '' ? [] : [why],
    perCase: testCases.map(({ id }, at) => ({
      testCaseId: id,
      verdict: right ? KNOWN[at] : 'TLE',
      way: ways[at],
      cpuMs: 50,
    })),
  } as unknown as SubmissionResult;
}

const inBatch: Way[] = ['batch', 'batch', 'batch', 'batch', 'batch'];
const alone: Way[] = ['single', 'single', 'single', 'single', 'single'];

async function examine(batches: ((request: JudgeSubmissionRequest) => SubmissionResult)[]) {
  let tried = 0;
  const finding = await examineLanguage(
    'javascript',
    {} as Judge,
    {
      newNonce: () => '0'.repeat(32),
      judgeSubmission: async (request) => {
        if (request.batches === false) return resultOf(request, alone, '');
        return (batches[Math.min(tried++, batches.length - 1)] as (typeof batches)[number])(request);
      },
    },
    new AbortController().signal,
  );
  return { tried, finding };
}

const fell = (ways: Way[], why: string) => (request: JudgeSubmissionRequest) => resultOf(request, ways, why);

describe('a language whose batch was not right', () => {
  it('is tried again in a batch when some of it went in the batch, or time ran out', async () => {
    const split = fell(['batch', 'single', 'batch', 'batch', 'batch'], 'a batch ended at one test case');
    const late = fell(alone, 'the host did not start the supervisor (5 Time Limit Exceeded)');
    const slow = (request: JudgeSubmissionRequest) => resultOf(request, inBatch, '', false);
    for (const once of [split, late, slow]) {
      expect(await examine([once, fell(inBatch, '')])).toMatchObject({
        tried: 2,
        finding: { way: 'batch' },
      });
      expect(await examine([once])).toMatchObject({
        tried: 2,
        finding: { way: 'single', batchFault: { lacking: false } },
      });
    }
  });

  it('is not tried again when the host never started it, which is certain', async () => {
    const never = fell(alone, 'the host did not start the supervisor (11 Runtime Error (NZEC))');
    expect(await examine([never])).toMatchObject({
      tried: 1,
      finding: {
        way: 'single',
        batchFault: { lacking: true, reason: expect.stringContaining('did not start the supervisor') },
      },
    });
  });
});
