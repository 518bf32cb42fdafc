import { beforeEach, describe, expect, it } from 'vitest';
import {
  mostOf,
  peakParticipants,
  peakVcpus,
  type Reservation,
  reservationOf,
  reserve,
  reserveFor,
} from '../../../../core/booking/reservations.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { resizeFleet } from '../../../../core/lifecycle/resize-fleet.ts';
import { queueAt } from '../../../support/busy-fleet.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';

const { sessionId, times } = SESSION;
const HOUR = 60 * MINUTE;
/** Open an hour longer than it was booked, for three times as many. */
const EXTENDED = {
  ...times,
  closesAt: times.closesAt + HOUR,
  lastClosesAt: times.lastClosesAt + HOUR,
  deadlineAt: times.deadlineAt + HOUR,
  terminateAt: times.terminateAt + HOUR,
};
const LATER = { from: times.terminateAt + MINUTE, until: EXTENDED.terminateAt };

let world: FleetWorld;
beforeEach(async () => {
  world = await newReadyWorld();
  world.clock.advance(times.opensAt + 20 * MINUTE - world.clock.now());
});

const bigger = (session: Session): Session => ({ ...session, times: EXTENDED, participantCount: 90 });

/** What a change of hours and roster does: reserves the most of both, then writes its row. */
async function extend(session: Session): Promise<void> {
  const { clock } = world;
  await reserve(world.tickPorts, sessionId, { from: clock.now(), until: LATER.until }, () => ({
    outcome: undefined,
    reserve: mostOf(reserveFor(session, 30), reserveFor(bigger(session), 90)),
  }));
  const change = { times: EXTENDED, participantCount: 90 };
  expect(await world.sessions.update(sessionId, session.revision, change as never)).toBe(true);
}

/** What a booking of the extended hour sees of others. */
async function seenIn(span: { readonly from: number; readonly until: number }) {
  return await reserve(world.tickPorts, 'another', span, (others) => ({
    outcome: {
      vcpus: peakVcpus(others, span.from, span.until),
      participants: peakParticipants(others, times.terminateAt, times.terminateAt + MINUTE),
    },
  }));
}

describe('a session that is extended while its fleet is resized', () => {
  it('holds its further hour and its further seats, when the resizing read it before and reserves last', async () => {
    const stale = await world.session(sessionId);
    const digests = queueAt(world.clock.now(), { slots: 4, waiting: 1_000 });
    const submissions = { listDigestsFrom: async () => digests } as never;
    const hosts = await world.hosts.listHosts(sessionId);
    await extend(stale);
    world.clock.advance(30_000);
    expect(await resizeFleet(stale, hosts, { ...world.tickPorts, submissions })).toBe(false);
    expect(await seenIn(LATER)).toEqual({ vcpus: 8, participants: 90 });
    // Two minutes after, when nobody is about to write it any more, it is what its row says.
    world.clock.advance(3 * MINUTE);
    expect(await seenIn(LATER)).toEqual({ vcpus: 4, participants: 90 });
  });

  it('holds them when vCPUs of hosts that are gone are given back between its row and its calendar', async () => {
    const booked = await world.session(sessionId);
    const reduced = {
      ...booked.fleetSize!,
      resized: { booked: 2, grown: 2, held: 4, at: world.clock.now() - 3 * MINUTE },
    };
    expect(await world.sessions.update(sessionId, booked.revision, { fleetSize: reduced })).toBe(true);
    const { update } = world.sessions;
    world.sessions.update = async (...args) => {
      const written = await update.apply(world.sessions, args);
      world.sessions.update = update;
      await extend(await world.session(sessionId));
      return written;
    };
    const submissions = { listDigestsFrom: async () => [] } as never;
    const hosts = await world.hosts.listHosts(sessionId);
    await resizeFleet(await world.session(sessionId), hosts, { ...world.tickPorts, submissions });
    expect((await world.session(sessionId)).fleetSize?.resized?.held).toBeUndefined();
    expect(await seenIn(LATER)).toEqual({ vcpus: 4, participants: 90 });
  });

  it('is seen whole by others even where a reservation of a moment ago says less', async () => {
    const before = await world.session(sessionId);
    await extend(before);
    const short: Reservation = { ...reservationOf(before, world.clock.now())!, vcpus: 2 };
    const { revision } = await world.reservations.read();
    await world.reservations.write({ reservations: [short], revision });
    // Only what is in the way is looked at: the stale one reaches to the old end.
    const span = { from: times.terminateAt - MINUTE, until: LATER.until };
    expect(await seenIn(span)).toEqual({ vcpus: 4, participants: 90 });
  });
});
