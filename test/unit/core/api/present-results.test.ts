import { expect, it } from 'vitest';
import { presentResults } from '../../../../core/api/present-results.ts';
import { MAX_RESULT_ROWS } from '../../../../core/api/results.ts';
import type { GradableProblem } from '../../../../core/results/gradable-problem.ts';
import type { RankedResult } from '../../../../core/results/grade-session.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { submissionIdOf } from '../../../support/submissions.ts';

/** What Lambda answers at most; the answer is a string inside JSON, whose quotes take a byte more. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

const problems = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(
  (label): GradableProblem => ({ label, name: 'Shortest Paths in a Grid', kind: 'scoring', maxScore: 100 }),
);
const rows = Array.from(
  { length: 2_000 },
  (_, at): RankedResult => ({
    rank: at + 1,
    participantId: `firstname.lastname-${at}@students.university.example`,
    name: 'Firstname Middlename Lastname',
    group: 'laboratory 1',
    email: `firstname.lastname-${at}@students.university.example`,
    studentId: '0123456789',
    points: 2_512.25,
    possible: 2_600,
    solved: 20,
    penaltyMinutes: 12_345,
    problems: problems.map(({ label }) => ({
      label,
      points: 99.75,
      tries: 100,
      pending: 10,
      quarantined: 10,
      solved: false,
      penaltyMinutes: 1_234,
      from: {
        submissionId: submissionIdOf(at),
        submittedAt: 1_795_000_000_000,
        language: 'typescript',
        verdict: 'WA',
        score: 99.755,
        passed: 100,
        testCases: 100,
        latePercent: 12.5,
      },
    })),
  }),
);

it('a page of the largest session fits into an answer, and everybody is on one', () => {
  const told: string[] = [];
  let cursor: string | undefined;
  do {
    const page = presentResults({
      session: sessionOf(),
      problems,
      rules: { pick: 'best' },
      rows,
      published: [],
      now: 0,
      page: { limit: MAX_RESULT_ROWS, ...(cursor === undefined ? {} : { cursor }) },
    });
    expect(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(page) }))).toBeLessThan(MAX_ANSWER_BYTES);
    told.push(...page.rows.map(({ participantId }) => participantId));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(told.toSorted()).toEqual(rows.map(({ participantId }) => participantId).toSorted());
});
