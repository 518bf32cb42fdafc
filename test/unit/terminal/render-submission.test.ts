import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { SubmissionView } from '../../../core/api/submissions.ts';
import type { ShownCase } from '../../../terminal/render-cases.ts';
import { describeWaiting, renderSubmission } from '../../../terminal/render-submission.ts';

const asOf = '2026-01-01T10:00:00.000Z';
test.each<[Pick<SubmissionView, 'state' | 'queue'>, string]>([
  [{ state: 'queued' }, 'waiting'],
  [{ state: 'queued', queue: { ahead: 0, asOf } }, 'waiting: next'],
  [
    { state: 'queued', queue: { ahead: 7, expectedWaitMs: 95_000, asOf } },
    'waiting: 7 before it, about 1 min 35 s',
  ],
  [{ state: 'running' }, 'being judged'],
])('says where a submission stands: %o', (view, told) => {
  expect(describeWaiting(view)).toBe(told);
});

test('a trial on an own input says that nothing was compared, and what the program said', () => {
  const lines = renderSubmission(
    {
      submissionId: '01jq', sessionId: 's', participantId: 'p', label: 'A', problemId: 'sum', language: 'c',
      trial: true, inputBytes: 4, state: 'judged', submittedAt: '2026-01-01T10:00:00Z',
      judgedAt: '2026-01-01T10:00:02Z', sourceBytes: 1, attempts: 1,
      result: {
        verdict: 'AC', cpuMs: 3, memoryKiB: 2048, judgeCalls: 1, judgeCallsSaved: 0, mode: 'stdio',
        results: [
          {
            number: 1, id: 'own-input', sample: false, verdict: 'AC', cpuMs: 3, memoryKiB: 2048,
            output: `${'line\n'.repeat(20)}`, outputBytes: 164, stderr: 'looking\n',
          },
        ],
      },
    },
    'brief',
  ).map((line) => stripVTControlCharacters(line).trimEnd()); // biome-ignore format: a fixture
  expect(lines.slice(1)).toEqual([
    '  ran to its end on your input; nothing was compared',
    '  standard output:',
    ...Array.from({ length: 20 }, () => '    line'),
    '    ... 64 more bytes were not kept',
    '  standard error:',
    '    looking',
    '  3 ms of CPU, 2 MB',
  ]);
});

describe('a submission of many test cases', () => {
  const caseOf = (number: number, changes: Partial<ShownCase> = {}): ShownCase => ({
    number,
    id: `secret/${number}`,
    sample: false,
    verdict: 'AC',
    cpuMs: number,
    memoryKiB: 1024 * number,
    ...changes,
  });
  const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line).trimEnd());
  const shown = (results: ShownCase[], how: 'all' | 'whole') =>
    plain(
      renderSubmission(
        {
          submissionId: '01jq', sessionId: 's', participantId: 'p', label: 'A', problemId: 'sum', language: 'c',
          trial: false, state: 'judged', submittedAt: '2026-01-01T10:00:00Z', judgedAt: '2026-01-01T10:00:02Z',
          sourceBytes: 1, attempts: 1,
          result: {
            verdict: 'WA', passed: 1, testCases: results.length, cpuMs: 1, memoryKiB: 1, judgeCalls: 1,
            judgeCallsSaved: 0, mode: 'stdio', results,
          },
        },
        how,
      ),
    ).slice(2); // biome-ignore format: a fixture

  const results = [
    caseOf(1, { id: 'sample/1', sample: true }),
    ...Array.from({ length: 40 }, (_, i) => caseOf(i + 2)),
    caseOf(42, { verdict: 'RTE', detail: 'RTE (exit 1)', stderr: 'ValueError: no\n', output: '7\n' }),
    caseOf(43, { verdict: 'RTE', detail: 'RTE (exit 1)', stderr: 'ValueError: no\n', output: '7\n' }),
    caseOf(44, { verdict: 'WA', feedback: 'differs at line 2' }),
    caseOf(45, { verdict: null }),
  ];

  test('has one row for neighbours that look the same, and tells equal words once', () => {
    expect(shown(results, 'whole')).toEqual([
      expect.stringMatching(/#\s+TEST CASE\s+VERDICT/),
      expect.stringMatching(/ 1\s+sample\/1\s+AC\s+1 ms\s+1 MB/),
      expect.stringMatching(/2-41\s+secret\/2 to secret\/41\s+AC\s+to 41 ms\s+to 41 MB/),
      expect.stringMatching(/42\s+secret\/42\s+RTE\s+42 ms\s+42 MB\s+RTE \(exit 1\)/),
      expect.stringMatching(/43\s+secret\/43/),
      expect.stringMatching(/44\s+secret\/44\s+WA/),
      '  1 more were not run, since one before them failed',
      '  secret/42 and 1 more alike',
      '    standard output:',
      '      7',
      '    standard error:',
      '      ValueError: no',
      '  secret/44',
      '    differs at line 2',
    ]);
  });

  test('has a row for each on request, and the words of right ones', () => {
    const lines = shown([caseOf(1, { output: '3\u001b[2J\n' }), caseOf(2), caseOf(3), caseOf(4)], 'all');
    expect(lines.filter((line) => line.includes('secret/'))).toHaveLength(5);
    expect(lines.slice(-3)).toEqual(['  secret/1', '    standard output:', '      3\ufffd[2J']);
  });
});
