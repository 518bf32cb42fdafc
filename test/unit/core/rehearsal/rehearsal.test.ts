import { describe, expect, it } from 'vitest';
import type { JuryProgram } from '../../../../core/api/problems.ts';
import type { SubmissionView } from '../../../../core/api/submissions.ts';
import { compareJury } from '../../../../core/rehearsal/compare-jury.ts';
import { decideGo } from '../../../../core/rehearsal/decide-go.ts';
import { planClass } from '../../../../core/rehearsal/plan-class.ts';
import { hostsFor, type JudgedTimes, predictWaits } from '../../../../core/rehearsal/predict-waits.ts';
import type { RehearsalFinding, RehearsalReport } from '../../../../core/rehearsal/rehearsal.ts';
import { writeRehearsalPage } from '../../../../core/rehearsal/write-rehearsal-page.ts';
import { seededRandom } from '../../../../local/seeded-random.ts';

const GOOD: readonly RehearsalFinding[] = (
  ['booking', 'host', 'languages', 'jury', 'class', 'wait', 'end'] as const
).map((check) => ({ check, kind: 'good', detail: `${check} is good` }));

describe('go', () => {
  it('is said when all that an exam stands on was seen, whatever nobody could try of the account', () => {
    const untried: RehearsalFinding = { check: 'account', kind: 'untried', detail: 'no credentials' };
    expect(decideGo([...GOOD, untried])).toEqual({ go: true, reasons: ['no credentials'] });
  });

  it('is not said for one thing that is bad, however much is good', () => {
    const bad: RehearsalFinding = { check: 'jury', kind: 'bad', detail: 'A slow.py is AC' };
    expect(decideGo([...GOOD, bad])).toEqual({ go: false, reasons: ['A slow.py is AC'] });
  });

  it('is not said where something was not seen', () => {
    const { go, reasons } = decideGo(GOOD.filter(({ check }) => check !== 'class'));
    expect([go, reasons]).toEqual([false, [expect.stringMatching(/^A class .* not seen$/)]]);
  });
});

const EXAM = { participants: 50, problems: 4, windowMs: 3 * 3_600_000, hosts: 2 };

describe('the class that is played', () => {
  it('hands in as fast as one of the hosts gets it in the rush: three times the mean', () => {
    // 50 x 20 in 3 h are 5.6 a minute, 16.7 in the rush, 8.3 of them on one of two hosts.
    expect(planClass(EXAM, 600_000)).toEqual({
      users: 25,
      submissions: 83,
      durationMs: 600_000,
      perMinute: 8.3,
    });
  });

  it('is never too small for a 95th percentile, nor larger than a roster that is written', () => {
    expect(planClass({ ...EXAM, participants: 1 }, 60_000)).toMatchObject({ users: 1, submissions: 20 });
    expect(planClass({ ...EXAM, participants: 2_000 }, 60_000).users).toBe(200);
  });
});

/** A slot judges one after the other, so many ms each. */
const steady = (judgingMs: number, takenUpMs: number): JudgedTimes[] =>
  Array.from({ length: 40 }, (_, at) => {
    const submittedAt = at * 60_000;
    const startedAt = submittedAt + takenUpMs;
    return { submittedAt, startedAt, judgedAt: startedAt + judgingMs };
  });
const predict = (measured: readonly JudgedTimes[], exam = EXAM) =>
  predictWaits(exam, measured, 2, seededRandom(1));

describe('predicted waits', () => {
  it('are what judging takes where slots are free', () => {
    expect(predict(steady(1_000, 200))).toMatchObject({ p50Ms: 1_200, p95Ms: 1_200 });
  });

  it('grow with judging that the rush does not leave time for, and come down with hosts', () => {
    // 16.7 a minute for four slots: above 14.4 s each they cannot keep up.
    const slow = steady(20_000, 200);
    const few = predict(slow);
    expect(few?.p95Ms).toBeGreaterThan(60_000);
    const enough = hostsFor(60_000, EXAM, 50, (exam) => predict(slow, exam));
    expect(enough).toBeGreaterThan(EXAM.hosts);
    expect(predict(slow, { ...EXAM, hosts: enough! })?.p95Ms).toBeLessThanOrEqual(60_000);
    expect(hostsFor(10_000, EXAM, 50, (exam) => predict(slow, exam))).toBeUndefined();
  });

  it('count what passes between two judgings of a busy host', () => {
    // One slot, all at once: each 1 s of judging is followed by 1 s of something else.
    const busy = Array.from({ length: 20 }, (_, at) => {
      const startedAt = 1_000 + at * 2_000;
      return { submittedAt: 0, startedAt, judgedAt: startedAt + 1_000 };
    });
    // In its last half minute twelve people hand in thirty times: with 1 s they would be done as they come.
    const exam = { participants: 12, problems: 1, windowMs: 180_000, hosts: 1 };
    const held = predictWaits(exam, busy, 1, seededRandom(1));
    const free = predictWaits(exam, steady(1_000, 0), 1, seededRandom(1));
    expect(held!.p95Ms).toBeGreaterThan(free!.p95Ms);
  });

  it('are none where nothing was measured', () => {
    expect(predict([])).toBeUndefined();
  });
});

const program = (change: Partial<JuryProgram>): JuryProgram => ({
  path: 'accepted/twice.py',
  language: 'python',
  files: [{ name: 'twice.py', source: 'print(2)' }],
  expected: 'AC',
  requirements: [{ of: '', permitted: ['AC'], required: ['AC'] }],
  ...change,
});
type Result = NonNullable<SubmissionView['result']>;
const judged = (verdict: Result['verdict'], ...verdicts: (Result['verdict'] | null)[]): SubmissionView => ({
  submissionId: '01jq0000000000000000000001',
  sessionId: '01jq0000000000000000000001',
  participantId: 'rehearsal-0001',
  label: 'A',
  problemId: 'twice',
  language: 'python',
  trial: false,
  state: 'judged',
  submittedAt: '2026-01-01T00:00:00.000Z',
  sourceBytes: 8,
  attempts: 1,
  result: {
    verdict,
    results: verdicts.map((each, at) => ({
      number: at + 1,
      id: `secret/${at + 1}`,
      sample: false,
      verdict: each,
    })),
  },
});

describe('a program of the jury', () => {
  it('is as expected', () => {
    expect(compareJury('A', program({}), judged('AC', 'AC', 'AC'))).toMatchObject({
      verdict: 'AC',
      complaints: [],
    });
  });

  it('is told by the test case at which it is not', () => {
    expect(compareJury('A', program({}), judged('TLE', 'AC', 'TLE')).complaints).toEqual([
      'Test case secret/2 is TLE; permitted: AC.',
    ]);
  });

  it('may fail in several ways, if the package says so, and must not in another', () => {
    const wrong = program({
      path: 'wrong_answer/x.py',
      expected: null,
      requirements: [{ of: '', permitted: ['AC', 'WA', 'RTE'], required: ['WA', 'RTE'] }],
    });
    expect(compareJury('A', wrong, judged('RTE', 'AC', 'RTE')).complaints).toEqual([]);
    expect(compareJury('A', wrong, judged('AC', 'AC', 'AC')).complaints).toEqual([
      'No test case is WA or RTE.',
    ]);
  });

  it('is asked about the part of the test cases that its package names', () => {
    const slow = program({ requirements: [{ of: 'secret/2', permitted: ['TLE'], required: ['TLE'] }] });
    expect(compareJury('A', slow, judged('TLE', 'AC', 'TLE')).complaints).toEqual([]);
    expect(compareJury('A', slow, judged('TLE', 'TLE', 'AC')).complaints).toHaveLength(1);
  });

  it('was not judged where it was quarantined', () => {
    const { result: _, ...view } = judged('AC');
    const line = compareJury('A', program({}), {
      ...view,
      state: 'quarantined',
      reason: 'five hosts failed',
    });
    expect(line).toMatchObject({ verdict: 'JE', complaints: ['It was not judged: five hosts failed.'] });
  });
});

describe('the page', () => {
  it('has no script, loads nothing, and shows what people named as text', () => {
    const report: RehearsalReport = {
      at: '2026-01-01T00:00:00.000Z',
      exam: { name: '<script>alert(1)</script>', participants: 3 },
      jury: [],
      findings: [{ check: 'booking', kind: 'bad', detail: '<img src=x>' }],
      go: false,
      reasons: ['<b>'],
    };
    const page = writeRehearsalPage(report);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|<b>/);
    expect(page).toContain('<p class="answer bad">No-go</p>');
  });
});
