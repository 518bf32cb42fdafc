import { describe, expect, it } from 'vitest';
import { waitBeforeDesk } from '../../../console/exam/ask-waits.ts';
import { faultOfProgram, readSourceFile } from '../../../console/exam/check-source.ts';
import { formatClock, sayDuration } from '../../../console/exam/countdown.ts';
import { describeLimits } from '../../../console/exam/describe-limits.ts';
import { dueWarning } from '../../../console/exam/warnings.ts';
import { formatDateTime, formatSoon, tellInstants } from '../../../console/format.ts';
import { readRoute, writeRoute } from '../../../console/route.ts';

const minutes = (count: number) => count * 60_000;

describe('when the page asks', () => {
  it('asks a waiting participant at most six times a minute, whatever chance says', () => {
    for (const random of [() => 0, () => 0.5, () => 0.999]) {
      let [at, asked] = [0, 0];
      while (at < minutes(10)) {
        at += waitBeforeDesk({ failures: 0, hidden: false, nextAskMs: 10_000 }, random);
        asked++;
      }
      expect(asked / 10).toBeLessThanOrEqual(6.1);
    }
  });

  it('asks rarely while nobody looks, and never sooner than a refusal asked for', () => {
    expect(waitBeforeDesk({ failures: 0, hidden: true, nextAskMs: 2_000 }, () => 0)).toBe(30_000);
    expect(
      waitBeforeDesk({ failures: 1, hidden: false, retryAfterMs: 25_000 }, () => 0),
    ).toBeGreaterThanOrEqual(25_000);
  });
});

describe('when the exam ends', () => {
  it('is told by the time alone today, and by day and zone on another day', () => {
    const noon = new Date(2026, 10, 27, 12, 0).getTime();
    const [evening, next] = [
      new Date(2026, 10, 27, 21, 30).toISOString(),
      new Date(2026, 10, 28, 0, 30).toISOString(),
    ];
    expect(formatSoon(evening, noon)).toMatch(/30/);
    expect(formatSoon(evening, noon)).not.toMatch(/2026/);
    expect(formatSoon(next, noon)).toBe(formatDateTime(next));
  });
});

it('a reason of the API tells its times as the page writes them', () => {
  const launchAt = '2026-11-27T20:44:13.046Z';
  expect(tellInstants(`launch was due at ${launchAt}, in 2 rounds`)).toBe(
    `launch was due at ${formatDateTime(launchAt)}, in 2 rounds`,
  );
});

describe('warnings of the end', () => {
  it('come once at ten minutes and once at two', () => {
    expect(dueWarning(minutes(10) + 1, minutes(10))).toBe('10 minutes left');
    expect(dueWarning(minutes(10), minutes(10) - 1)).toBeUndefined();
    expect(dueWarning(minutes(2) + 500, minutes(2) - 500)).toBe('2 minutes left');
  });

  it('tell the latest of those that a sleeping machine has slept through, and none after the end', () => {
    expect(dueWarning(minutes(30), minutes(1))).toBe('2 minutes left');
    expect(dueWarning(minutes(30), 0)).toBeUndefined();
  });

  it('are not given to whoever opens the page later: the clock is there', () => {
    expect(dueWarning(undefined, minutes(1))).toBeUndefined();
  });

  it('come again when the end has moved', () => {
    expect(dueWarning(minutes(9), minutes(30))).toBeUndefined();
    expect(dueWarning(minutes(10) + 1, minutes(10) - 1)).toBe('10 minutes left');
  });
});

describe('a source before it is sent', () => {
  it.each([
    ['', 'nothing to send'],
    ['  \n', 'nothing to send'],
    ['int main() {}\0', 'NUL'],
    ['x'.repeat(128 * 1024 + 1), '129 KiB, and at most 128 KiB'],
    ['é'.repeat(64 * 1024 + 1), '129 KiB'],
  ])('is refused with a sentence', (source, said) => {
    expect(faultOfProgram([{ name: 'main.x', source }])).toContain(said);
  });

  it("is held to the problem's own limit where that is less", () => {
    const halves = ['a.x', 'b.x'].map((name) => ({ name, source: 'x'.repeat(512) }));
    expect(faultOfProgram(halves, 1)).toBeUndefined();
    expect(faultOfProgram([...halves, { name: 'c.x', source: 'x' }], 1)).toContain('at most 1 KiB');
    expect(faultOfProgram([...halves, { name: 'c.x', source: ' ' }])).toBe(
      'c.x is empty: write it, or remove it.',
    );
  });

  it('comes out of a file in UTF-8 and in Windows-1252, with ends of lines as judges have them', () => {
    expect(readSourceFile(new TextEncoder().encode('// ä\r\n'))).toEqual({ source: '// ä\n' });
    expect(readSourceFile(Uint8Array.from([0x2f, 0x2f, 0xe4]))).toEqual({ source: '//ä' });
  });

  it('is no program that was compiled, and no file of a megabyte', () => {
    expect(readSourceFile(Uint8Array.from([0x7f, 0x45, 0]))).toHaveProperty('fault');
    expect(readSourceFile(new Uint8Array(1024 * 1024).fill(65))).toMatchObject({
      fault: expect.stringContaining('1024 KiB'),
    });
  });
});

describe('in words', () => {
  it.each([
    [-5, '0:00'],
    [9_400, '0:10'],
    [minutes(9) + 59_000, '9:59'],
    [minutes(62) + 3_000, '1:02:03'],
    [minutes(60 * 24 * 3), '3 days'],
  ])('a clock of %d ms', (ms, text) => {
    expect(formatClock(ms)).toBe(text);
  });

  it.each([
    [1_000, '1 second'],
    [minutes(10), '10 minutes'],
    [minutes(61), '1 hour 1 minute'],
    [minutes(120), '2 hours'],
  ])('a duration of %d ms', (ms, text) => {
    expect(sayDuration(ms)).toBe(text);
  });

  it('limits of a problem', () => {
    expect(describeLimits({ timeMs: 1_000, memoryKiB: 256 * 1024, sourceKiB: 64 })).toBe(
      '1 second of CPU time and 256 MB of memory for each test case; source up to 64 KiB',
    );
    expect(describeLimits({ timeMs: 2_500, memoryKiB: 1024 * 1024, sourceKiB: 128 })).toContain(
      '2.5 seconds of CPU time and 1 GB',
    );
  });
});

describe('addresses', () => {
  const sessionId = '01jd8x7r4k2m9q3v5w6y7z8a1c';
  it.each([
    ['#/', { page: 'home' }],
    ['#/sessions', { page: 'sessions' }],
    [`#/sessions/${sessionId}`, { page: 'live', sessionId, part: { view: 'now' } }],
    [`#/sessions/${sessionId}/people`, { page: 'live', sessionId, part: { view: 'people' } }],
    [
      `#/sessions/${sessionId}/people/j%C3%BCrgen%40uni`,
      { page: 'live', sessionId, part: { view: 'person', participantId: 'jürgen@uni' } },
    ],
    [
      `#/sessions/${sessionId}/submissions/${sessionId}`,
      { page: 'live', sessionId, part: { view: 'submission', submissionId: sessionId } },
    ],
    [`#/sessions/${sessionId}/grades`, { page: 'live', sessionId, part: { view: 'grades' } }],
    [`#/sessions/${sessionId}/similarity`, { page: 'live', sessionId, part: { view: 'similarity' } }],
    [
      `#/sessions/${sessionId}/similarity/A`,
      { page: 'live', sessionId, part: { view: 'similarity', label: 'A' } },
    ],
    [
      `#/sessions/${sessionId}/similarity/A/${sessionId}/${sessionId}`,
      { page: 'live', sessionId, part: { view: 'similarity', label: 'A', pair: [sessionId, sessionId] } },
    ],
    ['#/book', { page: 'book' }],
    [`#/book/${sessionId}`, { page: 'book', from: sessionId }],
    [`#/exam/${sessionId}`, { page: 'exam', sessionId, part: { view: 'overview' } }],
    [`#/exam/${sessionId}/problems/A`, { page: 'exam', sessionId, part: { view: 'problem', label: 'A' } }],
    [`#/exam/${sessionId}/submissions`, { page: 'exam', sessionId, part: { view: 'submissions' } }],
    [
      `#/exam/${sessionId}/submissions/${sessionId}`,
      { page: 'exam', sessionId, part: { view: 'submission', submissionId: sessionId } },
    ],
    [`#/exam/${sessionId}/messages/A`, { page: 'exam', sessionId, part: { view: 'messages', label: 'A' } }],
    [`#/exam/${sessionId}/messages`, { page: 'exam', sessionId, part: { view: 'messages' } }],
  ] as const)('%s is read as it is written', (hash, route) => {
    expect(readRoute(hash)).toEqual(route);
    expect(writeRoute(route)).toBe(hash);
  });

  it.each([
    '#/exam/short',
    `#/sessions/${sessionId}/now`,
    `#/sessions/${sessionId}/people/%`,
    `#/sessions/${sessionId}/similarity/A/${sessionId}`,
    `#/sessions/${sessionId}/similarity/<b>`,
    `#/exam/${sessionId}/grades`,
    '#/else',
    `#/exam/${sessionId}/messages/A/1`,
  ])('%s is no page', (hash) => {
    expect(readRoute(hash)).toEqual({ page: 'unknown' });
  });
});
