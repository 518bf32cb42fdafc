import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoReservationStore } from '../../../adapters/dynamodb/reservation-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import type { BookingRequest } from '../../../core/booking/booking.ts';
import { bookingLimitsOf } from '../../../core/booking/booking-limits.ts';
import { type BookingPorts, placeBooking } from '../../../core/booking/place-booking.ts';
import type { RegisteredJudge } from '../../../core/booking/registered-judge.ts';
import {
  peakParticipants,
  peakVcpus,
  type Reservation,
  reservationOf,
} from '../../../core/booking/reservations.ts';
import { readStageConfig } from '../../../core/config/stage-config.ts';
import { DEFAULT_LIMITS } from '../../../core/grading/problem-limits.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { joiningInMemory } from '../../support/memory-join-store.ts';
import { sessionOf, timesFrom } from '../../support/sessions.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 2, 2, 8);
/** Two hosts of two vCPUs at a time: a session of one host takes a share of two. And three people at a time. */
const limits = {
  ...bookingLimitsOf(readStageConfig('dev'), ['javascript'], 'eu-central-1'),
  vcpuQuota: 4,
  participantsAtOnce: 3,
};

const LAB: RegisteredJudge = {
  tokenParameter: '/assize/dev/judges/lab',
  origin: 'https://judge.example.edu',
  owners: ['ada'],
  reach: 'public',
};

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const idOf = (n: number) => `01jq${String(n).padStart(22, '0')}`;
const request = (changes: Partial<BookingRequest> = {}): BookingRequest => ({
  name: 'Final',
  owner: 'ada',
  opensAt: NOW + 24 * HOUR,
  durationMs: HOUR,
  problems: [{ problemId: 'sum' }],
  roster: [{ participantId: 'p1', extraTimeMs: 0 }],
  deployment: { kind: 'fleet', hosts: 1 },
  policy: { testCases: 'first-failure', minIntervalMs: 0 },
  ...changes,
});

async function makeWorld() {
  const table = await dynamo.createTable('sessions');
  const sessions = new DynamoSessionStore(table);
  let now = NOW;
  const ports: BookingPorts = {
    clock: { now: () => now, sleep: (ms) => systemClock.sleep(ms) },
    sessions,
    reservations: new DynamoReservationStore(table),
    ...joiningInMemory(),
    schedules: { plan: async () => undefined },
    startLaunch: async () => undefined,
  };
  return {
    sessions,
    ports,
    pass: (ms: number) => {
      now += ms;
    },
    book: (n: number, wish: Partial<BookingRequest> = {}, through: BookingPorts = ports, digest?: string) => {
      const problem = {
        problemId: 'sum',
        version: 1,
        manifest: {
          languages: null,
          limits: DEFAULT_LIMITS,
          testCases: [],
          kind: 'pass-fail' as const,
          groups: [],
          names: { en: 'Sum' },
        },
      };
      const context = {
        sessionId: idOf(n),
        now,
        limits,
        problems: [problem],
        judges: [LAB],
        account: [],
        found: [],
      };
      return placeBooking(request(wish), context, digest, false, through);
    },
  };
}

describe('vCPUs of overlapping sessions', () => {
  it('carry two of six bookings that are made at once, and the others are told so', async () => {
    const world = await makeWorld();
    const placed = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => world.book(n)));
    expect(placed.filter(({ outcome }) => outcome === 'booked')).toHaveLength(2);
    for (const one of placed)
      if (one.outcome === 'refused') expect(one.faults).toMatchObject([{ field: 'deployment.hosts' }]);
    expect((await world.sessions.list({ limit: 10 })).items).toHaveLength(2);
  });

  it('are free for whoever does not overlap', async () => {
    const world = await makeWorld();
    const days = [1, 2, 3, 4, 5, 6].map((day) => world.book(day, { opensAt: NOW + day * 24 * HOUR }));
    expect((await Promise.all(days)).map(({ outcome }) => outcome)).toEqual(Array(6).fill('booked'));
  });

  it('are those of the sessions that overlap, however many are booked for later', async () => {
    const world = await makeWorld();
    await world.book(1);
    await world.book(2);
    const { reservations, revision } = await world.ports.reservations.read();
    const later = Array.from({ length: 150 }, (_, n): Reservation => {
      const from = NOW + (n + 2) * 24 * HOUR;
      return { sessionId: idOf(100 + n), vcpus: 4, from, until: from + 2 * HOUR, madeAt: NOW };
    });
    await world.ports.reservations.write({ reservations: [...reservations, ...later], revision });
    expect(await world.book(3)).toMatchObject({ outcome: 'refused' });
    expect(await world.book(4, { opensAt: NOW + 30 * HOUR })).toMatchObject({ outcome: 'booked' });
  });

  it('do not stay reserved for a booking that died before its session was written', async () => {
    const world = await makeWorld();
    const dying = {
      ...world.ports,
      schedules: { plan: () => Promise.reject(new Error('the function was killed')) },
    };
    await expect(world.book(1, {}, dying)).rejects.toThrow('killed');
    await expect(world.book(2, {}, dying)).rejects.toThrow('killed');
    // It may be a moment from being written: nobody else gets its share yet.
    expect(await world.book(3)).toMatchObject({ outcome: 'refused' });
    world.pass(3 * 60_000);
    expect(await world.book(4)).toMatchObject({ outcome: 'booked' });
    expect(await world.book(5)).toMatchObject({ outcome: 'booked' });
    expect(await world.book(6)).toMatchObject({ outcome: 'refused' });
  });

  it('are free again once a session is cancelled, or was ended early, without anybody telling the calendar', async () => {
    const world = await makeWorld();
    await world.book(1);
    await world.book(2);
    world.pass(3 * 60_000);
    expect(await world.book(3)).toMatchObject({ outcome: 'refused' });
    await world.sessions.update(idOf(1), 1, { cancelledAt: NOW, cancelReason: 'strike' });
    expect(await world.book(3)).toMatchObject({ outcome: 'booked' });
    world.pass(3 * 60_000);
    await world.sessions.moveFleet(idOf(2), 'none', 'gone', 'over');
    expect(await world.book(4)).toMatchObject({ outcome: 'booked' });
    expect(await world.book(5)).toMatchObject({ outcome: 'refused' });
  });

  it('are free at once when a session is over a moment after it was booked', async () => {
    const world = await makeWorld();
    await world.book(1);
    await world.book(2);
    world.pass(30_000);
    await world.sessions.update(idOf(1), 1, { cancelledAt: NOW + 30_000, cancelReason: 'strike' });
    expect(await world.book(3)).toMatchObject({ outcome: 'booked' });
    expect(await world.book(4)).toMatchObject({ outcome: 'refused' });
    await world.sessions.settle(idOf(2), NOW + 30_000);
    expect(await world.book(4)).toMatchObject({ outcome: 'booked' });
    expect(await world.book(5)).toMatchObject({ outcome: 'refused' });
  });
});

describe('seats of overlapping sessions', () => {
  const people = (count: number): Partial<BookingRequest> => ({
    roster: Array.from({ length: count }, (_, n) => ({ participantId: `p${n + 1}`, extraTimeMs: 0 })),
  });
  const kept: Partial<BookingRequest> = {
    deployment: {
      kind: 'direct',
      judges: [{ url: LAB.origin, tokenParameter: LAB.tokenParameter, slots: 2 }],
    },
  };

  it('are never given twice, whoever books at the same moment and on whatever judges', async () => {
    const world = await makeWorld();
    const placed = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => world.book(n, { ...people(n === 1 ? 2 : 1), ...kept })),
    );
    const booked = placed.flatMap((one) => (one.outcome === 'booked' ? [one.session.participantCount] : []));
    expect(booked.reduce((sum, count) => sum + count, 0)).toBe(3);
    const faults = placed.flatMap((one) => (one.outcome === 'refused' ? one.faults : []));
    expect(faults).toHaveLength(6 - booked.length);
    for (const { field, detail } of faults) {
      expect(field).toBe('roster');
      expect(detail).toMatch(
        /^\d would sit beside \d in other sessions, and this stage is made for 3 at the same/,
      );
    }
  });

  it('are counted while a window is open, and not while its hosts come and go', async () => {
    const world = await makeWorld();
    await world.book(1, people(3));
    expect(await world.book(2, people(3))).toMatchObject({ outcome: 'refused' });
    expect(await world.book(2, { ...people(3), opensAt: NOW + 25 * HOUR })).toMatchObject({
      outcome: 'booked',
    });
  });

  it('are those that may be taken by joining, too', async () => {
    const world = await makeWorld();
    await world.book(1, { ...people(1), join: { seats: 2 } });
    expect(await world.book(2, { ...people(1), join: { seats: 2 } })).toMatchObject({
      outcome: 'refused',
      faults: [{ field: 'join.seats' }],
    });
    expect(await world.book(2)).toMatchObject({ outcome: 'booked' });
  });

  it('are free once a session is cancelled', async () => {
    const world = await makeWorld();
    await world.book(1, people(3));
    world.pass(3 * 60_000);
    expect(await world.book(2)).toMatchObject({ outcome: 'refused' });
    await world.sessions.update(idOf(1), 1, { cancelledAt: NOW, cancelReason: 'strike' });
    expect(await world.book(2)).toMatchObject({ outcome: 'booked' });
  });
});

describe('a booking with a key', () => {
  it('answers the same session to the same content at once and ever after, and refuses other content', async () => {
    const world = await makeWorld();
    const same = await Promise.all([1, 2, 3].map(() => world.book(1, {}, world.ports, 'a')));
    for (const one of same) expect(one).toMatchObject({ session: { sessionId: idOf(1), name: 'Final' } });
    expect(await world.book(1, { name: 'Other' }, world.ports, 'b')).toEqual({ outcome: 'key-reused' });
    world.pass(30 * 24 * HOUR);
    const late = await world.book(1, {}, world.ports, 'a');
    expect(late).toMatchObject({ outcome: 'repeated', session: { sessionId: idOf(1) } });
    expect(late).toMatchObject({ estimate: { usd: expect.any(Number) } });
  });

  it('goes on where a run died', async () => {
    const world = await makeWorld();
    const sessions = Object.assign(Object.create(world.sessions), {
      get: (id: string) => world.sessions.get(id),
      getBooking: (id: string) => world.sessions.getBooking(id),
      claimBooking: (...all: Parameters<typeof world.sessions.claimBooking>) =>
        world.sessions.claimBooking(...all),
      create: () => Promise.reject(new Error('the function was killed')),
    });
    await expect(world.book(1, {}, { ...world.ports, sessions }, 'a')).rejects.toThrow('killed');
    expect(await world.book(1, { name: 'Other' }, world.ports, 'b')).toEqual({ outcome: 'key-reused' });
    expect(await world.book(1, {}, world.ports, 'a')).toMatchObject({ outcome: 'booked' });
  });
});

describe('the peak of reservations', () => {
  it('is what is reserved at the fullest minute', () => {
    const span = fc.record({
      sessionId: fc.constant('x'),
      madeAt: fc.constant(0),
      vcpus: fc.integer({ min: 1, max: 9 }),
      from: fc.integer({ min: 0, max: 50 }),
      until: fc.integer({ min: 0, max: 60 }),
    });
    const seated = ({ from, until, vcpus: participants, ...rest }: Reservation): Reservation => ({
      ...rest,
      vcpus: 0,
      from: 0,
      until: 60,
      seats: { participants, from, until },
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), fc.nat(50), fc.nat(60), (all, from, until) => {
        const at = (time: number) =>
          all.reduce((sum, one) => sum + (one.from <= time && time < one.until ? one.vcpus : 0), 0);
        const times = Array.from({ length: Math.max(0, until - from) }, (_, offset) => from + offset);
        expect(peakVcpus(all, from, until)).toBe(Math.max(0, ...times.map(at)));
        expect(peakParticipants(all.map(seated), from, until)).toBe(Math.max(0, ...times.map(at)));
      }),
    );
  });

  it('counts a session by what it can still hold', () => {
    const held = (changes: object): Reservation | undefined => reservationOf(sessionOf(changes), 0);
    const { launchAt, terminateAt, opensAt, lastClosesAt } = timesFrom(Date.UTC(2026, 2, 2, 8));
    expect(held({})).toMatchObject({ vcpus: 4, from: launchAt, until: terminateAt });
    expect(held({ participantCount: 7 })).toMatchObject({
      seats: { participants: 7, from: opensAt, until: lastClosesAt },
    });
    expect(held({ settledAt: 1 })).toBeUndefined();
    expect(held({ cancelledAt: 1 })).toBeUndefined();
    expect(held({ cancelledAt: opensAt, fleet: 'ready' })).toMatchObject({
      until: opensAt + 20 * 60_000,
      seats: { until: opensAt },
    });
    expect(held({ fleet: 'gone' })).toBeUndefined();
  });
});
