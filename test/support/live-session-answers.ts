import { sessionInsight } from '../../core/api/insight.ts';
import { type LiveSession, liveSession, type SessionLedger, sessionLedger } from '../../core/api/live.ts';
import { messageList } from '../../core/api/messages.ts';
import { statistics } from '../../core/api/statistics.ts';
import { scoreboard } from '../../core/api/submissions.ts';
import { LABELS, participants } from '../../examples/sample-exam/class.ts';

/** The session that all of these answers are of. */
export const SESSION_ID = '01jd8x7r4k2m9q3v5w6y7z8a1b';
const CLASS = participants(75);

const NO_RECOVERIES = { repaired: 0, replaced: 0, open: 0, backupHosts: 0 };

/** An instant of the exam, s after its first minute began. */
export const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, seconds)).toISOString();

const baseLedger = {
  submissions: { accepted: 2, queued: 0, running: 1, judged: 1, quarantined: 0 },
  hosts: { launched: 1, terminated: 0 },
  hostSeconds: 61,
  judgeCalls: 1,
  judgeCallsSaved: 24,
  usd: 0.0021,
  balanced: false,
  open: ['1 of 2 accepted submissions still wait for a verdict'],
};

/** What the API would answer at a moment of an exam; held to the API's own schema. */
export function liveAt(change: Partial<LiveSession>): LiveSession {
  return liveSession.parse({
    at: at(30),
    session: {
      view: 'staff',
      sessionId: SESSION_ID,
      name: 'Algorithms <b>midterm</b>',
      window: 'open',
      owner: 'ines',
      times: {
        bookedAt: at(0),
        launchAt: at(0),
        opensAt: at(5),
        closesAt: at(90),
        lastClosesAt: at(120),
        deadlineAt: at(600),
        terminateAt: at(900),
      },
      problems: [{ label: 'A', problemId: 'two-sum', name: 'Two sum', version: 1 }],
      languages: ['javascript'],
      policy: { testCases: 'first-failure', minIntervalMs: 0 },
      participantCount: 2,
      deployment: { kind: 'fleet' },
      fleet: {
        state: 'ready',
        reason: '1 of 1 hosts passed its examination',
        instanceType: 'c7i.large',
        hosts: 1,
        slotsPerHost: 2,
      },
      estimateUsd: 0.01,
      revision: 3,
    },
    questions: { unanswered: 0, unread: 0 },
    hosts: [
      {
        hostId: 'i-0123456789abcdef0',
        state: 'ready',
        reason: 'passed its examination in 4 languages',
        instanceType: 'c7i.large',
        round: 1,
        slots: 2,
        sealed: true,
        requestedAt: at(0),
        stateAt: at(4),
      },
    ],
    queue: { accepted: 2, queued: 0, running: 1, judged: 1, quarantined: 0 },
    verdictCounts: { WA: 1 },
    verdicts: [verdictOf('01jd8x7r4k2m9q3v5w6y7z8a1c', 'WA')],
    cursor: 'c1',
    ledger: baseLedger,
    recoveries: NO_RECOVERIES,
    cost: { usd: 0.0021, estimateUsd: 0.01, burnUsdPerHour: 0.11, forecastUsd: 0.0098 },
    decisions: [
      { at: at(4), subject: 'host:i-0123456789abcdef0', action: 'open', reason: 'passed its examination' },
    ],
    ...change,
  });
}

/** A line of the list of verdicts. */
export function verdictOf(submissionId: string, verdict: 'AC' | 'WA') {
  return {
    submissionId,
    participantId: 'p01',
    label: 'A',
    problemId: 'two-sum',
    language: 'javascript',
    state: 'judged' as const,
    verdict,
    passed: verdict === 'AC' ? 25 : 3,
    testCases: 25,
    cpuMs: 41,
    judgeCalls: 1,
    submittedAt: at(20),
    judgedAt: at(21),
    waitMs: 900,
  };
}

/** The account of the exam when all is over. */
export const settledLedger: SessionLedger = sessionLedger.parse({
  ledger: {
    ...baseLedger,
    submissions: { accepted: 2, queued: 0, running: 0, judged: 2, quarantined: 0 },
    hosts: { launched: 1, terminated: 1 },
    balanced: true,
    open: [],
  },
  final: true,
  bill: [{ what: 'c7i.large, 61 s', usd: 0.0015 }],
  estimateUsd: 0.01,
  recoveries: NO_RECOVERIES,
});

/** The sample exam at its fullest: its four problems, fifty names and groups, hosts with their reasons, a long queue. */
export function sampleLive(): LiveSession {
  const reason =
    'known programs got their known verdicts in javascript, python, cpp, java; no way out of the sandbox';
  const live = liveAt({});
  return liveAt({
    session: {
      ...live.session,
      name: 'Sample exam',
      problems: Object.entries(LABELS).map(([label, problemId]) => ({
        label,
        problemId,
        name: problemId,
        version: 1,
      })),
      participantCount: CLASS.length,
    },
    hosts: ['i-02dbabff53ef992ff', 'i-0e07155067bb57741'].map((hostId) => ({
      ...live.hosts[0]!,
      hostId,
      reason,
    })),
    queue: { accepted: 136, queued: 94, running: 4, judged: 38, quarantined: 0, expectedWaitMs: 114_000 },
    verdictCounts: { WA: 11, MLE: 2, TLE: 6, RTE: 6, AC: 10, CE: 3 },
    verdicts: CLASS.slice(0, 38).map(({ participantId }, index) => ({
      ...verdictOf(
        `01jd8x7r4k2m9q3v5w6y7z8b${String(index).padStart(2, '0')}`,
        index % 3 === 0 ? 'AC' : 'WA',
      ),
      participantId,
    })),
    decisions: [{ at: at(4), subject: 'host:i-02dbabff53ef992ff', action: 'open', reason }],
  });
}

/** The sample exam's scoreboard: somebody has tried everything. */
export const sampleBoard = scoreboard.parse({
  style: 'icpc',
  at: at(30),
  labels: Object.keys(LABELS),
  rows: CLASS.map(({ participantId, name, group }, index) => ({
    rank: 1,
    participantId,
    name,
    group,
    solved: 2,
    penaltyMinutes: 61 + index,
    score: 2,
    problems: Object.keys(LABELS).map((label, at) => ({
      label,
      tries: at + 1,
      pending: at % 2,
      ...(at % 2 === 0 ? { solvedAtMinutes: 20 + at } : {}),
    })),
  })),
});

/** What staff read while one question waits, never read before. */
export const oneQuestion = messageList.parse({
  items: [
    {
      messageId: '01jd8x7r4k2m9q3v5w6y7z8a1e',
      at: at(10),
      kind: 'question',
      label: 'A',
      text: 'May n be negative?',
      from: 'p01',
      to: { participantId: 'p01' },
      mine: false,
      unread: true,
      answered: false,
    },
  ],
  unread: 1,
  cursor: at(30),
  cannedAnswers: ['No.'],
});

/** The statistics of a session in which nobody has done anything. */
export const noStatistics = statistics.parse({ at: at(30), problems: [], participants: [] });

/** A limit that is too close, and nothing of the rest. */
export const closeLimit = sessionInsight.parse({
  at: at(30),
  findings: [
    {
      kind: 'problem-limit',
      text: 'problem A: 6 of 9 participants with a right program need 70 % of its limit of 1000 ms or more (of all who could solve it between 34 % and 90 %); the slowest that is in time needs 980 ms',
      advice: 'Right programs may be failing for their time alone',
      basis: { sessions: 1, participants: 9, since: at(5) },
      problemId: 'two-sum',
      version: 1,
      label: 'A',
      limitMs: 1_000,
      right: 9,
      near: 6,
      share: { low: 0.345, high: 0.902 },
      slowestMs: 980,
      late: 0,
    },
  ],
  silences: [
    { kind: 'capacity', reason: '1 of 4 past sessions had hosts, half to twice as many participants' },
    { kind: 'host-speed', reason: 'the speed of no host of ours is known' },
  ],
});
