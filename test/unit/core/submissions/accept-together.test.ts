import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timePartOf } from '../../../../core/exam/ids.ts';
import { acceptSubmission, type IntakePorts } from '../../../../core/submissions/accept-submission.ts';
import { acceptTogether, type WishOfMany } from '../../../../core/submissions/accept-together.ts';
import type { Lane } from '../../../../core/submissions/submission.ts';
import { MemoryIntakeStore, MemorySubmissionStore } from '../../../support/memory-submission-store.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const NAMES = ['p01', 'p02', 'p03'];

const session = sessionOf({
  policy: { testCases: 'first-failure', minIntervalMs: 0, maxSubmissionsPerProblem: 12 },
});
const { sessionId } = session;

function world() {
  const submissions = new MemorySubmissionStore();
  const intake = new MemoryIntakeStore(NAMES.map((name) => participantOf(name)));
  const rung: string[] = [];
  let serial = 0;
  const ports: IntakePorts = {
    clock: new VirtualClock(session.times.opensAt),
    ids: { next: () => timePartOf(session.times.opensAt) + String(++serial).padStart(16, '0') },
    sessions: { get: async (id) => (id === sessionId ? session : undefined) },
    intake,
    submissions,
    doorbell: { ring: async ({ lane }) => void rung.push(lane) },
    describeProblem: async () => ({
      ...{ languages: null, sourceKiB: 64, timeMs: 1_000 },
      ...{ testCases: 10, samples: 2 },
    }),
    onSilentDoorbell: () => undefined,
  };
  const alone = async ({ participantId, wish }: WishOfMany) =>
    await acceptSubmission(ports, sessionId, participantId, wish);
  const together = async (wishes: readonly WishOfMany[]) => await acceptTogether(ports, sessionId, wishes);
  /** Together, and what is left by itself. */
  const settle = async (wishes: readonly WishOfMany[]) => {
    const outcomes = await together(wishes);
    const settled: { readonly outcome: string; readonly submissionId?: string }[] = [];
    for (const [at, wanted] of wishes.entries()) {
      const outcome = outcomes[at]!;
      settled.push(outcome.outcome === 'unsettled' ? idOf(await alone(wanted)) : outcome);
    }
    return settled;
  };
  const judge = async (submissionId: string) => {
    const now = session.times.opensAt;
    const lease = { leaseId: 'l', until: now + 1, hostId: 'h' };
    const running = await submissions.lease(sessionId, submissionId, lease, now);
    if (running !== undefined) await submissions.quarantine(running, 'x', now);
  };
  return { ports, intake, submissions, rung, alone, together, settle, judge };
}

type Outcome = Awaited<ReturnType<ReturnType<typeof world>['alone']>>;
const idOf = (outcome: Outcome) =>
  'submission' in outcome
    ? { outcome: outcome.outcome, submissionId: outcome.submission.submissionId }
    : outcome;

const wishOf = (key: string, more: Partial<WishOfMany['wish']> = {}, participantId = 'p01'): WishOfMany => ({
  participantId,
  wish: {
    ...{ label: 'A', language: 'javascript', source: 'x', lane: 'contest', digest: 'd' },
    ...{ idempotencyKey: key, ...more },
  },
});

const anyWish = fc
  .record({
    participantId: fc.constantFrom(...NAMES, 'mallory'),
    key: fc.integer({ min: 0, max: 40 }),
    label: fc.constantFrom('A', 'A', 'A', 'Z'),
    lane: fc.constantFrom<Lane>('contest', 'contest', 'trial'),
    digest: fc.constantFrom('d', 'd', 'd', 'e'),
  })
  .map(({ participantId, key, ...more }) => wishOf(`k${key}`, more, participantId));

describe('taking many submissions together', () => {
  it('comes to what taking each by itself comes to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(anyWish, { maxLength: 30 }), fc.nat(20)), { maxLength: 5 }),
        async (rounds) => {
          const [one, other] = [world(), world()];
          for (const [wishes, judged] of rounds) {
            const singly: object[] = [];
            for (const wanted of wishes) singly.push(idOf(await one.alone(wanted)));
            const settled = await other.settle(wishes);
            const kinds = (all: readonly object[]) =>
              all.map((each) => ('refusal' in each ? each.refusal : 'outcome' in each && each.outcome));
            // Ids are drawn for what is refused too, and what is left unsettled is taken later: only their kinds are compared.
            expect(kinds(settled).map(kindOf)).toEqual(kinds(singly).map(kindOf));
            expect(await other.submissions.count(sessionId)).toEqual(await one.submissions.count(sessionId));
            for (const each of [one, other]) {
              const waiting = await each.submissions.listWaiting(sessionId, 'contest', judged);
              for (const { submissionId } of waiting) await each.judge(submissionId);
            }
            for (const name of NAMES) {
              const [a, b] = [
                await one.intake.getSubmitter(sessionId, name),
                await other.intake.getSubmitter(sessionId, name),
              ];
              expect(b?.intake.submissions).toEqual(a?.intake.submissions);
              expect(b?.intake.finish).toEqual(a?.intake.finish);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes a participant once, and rings once for a lane', async () => {
    const { together, intake, rung } = world();
    const wishes = [1, 2, 3].flatMap((n) => [wishOf(`a${n}`), wishOf(`t${n}`, { lane: 'trial' }, 'p02')]);
    const outcomes = await together(wishes);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(6).fill('accepted'));
    expect((await intake.getSubmitter(sessionId, 'p01'))?.intake).toMatchObject({
      revision: 1,
      submissions: { A: 3 },
    });
    expect(rung.sort()).toEqual(['contest', 'trial']);
  });

  it('leaves to be taken alone what somebody else was faster with, or what was not got to, and loses none', async () => {
    const { together, settle, intake, submissions, alone } = world();
    const claimKeys = intake.claimKeys.bind(intake);
    intake.claimKeys = async (...of) => {
      // Between the look and the write the same key comes by another way.
      await alone(wishOf('raced'));
      return await claimKeys(...of);
    };
    const acceptAll = submissions.acceptAll.bind(submissions);
    submissions.acceptAll = async (all) => {
      const [, ...rest] = all;
      return [false, ...(await acceptAll(rest))];
    };
    const wishes = [wishOf('raced'), wishOf('own'), wishOf('x', {}, 'p02'), wishOf('y', {}, 'p02')];
    expect((await together(wishes)).map(({ outcome }) => outcome)).toEqual([
      'unsettled',
      'unsettled',
      'unsettled',
      'accepted',
    ]);
    const again = await settle(wishes);
    expect(again.map(({ outcome }) => outcome)).toEqual(['repeated', 'accepted', 'accepted', 'repeated']);
    expect(await submissions.count(sessionId)).toMatchObject({ accepted: 4 });
    expect((await intake.getSubmitter(sessionId, 'p02'))?.intake.submissions).toEqual({ A: 2 });
  });

  it('completes by their keys what a crash left half done, wherever it died', async () => {
    for (const step of ['claimKeys', 'saveIntakes', 'acceptAll'] as const) {
      const { settle, ports, intake, submissions, together } = world();
      const store = (step === 'acceptAll' ? ports.submissions : ports.intake) as unknown as Record<
        string,
        (...of: unknown[]) => Promise<unknown>
      >;
      const own = store[step]!.bind(store);
      store[step] = async (...of) => {
        await own(...of);
        throw new Error('the process died');
      };
      const wishes = [wishOf('a'), wishOf('b'), wishOf('c', {}, 'p02')];
      await expect(together(wishes)).rejects.toThrow('died');
      store[step] = own;
      const again = await settle(wishes);
      expect(new Set(again.map(({ submissionId }) => submissionId)).size).toBe(3);
      expect(await submissions.count(sessionId)).toMatchObject({ accepted: 3 });
      expect((await intake.getSubmitter(sessionId, 'p01'))?.intake.submissions).toEqual({ A: 2 });
    }
  });
});

/** A refusal by its kind. */
const kindOf = (outcome: unknown) =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome ? outcome.kind : outcome;
