import { describe, expect, it } from 'vitest';
import { toGradescope, writeGradescopeJson } from '../../../../core/results/documents/gradescope.ts';
import { type ReportFacts, writeReport } from '../../../../core/results/documents/write-report.ts';

const evil = `<script>alert(1)</script>"'&`;
const facts: ReportFacts = {
  sessionName: `Exam ${evil}`,
  opensAt: Date.UTC(2026, 2, 2, 8),
  closesAt: Date.UTC(2026, 2, 2, 9),
  now: Date.UTC(2026, 2, 3),
  rules: {
    pick: 'best',
    lateDeduction: { dueAt: Date.UTC(2026, 2, 2, 8, 30), percent: 10, per: 'hour', maxPercent: 50 },
  },
  problems: [{ label: 'A', name: `Sum ${evil}`, kind: 'scoring', maxScore: 30 }],
  result: {
    participantId: 'p01',
    name: `Ada ${evil}`,
    group: evil,
    email: 'ada@uni.example',
    points: 18,
    possible: 30,
    solved: 0,
    penaltyMinutes: 0,
    problems: [
      {
        label: 'A',
        points: 18,
        tries: 3,
        pending: 0,
        quarantined: 1,
        solved: false,
        penaltyMinutes: 0,
        from: {
          submissionId: '01jq0000000000000000000001',
          submittedAt: Date.UTC(2026, 2, 2, 8, 45),
          language: 'cpp',
          verdict: 'WA',
          score: 20,
          passed: 2,
          testCases: 3,
          latePercent: 10,
        },
      },
    ],
  },
};

describe('files of different people', () => {
  const people = ['müller', 'möller', 'm-ller', 'm_ller', 'm_fc_ller', 'a.b', 'a-b', 'a@b', 'ab'];
  const sessionName = 'Introduction to the analysis and design of algorithms, winter term, final exam';

  it.each<[string, (participantId: string) => string]>([
    [
      'reports',
      (participantId) =>
        writeReport({ ...facts, sessionName, result: { ...facts.result, participantId } }).fileName,
    ],
    [
      'results for Gradescope',
      (participantId) =>
        writeGradescopeJson(
          sessionName,
          toGradescope(sessionName, facts.problems, facts.rules, { ...facts.result, participantId }),
        ).fileName,
    ],
  ])('have different names: %s', (_, nameOf) => {
    const names = people.map(nameOf);
    expect(new Set(names).size).toBe(people.length);
    for (const name of names) expect(name).toMatch(/^introduction-to-the-[a-z0-9._-]+\.(html|json)$/);
  });
});

describe('a report', () => {
  it('holds nothing that runs, and nothing from elsewhere, whatever people are called', () => {
    const { text } = writeReport(facts);
    expect(text.match(/<script|javascript:|onerror=|<img|<link|src=|href=|@import|url\(/gi)).toBeNull();
    expect(text.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;/g)).toHaveLength(6);
  });

  it('tells what the points are for, in words and with times', () => {
    const { text, fileName, mediaType } = writeReport(facts);
    const words = text
      .replace(/<style>[\s\S]*<\/style>/, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ');
    for (const told of [
      '18 of 30 points',
      'WA, 2 of 3 test cases right; score 20 of 30; submitted 2026-03-02 08:45 UTC',
      '10 % off for lateness',
      '1 could not be judged',
      'after 2026-03-02T08:30:00Z and your extra time, 10 % of the points are taken off for each hour begun',
    ])
      expect(words).toContain(told);
    expect({ fileName, mediaType }).toEqual({
      fileName: 'exam-script-alert-1-script-p01-report.html',
      mediaType: 'text/html',
    });
  });

  it('says that it is not published where that is so, and is made for A4', () => {
    expect(writeReport(facts).text).toContain('Not published.');
    expect(writeReport({ ...facts, publishedAt: facts.now }).text).not.toContain('Not published.');
    expect(writeReport(facts).text).toContain('@page { size: A4;');
  });
});
