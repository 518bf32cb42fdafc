import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { PlayedExam } from '../../../../local/play/play-exam.ts';
import { isFlawless, renderReport, summarize } from '../../../../local/play/report.ts';

const cost = { lines: [], usd: 0.012 };
/** As far as a report looks at it; hosts were billed for 162 s. */
const played = {
  sessionId: 's1',
  check: { expected: 3, unexpected: [] },
  scoreboard: { rows: [], labels: [] },
  threeHours: cost,
  ledger: {
    bill: [],
    ledger: {
      submissions: { accepted: 3, judged: 3, quarantined: 0 },
      hosts: { launched: 2, terminated: 2 },
      hostSeconds: 162,
      judgeCalls: 3,
      judgeCallsSaved: 9,
      usd: 0.012,
      balanced: true,
      open: [],
    },
  },
} as unknown as PlayedExam;

describe("a played exam's bill beside that of the local EC2", () => {
  it.each([
    [162, true, "Bill      $0.0120 for 2 min 42 s of hosts at AWS's prices, as the local EC2 billed it"],
    [
      160,
      true,
      'the local EC2 billed 2 min 40 s: 2 s less, since it does not bill what a host takes until it',
    ],
    [163, false, 'the local EC2 billed 2 min 43 s: 1 s more, which must not be'],
  ])('of %i s: flawless is %s', (ec2Seconds, flawless, sentence) => {
    const text = stripVTControlCharacters(renderReport(played, [], ec2Seconds).join('\n'));
    expect(text).toContain(sentence);
    const summary = summarize(played, { ran: [], missing: [] }, ec2Seconds, 1_000);
    expect(summary.hostSeconds).toEqual({ billed: 162, byEc2: ec2Seconds });
    expect(isFlawless(summary)).toBe(flawless);
  });
});
