import { describe, expect, it } from 'vitest';
import { rosterEntry } from '../../../../core/api/booking.ts';
import { cutToBytes, readFittingPage } from '../../../../core/api/cut-to-bytes.ts';
import { presentBoard } from '../../../../core/api/present-board.ts';
import { type LiveFacts, presentLive } from '../../../../core/api/present-live.ts';
import { presentParticipant } from '../../../../core/api/present-session.ts';
import { readWholeScoreboard } from '../../../../core/api/read-whole-scoreboard.ts';
import { PRICES } from '../../../../core/costs/prices.ts';
import type { Participant } from '../../../../core/exam/session.ts';
import { rankParticipants } from '../../../../core/submissions/scoreboard.ts';
import { describeParticipants } from '../../../../core/submissions/statistics.ts';
import { digestOf } from '../../../../core/submissions/submission-digest.ts';
import { sessionOf } from '../../../support/sessions.ts';
import { queuedOf, submissionIdOf } from '../../../support/submissions.ts';

/** What Lambda answers is 6 MB, with the envelope and its escapes. */
const MOST = 5.5 * 1024 * 1024;
/** A letter of three bytes and one UTF-16 unit, in which lengths are counted: none takes more. */
const WIDE = '字';

/** As the function answers it: its body is a text in JSON. */
const bytesOf = (answer: unknown) => Buffer.byteLength(JSON.stringify({ body: JSON.stringify(answer) }));
const session = sessionOf({
  problems: Array.from({ length: 26 }, (_, at) => ({
    label: `${'L'.repeat(14)}${String(at).padStart(2, '0')}`,
    problemId: `problem-${at}`,
    version: 1,
  })),
});
/** The largest roster, each field as long as a booking takes it. */
const roster: Participant[] = Array.from({ length: 2_000 }, (_, at) => ({
  sessionId: session.sessionId,
  participantId: WIDE.repeat(124) + String(at).padStart(4, '0'),
  name: WIDE.repeat(200),
  group: WIDE.repeat(100),
  email: 'e'.repeat(254),
  studentId: WIDE.repeat(64),
  extraTimeMs: 86_400_000,
  joinedAt: session.times.opensAt,
}));

describe('the largest session that can be booked', () => {
  it('has a roster that one answer holds', () => {
    const [{ participantId, name, group, studentId } = roster[0]!] = roster;
    expect(rosterEntry.safeParse({ participantId, name, group, studentId }).success).toBe(true);
    expect(bytesOf({ items: roster.map((one) => presentParticipant(one, session)) })).toBeLessThan(MOST);
  });

  it.each(['\u0001', '\ud800', '\u007f'])(
    'takes no name of what JSON writes with six bytes or nobody reads: %j',
    (odd) => {
      const parsed = rosterEntry.safeParse({ participantId: 'p01', name: odd.repeat(200) });
      expect(parsed.error?.issues).toMatchObject([
        { path: ['name'], message: expect.stringContaining('nobody can read') },
      ]);
    },
  );

  it('has statistics that one answer holds', () => {
    const solved = digestOf(queuedOf());
    const participants = describeParticipants(
      session,
      roster,
      roster.flatMap(({ participantId }) =>
        session.problems.map(({ label }) => ({
          ...solved,
          participantId,
          label,
          verdict: 'AC' as const,
          endedAt: 1,
        })),
      ),
    );
    expect(participants[0]?.solved).toHaveLength(26);
    expect(bytesOf(participants)).toBeLessThan(MOST);
  });

  it('has a scoreboard in pages, of which clients make one', async () => {
    const board = rankParticipants(session, roster, [], 'score').map((row) => ({
      ...row,
      problems: row.problems.map((cell) => ({
        ...cell,
        tries: 999,
        pending: 9,
        solvedAtMinutes: 9_999,
        score: 99.123_456,
      })),
    }));
    expect(bytesOf(board)).toBeGreaterThan(MOST);
    const asked: (string | undefined)[] = [];
    const call = async (_: string, { query }: { readonly query?: { readonly cursor?: string } }) => {
      asked.push(query?.cursor);
      const page = presentBoard(board, query?.cursor);
      expect(bytesOf(page)).toBeLessThan(MOST);
      return page;
    };
    const whole = await readWholeScoreboard({ call } as never, { params: { sessionId: session.sessionId } });
    expect(whole.rows.map(({ participantId }) => participantId)).toEqual(
      board.map(({ participantId }) => participantId),
    );
    expect(whole).not.toHaveProperty('cursor');
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe('the live view', () => {
  it('tells whoever comes back after hours what is new in parts, of which none is lost', () => {
    const judged = {
      ...digestOf(queuedOf({ participantId: WIDE.repeat(128) })),
      state: 'judged',
      verdict: 'AC',
    } as const;
    const submissions = Array.from({ length: 20_000 }, (_, at) => ({
      ...judged,
      submissionId: submissionIdOf(at),
      endedAt: session.times.opensAt + at * 100,
    }));
    const facts: LiveFacts = {
      session,
      names: new Map(),
      hosts: [],
      decisions: [],
      submissions,
      questions: { unanswered: 0, unread: 0 },
      prices: PRICES['eu-central-1'],
      volumeGb: 30,
      now: session.times.opensAt + 20_000 * 100,
    };
    const told = new Set<string>();
    let answers = 0;
    for (let since = new Date(session.times.opensAt).toISOString(); ; answers += 1) {
      const live = presentLive(facts, since);
      expect(bytesOf(live)).toBeLessThan(MOST);
      for (const { submissionId } of live.verdicts) told.add(submissionId);
      if (live.cursor === since) break;
      since = live.cursor;
    }
    expect(told.size).toBe(submissions.length);
    expect(answers).toBeGreaterThan(1);
  });
});

describe('a list cut to bytes', () => {
  const cut = (items: readonly string[], bytes: number) => cutToBytes(items, (item) => item, bytes);

  it('holds what fits, in order, and one item whatever its size', () => {
    expect(cut(['aaa', 'bbb', 'ccc'], 12)).toEqual(['aaa', 'bbb']);
    expect(cut(['a'.repeat(100), 'b'], 10)).toEqual(['a'.repeat(100)]);
    expect(cut([], 10)).toEqual([]);
    expect(cut([WIDE, WIDE], 11)).toEqual([WIDE]);
  });

  it('is read again with fewer items where a page of a store is too long', async () => {
    const stored = Array.from({ length: 10 }, (_, at) => String(at).repeat(at));
    const asked: number[] = [];
    const read = async (limit: number) => {
      asked.push(limit);
      return { items: stored.slice(0, limit), cursor: `after ${limit}` };
    };
    expect(await readFittingPage(10, read, 30)).toEqual({ items: stored.slice(0, 5), cursor: 'after 5' });
    expect(asked).toEqual([10, 5]);
    expect(await readFittingPage(3, read, 30)).toEqual({ items: stored.slice(0, 3), cursor: 'after 3' });
  });
});
