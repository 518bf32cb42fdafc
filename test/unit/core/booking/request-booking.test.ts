import { describe, expect, it } from 'vitest';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import { type BookingWish, requestBooking } from '../../../../core/booking/request-booking.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { ULID_PATTERN } from '../../../../core/exam/ids.ts';
import type { AccountFound } from '../../../../core/fleet/account-findings.ts';
import { DEFAULT_LIMITS } from '../../../../core/grading/problem-limits.ts';
import { MemoryReservationStore } from '../../../support/memory/reservation-store.ts';
import { MemorySessionStore } from '../../../support/memory/session-store.ts';
import { joiningInMemory } from '../../../support/memory-join-store.ts';

const NOW = Date.UTC(2026, 2, 2, 8);
const HOUR = 3_600_000;
const LAB = {
  tokenParameter: '/assize/dev/judges/lab',
  origin: 'https://judge.example.edu',
  owners: ['ada'],
};

const wish = (changes: Partial<BookingWish> = {}): BookingWish => ({
  name: 'Final',
  owner: 'ada',
  opensAt: NOW + 24 * HOUR,
  durationMs: HOUR,
  problems: [{ problemId: 'sum' }],
  roster: [{ participantId: 'p1', extraTimeMs: 0 }],
  deployment: { kind: 'fleet' },
  policy: { testCases: 'first-failure', minIntervalMs: 0 },
  ...changes,
});

/** A stage that has the problem `sum` in versions 1 to 3, and one registered judge. */
function makeStage(account: readonly AccountFound[] = [{ kind: 'vcpu-limit', vcpus: 1, at: NOW }]) {
  const sessions = new MemorySessionStore();
  let ids = 0;
  const ports: Parameters<typeof requestBooking>[2] = {
    clock: { now: () => NOW, sleep: async () => undefined },
    ids: { next: () => `01jq${String(++ids).padStart(22, '0')}` },
    sessions,
    reservations: new MemoryReservationStore(),
    ...joiningInMemory(),
    schedules: { plan: async () => undefined },
    startLaunch: async () => undefined,
    judges: {
      find: async (name) => (name === LAB.tokenParameter ? { ...LAB, reach: 'public' } : undefined),
    },
    findings: {
      list: async (key) =>
        key === 'fleet'
          ? [{ language: 'python', way: 'none', reason: 'there is no python3', examinedAt: NOW }]
          : [],
      listAccount: async () => account,
    },
    problems: {
      getProblem: async (problemId) =>
        problemId === 'sum' ? ({ problemId, currentVersion: 3 } as never) : null,
    },
    getVersion: async (problemId, version) =>
      problemId === 'sum' && version <= 3
        ? {
            problemId,
            version,
            manifest: {
              languages: null,
              limits: DEFAULT_LIMITS,
              testCases: [],
              kind: 'pass-fail' as const,
              groups: [],
              names: { en: 'Sum' },
            },
          }
        : null,
    bookingLimits: bookingLimitsOf(readStageConfig('dev'), ['javascript', 'python'], 'eu-central-1'),
  };
  const book = async (changes: Partial<BookingWish> = {}, key?: string, dryRun = false) =>
    await requestBooking(wish(changes), { key, dryRun }, ports);
  return { sessions, book };
}

describe('requesting a booking', () => {
  it('takes the current version of a problem, or the one that is named', async () => {
    const { book } = makeStage();
    const versionsOf = async (version?: number) => {
      const problem = { problemId: 'sum', ...(version === undefined ? {} : { version }) };
      const placed = await book({ problems: [problem] }, undefined, true);
      return placed.outcome === 'would-be-booked' ? placed.session.problems[0]?.version : placed;
    };
    expect([await versionsOf(), await versionsOf(2)]).toEqual([3, 2]);
    expect(await versionsOf(9)).toMatchObject({ faults: [{ field: 'problems[0].version' }] });
    expect(await book({ problems: [{ problemId: 'none' }] })).toMatchObject({
      faults: [{ field: 'problems[0].problemId' }],
    });
  });

  it('decides by what was found on the deployment and on the account', async () => {
    const { book } = makeStage();
    expect(await book()).toMatchObject({
      session: { languages: ['javascript'] },
      warnings: [{ field: 'languages' }, { field: 'deployment.hosts' }],
    });
  });

  it("counts on the account's own vCPUs where the stage is configured for more", async () => {
    const bookTwo = (vcpus: number) =>
      makeStage([{ kind: 'vcpu-quota', vcpus, at: NOW }]).book({ deployment: { kind: 'fleet', hosts: 2 } });
    expect(await bookTwo(4)).toMatchObject({ outcome: 'booked' });
    expect(await bookTwo(3)).toMatchObject({
      outcome: 'refused',
      faults: [{ field: 'deployment.hosts', detail: expect.stringContaining("of the account's 3,") }],
    });
  });

  it('puts a judge that is only named where it is registered', async () => {
    const { book } = makeStage();
    const judge = { tokenParameter: LAB.tokenParameter, slots: 2 };
    expect(await book({ deployment: { kind: 'direct', judges: [judge] } })).toMatchObject({
      session: {
        languages: ['javascript', 'python'],
        deployment: { judges: [{ ...judge, url: LAB.origin }] },
      },
      warnings: [],
    });
    const other = { ...judge, tokenParameter: '/assize/dev/judges/other' };
    expect(await book({ deployment: { kind: 'pooled', judge: other } })).toMatchObject({
      faults: [{ field: 'deployment.judge.tokenParameter' }],
    });
  });

  it('books once for a key of an owner, and says so of other content', async () => {
    const { book, sessions } = makeStage();
    const first = await book({}, 'key');
    const again = await book({}, 'key');
    if (first.outcome !== 'booked' || again.outcome !== 'repeated') throw new Error(again.outcome);
    expect(again.session).toEqual(first.session);
    expect(first.session.sessionId).toMatch(ULID_PATTERN);
    expect(await book({ name: 'Other' }, 'key')).toEqual({ outcome: 'key-reused' });
    expect(await book({ owner: 'bob' }, 'key')).toMatchObject({ outcome: 'booked' });
    expect((await sessions.list({ limit: 10 })).items).toHaveLength(2);
  });

  it('writes nothing when it is only asked what would be', async () => {
    const { book, sessions } = makeStage();
    expect(await book({}, undefined, true)).toMatchObject({ outcome: 'would-be-booked' });
    expect((await sessions.list({ limit: 10 })).items).toEqual([]);
  });
});
