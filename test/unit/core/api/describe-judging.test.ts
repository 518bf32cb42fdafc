import { expect, it } from 'vitest';
import { describeJudging } from '../../../../core/api/describe-judging.ts';

const secondLook = { testCaseId: 'secret/3', cpuMs: 1_080, limitMs: 1_000, alone: true, counts: true };

it.each<[Parameters<typeof describeJudging>[0], string]>([
  [{}, ''],
  [
    { speedFactor: 1.2, timeLimitMs: 1_200 },
    ', on a host of speed factor 1.20, with 1200 ms of CPU time for a test case',
  ],
  [
    { secondLook },
    ', secret/3 was right after 1080 ms of 1000: the second look counts, with nothing else on the host',
  ],
  [
    { secondLook: { ...secondLook, alone: false, counts: false } },
    ', secret/3 was right after 1080 ms of 1000: the second look was no better, beside others',
  ],
])('says how a submission was judged: %o', (result, told) => {
  expect(describeJudging(result)).toBe(told);
});
