import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../core/grading/verdict.ts';
import { rankParticipants } from '../../../../core/submissions/scoreboard.ts';
import type { SubmissionDigest } from '../../../../core/submissions/submission-digest.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';
import { submissionIdOf } from '../../../support/submissions.ts';

const session = sessionOf({
  problems: ['A', 'B'].map((label) => ({ label, problemId: label.toLowerCase(), version: 1 })),
});
const roster = ['ann', 'bob', 'cyd'].map((id) => participantOf(id, { name: id }));
let serial = 0;

function tried(
  participantId: string,
  label: string,
  minute: number,
  verdict: Verdict | undefined,
  more: Partial<SubmissionDigest> = {},
): SubmissionDigest {
  const submittedAt = session.times.opensAt + minute * 60_000 + 30_000;
  return {
    submissionId: submissionIdOf(++serial),
    participantId,
    problemId: label.toLowerCase(),
    label,
    language: 'c',
    trial: false,
    state: verdict === undefined ? 'queued' : 'judged',
    submittedAt,
    ...(verdict === undefined ? {} : { verdict, endedAt: submittedAt + 1_000, judgingMs: 500 }),
    passed: 0,
    testCases: 1,
    cpuMs: 1,
    judgeCalls: 1,
    callsSaved: 0,
    ...more,
  };
}

const line = (rows: ReturnType<typeof rankParticipants>) =>
  rows.map((row) => `${row.rank} ${row.participantId} ${row.solved} ${row.penaltyMinutes}`);

describe('the scoreboard', () => {
  it('ranks by solved problems, then by penalty: minutes and 20 a rejected try before the accepted one', () => {
    const rows = rankParticipants(
      session,
      roster,
      [
        tried('ann', 'A', 10, 'WA'),
        tried('ann', 'A', 15, 'AC'),
        tried('bob', 'A', 30, 'AC'),
        tried('cyd', 'A', 50, 'AC'),
        tried('cyd', 'B', 55, 'AC'),
      ],
      'icpc',
    );
    expect(line(rows)).toEqual(['1 cyd 2 105', '2 bob 1 30', '3 ann 1 35']);
  });

  it('counts no compile error, no judge error, no trial, and nothing after the accepted one', () => {
    const rows = rankParticipants(
      session,
      roster,
      [
        tried('ann', 'A', 1, 'CE'),
        tried('ann', 'A', 2, 'JE'),
        tried('ann', 'A', 3, 'WA', { trial: true }),
        tried('ann', 'A', 4, 'AC'),
        tried('ann', 'A', 5, 'WA'),
        tried('bob', 'B', 5, 'WA'),
      ],
      'icpc',
    );
    expect(line(rows)).toEqual(['1 ann 1 4', '2 bob 0 0', '2 cyd 0 0']);
    expect(rows[0]?.problems[0]).toEqual({ label: 'A', tries: 1, pending: 0, solvedAtMinutes: 4 });
    expect(rows[1]?.problems[1]).toMatchObject({ tries: 1 });
  });

  it('shows what waits as pending', () => {
    const rows = rankParticipants(
      session,
      roster,
      [tried('ann', 'B', 1, 'WA'), tried('ann', 'B', 2, undefined)],
      'icpc',
    );
    expect(rows[0]?.problems[1]).toEqual({ label: 'B', tries: 1, pending: 1 });
  });

  it('adds the best scores up, in whatever order they came', () => {
    const rows = rankParticipants(
      session,
      roster,
      [
        tried('ann', 'A', 1, 'WA', { score: 60 }),
        tried('ann', 'A', 2, 'WA', { score: 40 }),
        tried('bob', 'A', 1, 'AC', { score: 100 }),
        tried('ann', 'B', 3, 'WA', { score: 50 }),
      ],
      'score',
    );
    expect(rows.map(({ rank, participantId, score }) => [rank, participantId, score])).toEqual([
      [1, 'ann', 110],
      [2, 'bob', 100],
      [3, 'cyd', 0],
    ]);
  });

  it('gives equals the same rank, and the next one the place that is left', () => {
    const rows = rankParticipants(
      session,
      roster,
      [tried('ann', 'A', 10, 'AC'), tried('cyd', 'B', 10, 'AC')],
      'icpc',
    );
    expect(line(rows)).toEqual(['1 ann 1 10', '1 cyd 1 10', '3 bob 0 0']);
  });
});
