import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timePartOf } from '../../../../core/exam/ids.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { acceptSubmission, type IntakePorts } from '../../../../core/submissions/accept-submission.ts';
import { MAX_WAITING, type SubmissionWish } from '../../../../core/submissions/intake.ts';
import type { Lane } from '../../../../core/submissions/submission.ts';
import { MemoryIntakeStore, MemorySubmissionStore } from '../../../support/memory-submission-store.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';
import { resultOf } from '../../../support/submissions.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** An id that was made as the session opened. */
const idOf = (number: number) => timePartOf(sessionOf().times.opensAt) + String(number).padStart(16, '0');

const wish: SubmissionWish = {
  label: 'A',
  language: 'javascript',
  source: 'x',
  lane: 'contest',
  digest: 'd',
};

function world(changes: Partial<Session> = {}) {
  const session = sessionOf(changes);
  const submissions = new MemorySubmissionStore();
  const rung: string[] = [];
  const silent: string[] = [];
  let serial = 0;
  const ports: IntakePorts = {
    clock: new VirtualClock(session.times.opensAt),
    ids: { next: () => idOf(++serial) },
    sessions: { get: async (id) => (id === session.sessionId ? session : undefined) },
    intake: new MemoryIntakeStore([participantOf('p01'), participantOf('p02')]),
    submissions,
    doorbell: {
      ring: async ({ submissionId }) => {
        rung.push(submissionId);
      },
    },
    describeProblem: async () => ({
      languages: null,
      sourceKiB: 64,
      timeMs: 1_000,
      testCases: 10,
      samples: 2,
    }),
    onSilentDoorbell: (submissionId) => silent.push(submissionId),
  };
  const submit = (who = 'p01', more: Partial<SubmissionWish> = {}, over: Partial<IntakePorts> = {}) =>
    acceptSubmission({ ...ports, ...over }, session.sessionId, who, { ...wish, ...more });
  return { session, submissions, ports, rung, silent, submit };
}

describe('taking submissions', () => {
  it('keeps what it accepts, and rings', async () => {
    const { submit, submissions, rung, session } = world();
    const outcome = await submit();
    expect(outcome).toMatchObject({ outcome: 'accepted', submission: { submissionId: idOf(1) } });
    expect(rung).toEqual([idOf(1)]);
    expect(await submissions.getHandedIn(session.sessionId, idOf(1))).toEqual({ source: 'x' });
  });

  it('knows nobody who is not on the roster, and no other session', async () => {
    const { submit, ports } = world();
    expect(await submit('mallory')).toEqual({ outcome: 'unknown' });
    expect(await acceptSubmission(ports, idOf(9), 'p01', wish)).toEqual({ outcome: 'unknown' });
  });

  it('keeps a submission whose doorbell does not ring', async () => {
    const { submit, submissions, silent, session } = world();
    const outcome = await submit(
      'p01',
      {},
      { doorbell: { ring: () => Promise.reject(new Error('no topic')) } },
    );
    expect(outcome.outcome).toBe('accepted');
    expect(silent).toEqual([idOf(1)]);
    expect(await submissions.count(session.sessionId)).toMatchObject({ accepted: 1 });
  });

  it('completes with its key what a crash left half done, without a second try', async () => {
    const { submit, submissions, session } = world({
      policy: { testCases: 'first-failure', minIntervalMs: 60_000, maxSubmissionsPerProblem: 1 },
    });
    const key = { idempotencyKey: 'k' };
    const accept = submissions.accept.bind(submissions);
    submissions.accept = () => Promise.reject(new Error('the process died'));
    await expect(submit('p01', key)).rejects.toThrow('died');
    submissions.accept = accept;
    const again = await submit('p01', key);
    expect(again).toMatchObject({ outcome: 'accepted' });
    const third = await submit('p01', key);
    expect(third).toMatchObject({ outcome: 'repeated' });
    expect(await submissions.count(session.sessionId)).toMatchObject({ accepted: 1 });
    expect((await submit('p01', { idempotencyKey: 'other' })).outcome).toBe('refused');
  });

  it('means one submission by a key for as long as the session is kept, however many come between', async () => {
    const { submit, submissions, session } = world();
    const first = await submit('p01', { idempotencyKey: 'first' });
    const now = session.times.opensAt;
    for (let n = 0; n < 40; n++) {
      const taken = await submit('p01', { idempotencyKey: `k${n}` });
      const id = 'submission' in taken ? taken.submission.submissionId : '';
      const lease = { leaseId: 'l', until: now + 1, hostId: 'h' };
      const running = await submissions.lease(session.sessionId, id, lease, now);
      await submissions.quarantine(running!, 'x', now);
    }
    const again = await submit('p01', { idempotencyKey: 'first' });
    expect(again).toEqual({ ...first, outcome: 'repeated' });
    expect(await submit('p01', { idempotencyKey: 'first', digest: 'other' })).toMatchObject({
      outcome: 'refused',
      refusal: { kind: 'key-reused' },
    });
    expect(await submit('p02', { idempotencyKey: 'first' })).toMatchObject({ outcome: 'accepted' });
    expect(await submissions.count(session.sessionId)).toMatchObject({ accepted: 42 });
  });

  it('completes what a crash left behind long ago under an id of now, wherever it died', async () => {
    for (const dies of ['saveIntake', 'accept'] as const) {
      const { submit, submissions, session, ports } = world({
        policy: { testCases: 'first-failure', minIntervalMs: 0, maxSubmissionsPerProblem: 1 },
      });
      const die = () => Promise.reject(new Error('the process died'));
      const intake = Object.assign(Object.create(ports.intake), {
        getSubmitter: (...all: Parameters<IntakePorts['intake']['getSubmitter']>) =>
          ports.intake.getSubmitter(...all),
        getKeyUse: (...all: Parameters<IntakePorts['intake']['getKeyUse']>) => ports.intake.getKeyUse(...all),
        claimKey: (...all: Parameters<IntakePorts['intake']['claimKey']>) => ports.intake.claimKey(...all),
        saveIntake:
          dies === 'saveIntake'
            ? die
            : (...all: Parameters<IntakePorts['intake']['saveIntake']>) => ports.intake.saveIntake(...all),
      });
      const accept = submissions.accept.bind(submissions);
      if (dies === 'accept') submissions.accept = die;
      await expect(submit('p01', { idempotencyKey: 'k' }, { intake })).rejects.toThrow('died');
      submissions.accept = accept;
      const now = session.times.opensAt + 600_000;
      const clock = { now: () => now, sleep: async () => undefined };
      const late = timePartOf(now) + '0'.repeat(16);
      const again = await submit('p01', { idempotencyKey: 'k' }, { clock, ids: { next: () => late } });
      expect(again).toMatchObject({ outcome: 'accepted', submission: { submissionId: late } });
      expect(await submit('p01', { idempotencyKey: 'k' })).toMatchObject({ outcome: 'repeated' });
      expect(await submissions.count(session.sessionId)).toMatchObject({ accepted: 1 });
    }
  });

  it('never takes more than the session allows, whoever submits how often at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ who: fc.constantFrom('p01', 'p02'), key: fc.option(fc.nat(4), { nil: undefined }) }),
          { maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 3 }),
        async (wishes, most) => {
          const { submit, submissions, session } = world({
            policy: { testCases: 'first-failure', minIntervalMs: 0, maxSubmissionsPerProblem: most },
          });
          const outcomes = await Promise.all(
            wishes.map(({ who, key }) => submit(who, key === undefined ? {} : { idempotencyKey: `k${key}` })),
          );
          for (const who of ['p01', 'p02']) {
            const { items } = await submissions.list(session.sessionId, { participantId: who, limit: 100 });
            expect(items.length).toBeLessThanOrEqual(most);
            if (wishes.some((one) => one.who === who)) expect(items.length).toBeGreaterThan(0);
            expect(new Set(items.map(({ rank }) => rank)).size).toBe(items.length);
          }
          // The same key of the same participant is the same submission.
          const byKey = Map.groupBy(
            wishes
              .map((one, at) => ({ ...one, outcome: outcomes[at]! }))
              .filter(({ key }) => key !== undefined),
            ({ who, key }) => `${who} ${key}`,
          );
          for (const same of byKey.values())
            expect(
              new Set(
                same.flatMap(({ outcome }) =>
                  'submission' in outcome ? outcome.submission.submissionId : [],
                ),
              ).size,
            ).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each(['contest', 'trial'] as const)(
    'lets one participant have so many waiting in the %s lane, however they are sent, and takes more as verdicts come',
    async (lane) => {
      const { submit, submissions, session } = world();
      const send = (who = 'p01', of: Lane = lane) => submit(who, { lane: of });
      for (let sent = 0; sent < MAX_WAITING; sent++)
        expect(await send()).toMatchObject({ outcome: 'accepted' });
      expect(await send()).toMatchObject({
        outcome: 'refused',
        refusal: { kind: 'too-many-waiting', retryAfterMs: 5_000 },
      });
      // Of others, and of the other lane, it takes nothing.
      expect(await send('p02')).toMatchObject({ outcome: 'accepted' });
      expect(await send('p01', lane === 'trial' ? 'contest' : 'trial')).toMatchObject({
        outcome: 'accepted',
      });
      const { sessionId } = session;
      const now = session.times.opensAt;
      const lease = { leaseId: 'l', until: now + 20_000, hostId: 'i-1' };
      const running = await submissions.lease(sessionId, idOf(3), lease, now);
      expect(await send()).toMatchObject({ outcome: 'refused' });
      await submissions.judge(running!, resultOf(), now);
      expect(await send()).toMatchObject({ outcome: 'accepted' });
      expect(await send()).toMatchObject({ outcome: 'refused' });
    },
  );

  it('counts those that are sent at once', async () => {
    const { submit, submissions, session } = world();
    await Promise.all(Array.from({ length: 3 * MAX_WAITING }, () => submit('p01', { lane: 'trial' })));
    expect((await submissions.listWaiting(session.sessionId, 'trial', 100)).length).toBeLessThanOrEqual(
      MAX_WAITING,
    );
  });
});
