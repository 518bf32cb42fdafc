import type { Clock } from '../exam/clock.ts';
import { backOffMs } from '../resilience/back-off.ts';

/** A host that is being made good. */
export interface PermitHolder {
  readonly sessionId: string;
  readonly hostId: string;
  /** Whoever does not ask again by then has let it go, ms since the epoch. */
  readonly until: number;
}

/** A host that is to be made good, and has to wait. */
export interface PermitWaiter {
  readonly sessionId: string;
  readonly hostId: string;
  /** Slots of its session that judge meanwhile. */
  readonly slotsLeft: number;
  readonly since: number;
  readonly askedAt: number;
}

/** Recoveries that are at work on a stage, and those that wait: one row, so that whoever changes it has seen all. */
export interface RecoveryPermits {
  readonly holders: readonly PermitHolder[];
  readonly waiting: readonly PermitWaiter[];
  readonly revision: number;
}

/** Keeps them. Implementation: adapters/dynamodb/permit-store.ts. */
export interface PermitStore {
  read(): Promise<RecoveryPermits>;
  /** Writes by condition on the revision it was read with. @returns false when somebody was faster */
  write(permits: RecoveryPermits): Promise<boolean>;
}

/** Which hosts of a session are to be made good. */
export interface PermitRequest {
  readonly sessionId: string;
  /** Those that held a permit and are not named let it go. */
  readonly hostIds: readonly string[];
  /** Those of others that wait already and go on waiting. */
  readonly patient?: readonly string[];
  readonly slotsLeft: number;
}

/** What came of a request. */
export interface PermitAnswer {
  readonly permitted: ReadonlySet<string>;
  /** Those that wait from now on. */
  readonly newlyWaiting: readonly string[];
}

/** Recoveries at a time: what EC2, the prober and whoever looks on can follow. */
export const MOST_RECOVERIES = 5;
/** A pass comes every few seconds while something is made good: one that is silent for so long is dead or done, ms. */
const HOLDS_MS = 5 * 60_000;
/** Renewed when so much of it has gone, ms: not at every pass. */
const RENEWED_AFTER_MS = 60_000;
/** Who has not asked for so long waits no more, ms: a tick and a half. */
const WAITS_MS = 90_000;

/**
 * The permits after a request: as many of the line get a place as there are. First come sessions that have none, then those
 * with the fewest slots left, among these who has waited longest. A session that has none waits for no other that has
 * several: it is given the latest of the most, so that one session whose hosts fail again and again keeps nobody else from
 * being made good. What has begun for a host that lost its place goes on; the next step waits. Unchanged, the same object
 * comes back. Pure.
 */
export function requestPermits(
  permits: RecoveryPermits,
  { sessionId, hostIds, patient = [], slotsLeft }: PermitRequest,
  now: number,
): RecoveryPermits {
  const isOwn = (one: { readonly sessionId: string }) => one.sessionId === sessionId;
  const held = permits.holders
    .filter((one) => one.until > now && (!isOwn(one) || hostIds.includes(one.hostId)))
    .map((one) =>
      isOwn(one) && one.until - now < HOLDS_MS - RENEWED_AFTER_MS ? { ...one, until: now + HOLDS_MS } : one,
    );
  const waited = permits.waiting.filter((one) => isOwn(one) && patient.includes(one.hostId));
  const asked = [...new Set([...hostIds, ...waited.map(({ hostId }) => hostId)])].map(
    (hostId): PermitWaiter => {
      const known = permits.waiting.find((one) => isOwn(one) && one.hostId === hostId);
      return { sessionId, hostId, slotsLeft, since: known?.since ?? now, askedAt: now };
    },
  );
  const line = [
    ...permits.waiting.filter((one) => !isOwn(one) && now - one.askedAt < WAITS_MS),
    ...asked,
  ].toSorted((a, b) => a.slotsLeft - b.slotsLeft || a.since - b.since || (nameOf(a) < nameOf(b) ? -1 : 1));
  const holders = givePlaces(held, line, now + HOLDS_MS);
  const after = {
    holders,
    waiting: line.filter((one) => !holders.some((holder) => isSame(holder, one))),
    revision: permits.revision,
  };
  return JSON.stringify(after) === JSON.stringify(permits) ? permits : after;
}

/** Who is at work when the line has moved up. */
function givePlaces(
  held: readonly PermitHolder[],
  line: readonly PermitWaiter[],
  until: number,
): readonly PermitHolder[] {
  let holders = held;
  for (;;) {
    const placesOf = (one: { readonly sessionId: string }) =>
      holders.filter(({ sessionId }) => sessionId === one.sessionId).length;
    const waiting = line.filter((one) => !holders.some((holder) => isSame(holder, one)));
    const next = waiting.find((one) => placesOf(one) === 0) ?? waiting[0];
    if (next === undefined) return holders;
    if (holders.length >= MOST_RECOVERIES) {
      const most = Math.max(...holders.map(placesOf));
      const yielding = holders.findLast((one) => placesOf(one) === most);
      if (placesOf(next) > 0 || most < 2) return holders;
      holders = holders.filter((one) => one !== yielding);
    }
    holders = [...holders, { sessionId: next.sessionId, hostId: next.hostId, until }];
  }
}

/** Whoever wants the row at once gets it in as many tries. */
const MOST_TRIES = 10;
const TRY_BACK_OFF = { baseMs: 20, capMs: 200 };

/**
 * Asks for what a session's recoveries need, and lets go what they need no more. Who cannot get at the row for all the others goes on:
 * too many at a time is better than none. @throws what the store throws
 */
export async function askPermits(
  request: PermitRequest,
  {
    store,
    clock,
    random,
  }: { readonly store: PermitStore; readonly clock: Clock; readonly random: () => number },
): Promise<PermitAnswer> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const before = await store.read();
    const after = requestPermits(before, request, clock.now());
    if (after === before || (await store.write(after))) return answerOf(before, after, request);
    await clock.sleep(backOffMs(tries, TRY_BACK_OFF, random()));
  }
  return { permitted: new Set(request.hostIds), newlyWaiting: [] };
}

function answerOf(
  before: RecoveryPermits,
  after: RecoveryPermits,
  { sessionId }: PermitRequest,
): PermitAnswer {
  const own = (list: readonly { readonly sessionId: string; readonly hostId: string }[]) =>
    list.flatMap((one) => (one.sessionId === sessionId ? [one.hostId] : []));
  const waited = own(before.waiting);
  return {
    permitted: new Set(own(after.holders)),
    newlyWaiting: own(after.waiting).filter((hostId) => !waited.includes(hostId)),
  };
}

type Named = Pick<PermitHolder, 'sessionId' | 'hostId'>;
const nameOf = ({ sessionId, hostId }: Named) => `${sessionId} ${hostId}`;
const isSame = (one: Named, other: Named) => nameOf(one) === nameOf(other);
