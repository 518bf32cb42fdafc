import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamoBillStore } from '../../../adapters/dynamodb/bill-store.ts';
import { DynamoGradeStore } from '../../../adapters/dynamodb/grade-store.ts';
import { DynamoHostStore } from '../../../adapters/dynamodb/host-store.ts';
import { DynamoIntakeStore } from '../../../adapters/dynamodb/intake-store.ts';
import { DynamoMessageStore } from '../../../adapters/dynamodb/message-store.ts';
import { DynamoReservationStore } from '../../../adapters/dynamodb/reservation-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { SubmissionResult, TestCaseResult } from '../../../core/grading/judge-submission.ts';
import type { TestCaseVerdict } from '../../../core/grading/verdict.ts';
import type { QueuedSubmission, RunningSubmission } from '../../../core/submissions/submission.ts';
import { digestOf } from '../../../core/submissions/submission-digest.ts';
import { EPOCH, hostOf, participantOf, roundOf, sessionOf } from '../../support/sessions.ts';
import { queuedOf, resultOf } from '../../support/submissions.ts';
import { freshId, useTables } from './tables-under-test.ts';

const under = useTables();
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const number = fc.oneof(
  fc.nat(),
  fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1_000),
);
const texts = fc.array(text, { maxLength: 3 });
/** A record of which any of the optional members may be absent. */
const record = <T, K extends keyof T = never>(
  members: { [P in keyof T]: fc.Arbitrary<T[P]> },
  ...optional: readonly K[]
) => {
  const requiredKeys = (Object.keys(members) as K[]).filter((key) => !optional.includes(key));
  // fast-check cannot tell from a computed list of keys which of them are optional.
  return fc.record(members, { requiredKeys }) as unknown as fc.Arbitrary<Omit<T, K> & Partial<Pick<T, K>>>;
};
const recipients = fc.oneof(
  fc.constant('everybody' as const),
  record({ group: text }),
  record({ participantIds: texts }),
);
const holds = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: 8 });

describe('a row is read as it was written', () => {
  it('of a session and its roster', async () => {
    const store = new DynamoSessionStore(under.table('sessions'));
    const judge = record({ url: text, tokenParameter: text, slots: number });
    const changes = record(
      {
        name: text,
        languages: texts,
        languagesDropped: fc.array(record({ language: text, reason: text, droppedAt: number }), {
          maxLength: 2,
        }),
        policy: record(
          {
            testCases: fc.constantFrom('first-failure' as const, 'run-all' as const),
            maxSubmissionsPerProblem: number,
            minIntervalMs: number,
            shows: fc.constantFrom('nothing' as const, 'samples' as const),
            interactors: fc.constantFrom('anywhere' as const, 'fleet' as const),
            targetWaitMs: number,
          },
          'targetWaitMs',
          'maxSubmissionsPerProblem',
          'shows',
          'interactors',
        ),
        deployment: fc.oneof(
          fc.constant({ kind: 'fleet' as const }),
          record({ kind: fc.constant('direct' as const), judges: fc.array(judge, { maxLength: 2 }) }),
          record({ kind: fc.constant('pooled' as const), judge }),
        ),
        fleetSize: record(
          {
            instanceType: text,
            alternatives: texts,
            hosts: number,
            slotsPerHost: number,
            leastHosts: number,
            resized: record({ booked: number, grown: number, held: number, at: number }, 'held'),
          },
          'alternatives',
          'leastHosts',
          'resized',
        ),
        fleet: fc.constantFrom('none' as const, 'ready' as const, 'failed' as const),
        join: record({ code: text, seats: number }, 'seats'),
        cancelledAt: number,
        cancelReason: text,
        grading: record(
          {
            pick: fc.constantFrom('best' as const, 'last' as const, 'last-before' as const, 'icpc' as const),
            before: number,
            points: fc.dictionary(fc.stringMatching(/^[A-Z]\w{0,5}$/), number, { maxKeys: 3 }),
            lateDeduction: record({
              dueAt: number,
              percent: number,
              per: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
              maxPercent: number,
            }),
          },
          'before',
          'points',
          'lateDeduction',
        ),
        gradesPublishedAt: number,
        paused: record({ at: number, reason: text }),
        withoutHostsSince: number,
        watch: record({ everyMs: number, until: number, by: text }),
        askedRecovery: record({ at: number, by: text, reason: text, hostIds: texts }),
        rehearsal: fc.constant(true as const),
        bellHeldUntil: number,
        untold: fc.array(
          record({ noticeId: text, at: number, text, to: recipients, opensAt: number }, 'opensAt'),
          { minLength: 1, maxLength: 2 },
        ),
        restoredAt: number,
        settledAt: number,
        estimateUsd: number,
        requestsUsd: number,
        budgetUsd: number,
        budgetTold: record({
          state: fc.constantFrom('near' as const, 'used' as const),
          at: number,
          reason: text,
        }),
        revision: fc.nat(),
      },
      'languagesDropped',
      'requestsUsd',
      'budgetUsd',
      'budgetTold',
      'fleetSize',
      'join',
      'cancelledAt',
      'cancelReason',
      'grading',
      'gradesPublishedAt',
      'paused',
      'withoutHostsSince',
      'watch',
      'askedRecovery',
      'rehearsal',
      'bellHeldUntil',
      'untold',
      'restoredAt',
      'settledAt',
    );
    const member = record(
      { name: text, group: text, email: text, studentId: text, joinedAt: number, extraTimeMs: number },
      'group',
      'email',
      'studentId',
      'joinedAt',
    );
    await holds(fc.tuple(changes, member), async ([change, one]) => {
      const { fleetSize: _size, ...plain } = sessionOf();
      const session: Session = { ...plain, ...change, sessionId: freshId() };
      const roster = [participantOf('p01', { ...one, sessionId: session.sessionId })];
      await store.create(session, roster);
      expect(await store.get(session.sessionId)).toEqual(session);
      expect(await store.listParticipants(session.sessionId)).toEqual(roster);
    });
  });

  it('of a published grade', async () => {
    const store = new DynamoGradeStore(under.table('sessions'));
    const from = record(
      {
        submissionId: text,
        submittedAt: number,
        language: text,
        verdict: fc.constantFrom('AC' as const, 'TLE' as const),
        score: number,
        passed: number,
        testCases: number,
        latePercent: number,
      },
      'score',
      'latePercent',
    );
    const problem = record(
      {
        label: text,
        points: number,
        tries: number,
        pending: number,
        quarantined: number,
        solved: fc.boolean(),
        penaltyMinutes: number,
        from,
      },
      'from',
    );
    const result = record(
      {
        participantId: fc.constant('p01'),
        name: text,
        group: text,
        email: text,
        studentId: text,
        points: number,
        possible: number,
        solved: number,
        penaltyMinutes: number,
        problems: fc.array(problem, { maxLength: 2 }),
      },
      'group',
      'email',
      'studentId',
      'possible',
    );
    const graded = record(
      {
        label: text,
        name: text,
        kind: fc.constantFrom('pass-fail' as const, 'scoring' as const),
        maxScore: number,
      },
      'maxScore',
    );
    const grade = record({
      publishedAt: number,
      publishedBy: text,
      rules: record({ pick: fc.constant('best' as const), before: number }, 'before'),
      problems: fc.array(graded, { maxLength: 2 }),
      result,
    });
    await holds(grade, async (one) => {
      const stored = { ...one, sessionId: 's-grades', participantId: 'p01' };
      await store.put([stored, { ...stored, participantId: 'p02' }]);
      expect(await store.get('s-grades', 'p01')).toEqual(stored);
      expect(await store.list('s-grades')).toHaveLength(2);
      await store.remove('s-grades', ['p02', 'p03']);
      expect(await store.list('s-grades')).toEqual([stored]);
    });
  });

  it('of hosts, launch rounds and decisions', async () => {
    const store = new DynamoHostStore(under.table('sessions'));
    const host = record(
      {
        state: fc.constantFrom('requested' as const, 'suspect' as const, 'rejected' as const),
        reason: text,
        url: text,
        token: text,
        sealed: fc.boolean(),
        sealedAt: number,
        examination: record(
          {
            passed: fc.boolean(),
            reason: text,
            examinedAt: number,
            batchLanguages: texts,
            singleLanguages: texts,
            notJudged: fc.array(record({ language: text, reason: text, lacking: fc.boolean() }), {
              maxLength: 2,
            }),
            headStarts: fc.array(record({ language: text, share: number }), { maxLength: 2 }),
            openTo: text,
            sandbox: text,
            longestCallMs: number,
            speedFactor: number,
            architecture: text,
            slots: fc.nat(),
          },
          'headStarts',
          'speedFactor',
          'slots',
        ),
        drift: record({ share: number, at: number }),
        recoveries: fc.array(
          record(
            {
              startedAt: number,
              reason: text,
              steps: fc.array(
                record({
                  at: number,
                  act: fc.constantFrom('suspect' as const, 'drain' as const, 'open' as const),
                  actor: fc.constantFrom('launcher' as const, 'tick' as const),
                  reason: text,
                }),
                { maxLength: 2 },
              ),
              class: fc.constantFrom('infrastructure' as const, 'network' as const),
              askedBy: text,
              endedAt: number,
              end: fc.constantFrom('repaired' as const, 'replaced' as const),
            },
            'class',
            'askedBy',
            'endedAt',
            'end',
          ),
          { maxLength: 2 },
        ),
        milestones: record({ runningAt: number, examinedAt: number }, 'runningAt', 'examinedAt'),
        market: fc.constant('spot' as const),
        leavesAt: number,
        doubtedAt: number,
        claimedUntil: number,
        launchedAt: number,
        terminatedAt: number,
      },
      'url',
      'sealedAt',
      'examination',
      'drift',
      'recoveries',
      'milestones',
      'market',
      'leavesAt',
      'doubtedAt',
      'claimedUntil',
      'launchedAt',
      'terminatedAt',
    );
    const outcome = record({
      instanceIds: texts,
      errors: fc.array(
        record(
          {
            code: text,
            message: text,
            kind: fc.constantFrom('quota' as const, 'plan' as const),
            instanceType: text,
          },
          'instanceType',
        ),
        { maxLength: 2 },
      ),
    });
    const decision = record({ at: fc.nat(), subject: text, action: text, reason: text });
    await holds(fc.tuple(host, outcome, decision), async ([change, result, decided]) => {
      const sessionId = freshId();
      const written = { ...hostOf({ sessionId }), ...change };
      await store.recordHost(written);
      expect(await store.listHosts(sessionId)).toEqual([written]);
      const round = roundOf({ sessionId });
      await store.claimRound(round);
      await store.noteUnclear(round, EPOCH);
      await store.resolveRound(round, result, EPOCH);
      const unclear = { times: 1, at: EPOCH };
      expect(await store.listRounds(sessionId)).toEqual([
        { ...round, unclear, outcome: result, resolvedAt: EPOCH },
      ]);
      await store.recordDecision(sessionId, decided);
      expect(await store.listDecisions(sessionId, 5)).toEqual([decided]);
    });
  });

  it('of slots, whoever holds them, with what was heard', async () => {
    const store = new DynamoSlotStore(under.table('sessions'));
    const slot = record(
      {
        url: text,
        token: text,
        batchLanguages: texts,
        singleLanguages: texts,
        headStartLanguages: texts,
        speedFactor: number,
        fastestFactor: number,
        notJudged: fc.array(record({ language: text, reason: text }), { maxLength: 2 }),
      },
      'headStartLanguages',
      'speedFactor',
      'fastestFactor',
      'notJudged',
    );
    const signs = record(
      { answeredAt: number, finishedAt: number, overdueAt: number },
      'answeredAt',
      'overdueAt',
    );
    await holds(fc.tuple(slot, signs, record({ participantId: text, since: number })), async (given) => {
      const [change, heard, participant] = given;
      const free = { ...change, sessionId: freshId(), hostId: 'i-1', number: 3 };
      await store.open([free]);
      expect(await store.list(free.sessionId)).toEqual([free]);
      await store.take(free, 'l-1', EPOCH, EPOCH - 1);
      await store.renew(free, 'l-1', EPOCH + 5, { ...heard, participant });
      const holder = { leaseId: 'l-1', until: EPOCH + 5, participant };
      expect(await store.list(free.sessionId)).toEqual([{ ...free, holder, signs: heard }]);
    });
  });

  it('of what intake remembers, of keys, of bills and of the calendar', async () => {
    const intake = new DynamoIntakeStore(under.table('sessions'));
    const sessions = new DynamoSessionStore(under.table('sessions'));
    const bills = new DynamoBillStore(under.table('metrics'));
    const calendar = new DynamoReservationStore(under.table('sessions'));
    const counts = fc.dictionary(fc.constantFrom('A', 'contest', 'ß'), number);
    const remembered = record(
      {
        finish: counts,
        submissions: counts,
        lastAt: number,
        lastTrialAt: number,
        recent: fc.dictionary(fc.constantFrom('contest', 'trial'), texts),
      },
      'lastAt',
      'lastTrialAt',
      'recent',
    );
    const use = record({ submissionId: text, digest: text });
    const bill = record({
      usd: number,
      lines: fc.array(record({ what: text, usd: number }), { maxLength: 3 }),
      hostSeconds: number,
      judgeCalls: number,
      judgeCallsSaved: number,
      region: text,
      pricesAsOf: text,
      billedAt: number,
    });
    const reservations = fc.array(
      record(
        {
          sessionId: text,
          vcpus: number,
          from: number,
          until: number,
          seats: record({ participants: number, from: number, until: number }),
          madeAt: number,
        },
        'seats',
      ),
      { maxLength: 3 },
    );
    await holds(fc.tuple(remembered, use, bill, reservations), async ([told, used, billed, reserved]) => {
      const sessionId = freshId();
      const participant = participantOf('p01', { sessionId });
      await sessions.create(sessionOf({ sessionId }), [participant]);
      await intake.saveIntake(sessionId, 'p01', { ...told, revision: 0 });
      expect(await intake.getSubmitter(sessionId, 'p01')).toEqual({
        participant,
        intake: { ...told, revision: 1 },
      });
      await intake.claimKey(sessionId, 'p01', 'key', used);
      expect(await intake.getKeyUse(sessionId, 'p01', 'key')).toEqual(used);
      await bills.keep({ sessionId, ...billed }, 0);
      expect(await bills.get(sessionId)).toEqual({ sessionId, ...billed });
      const { revision } = await calendar.read();
      await calendar.write({ reservations: reserved, revision });
      expect(await calendar.read()).toEqual({ reservations: reserved, revision: revision + 1 });
    });
  });

  it('of messages', async () => {
    const store = new DynamoMessageStore(under.table('sessions'));
    const message = record(
      {
        at: number,
        kind: fc.constantFrom('announcement' as const, 'question' as const, 'notice' as const),
        label: text,
        text,
        from: text,
        to: recipients,
        questionId: text,
        questionText: text,
        opensAt: number,
        closesAt: number,
      },
      'label',
      'from',
      'questionId',
      'questionText',
      'opensAt',
      'closesAt',
    );
    await holds(message, async (said) => {
      const written = { ...said, sessionId: freshId(), messageId: freshId() };
      await store.put(written);
      expect(await store.listFrom(written.sessionId, '')).toEqual([written]);
    });
  });

  it('of a submission, from its queue to its verdict', async () => {
    const store = new DynamoSubmissionStore(under.table('submissions'));
    const verdict = fc.constantFrom<Exclude<TestCaseVerdict, 'not-run'>[]>('AC', 'WA', 'RTE', 'JE');
    const testCase: fc.Arbitrary<TestCaseResult> = record(
      {
        testCaseId: text,
        verdict: fc.oneof(verdict, fc.constant('not-run' as const)),
        detail: record(
          {
            clock: fc.constantFrom('cpu' as const, 'wall' as const),
            signal: number,
            exitCode: number,
            feedback: text,
            score: number,
          },
          'clock',
          'signal',
          'exitCode',
          'feedback',
          'score',
        ),
        cpuMs: number,
        wallMs: number,
        memoryKiB: number,
        outputHead: text,
        stderrHead: text,
        outputBytes: number,
        outputSha256: text,
        way: fc.constantFrom('batch' as const, 'single' as const),
        call: number,
      },
      'outputSha256',
    );
    const result: fc.Arbitrary<Partial<SubmissionResult>> = record(
      {
        verdict: fc.oneof(verdict, fc.constant('CE' as const)),
        score: number,
        firstFailing: text,
        perCase: fc.array(testCase, { maxLength: 4 }),
        counts: fc.dictionary(verdict, number) as fc.Arbitrary<SubmissionResult['counts']>,
        mode: fc.constantFrom('stdio' as const, 'function' as const),
        compileOutput: text,
        whySplit: texts,
        notes: texts,
        speedFactor: number,
        timeLimitMs: number,
        secondLook: fc.record({
          testCaseId: text,
          cpuMs: number,
          limitMs: number,
          alone: fc.boolean(),
          counts: fc.boolean(),
        }),
      },
      'score',
      'firstFailing',
      'compileOutput',
      'speedFactor',
      'timeLimitMs',
      'secondLook',
    );
    const setback = record(
      {
        kind: fc.constantFrom('host-lost' as const, 'failed' as const, 'turned-away' as const),
        hostId: text,
        reason: text,
        at: number,
        alone: fc.constant(true as const),
      },
      'alone',
    );
    const files = fc.array(record({ name: text, source: text }));
    const handedIn = record(
      { source: fc.oneof(text, files), mainFile: text, input: text },
      'mainFile',
      'input',
    );
    await holds(fc.tuple(result, setback, handedIn), async ([judged, back, given]) => {
      const queued: QueuedSubmission = queuedOf({
        submissionId: freshId(),
        ...(given.input === undefined ? {} : { inputBytes: given.input.length }),
      });
      const { sessionId, submissionId } = queued;
      const lease = (leaseId: string) => ({ leaseId, until: EPOCH + 20_000, hostId: 'i-1' });
      const take = async (id: string) =>
        (await store.lease(sessionId, submissionId, lease(id), EPOCH)) as RunningSubmission;
      await store.accept(queued, given);
      expect(await store.get(sessionId, submissionId)).toEqual(queued);
      expect(await store.getHandedIn(sessionId, submissionId)).toEqual(given);
      expect((await store.listDigestsFrom(sessionId, submissionId)).at(0)).toEqual(digestOf(queued));
      await store.giveBack(await take('l-1'), back);
      const running = await take('l-2');
      expect(running).toEqual({
        ...queued,
        state: 'running',
        attempts: 2,
        setbacks: [back],
        lease: lease('l-2'),
        startedAt: EPOCH,
      });
      const whole = { ...resultOf(), ...judged };
      await store.judge(running, whole, EPOCH + 9);
      const { lease: _lease, ...kept } = running;
      const ended = { ...kept, state: 'judged' as const, result: whole, judgedAt: EPOCH + 9 };
      expect(await store.get(sessionId, submissionId)).toEqual(ended);
      expect((await store.listDigestsFrom(sessionId, submissionId)).at(0)).toEqual(digestOf(ended));
    });
    expect(under.unreadable).toEqual([]);
  });
});
