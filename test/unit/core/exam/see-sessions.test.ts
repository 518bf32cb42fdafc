import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../../core/exam/caller.ts';
import { type ListWish, seeSession, seeSessions } from '../../../../core/exam/see-sessions.ts';
import { MemorySessionStore } from '../../../support/memory/session-store.ts';
import { EPOCH, participantOf, sessionOf, timesFrom } from '../../../support/sessions.ts';

const DAY = 86_400_000;
const OPERATOR: Caller = { username: 'root', roles: ['operator'] };
const ADA: Caller = { username: 'ada', roles: ['instructor', 'participant'] };
const P1: Caller = { username: 'p1', roles: ['participant'] };
/** The booked end of the session of today. */
const { lastClosesAt } = timesFrom(EPOCH);

const sessions = new MemorySessionStore();
beforeEach(async () => {
  const book = (sessionId: string, at: number, owner: string, cancelledAt?: number) =>
    sessions.create(
      sessionOf({
        sessionId,
        owner,
        times: timesFrom(at),
        ...(cancelledAt === undefined ? {} : { cancelledAt }),
      }),
      ['p1', 'ada'].map((id) => participantOf(id, { sessionId })),
    );
  await book('past', EPOCH - DAY, 'ada');
  await book('today', EPOCH, 'ada');
  await book('called-off', EPOCH, 'ada', EPOCH);
  await book('tomorrow', EPOCH + DAY, 'eve');
  await sessions.create(sessionOf({ sessionId: 'others', owner: 'eve', times: timesFrom(EPOCH) }), []);
});

describe('a list of sessions', () => {
  it.each<[string, Caller, Omit<ListWish, 'limit'>, number, string[]]>([
    [
      'operators see all, the latest first',
      OPERATOR,
      {},
      EPOCH,
      ['tomorrow', 'today', 'others', 'called-off', 'past'],
    ],
    ['instructors their own', ADA, {}, EPOCH, ['today', 'called-off', 'past']],
    ['participants what is not over, the soonest first', P1, {}, EPOCH, ['today', 'tomorrow']],
    ['until its last moment', P1, {}, lastClosesAt - 1, ['today', 'tomorrow']],
    ['and no longer', P1, {}, lastClosesAt, ['tomorrow']],
    [
      'or what they ask for by time',
      P1,
      { from: EPOCH - 2 * DAY },
      EPOCH,
      ['past', 'called-off', 'today', 'tomorrow'],
    ],
    ['up to a time too', P1, { to: EPOCH }, EPOCH, ['past']],
    ['in the order that was asked for', P1, { order: 'latest' }, EPOCH, ['tomorrow', 'today']],
    ['staff too', ADA, { from: EPOCH, order: 'latest' }, EPOCH, ['today', 'called-off']],
  ])('%s', async (_, caller, wish, now, ids) => {
    const { items } = await seeSessions(sessions, caller, { limit: 10, ...wish }, now);
    expect(items.map(({ session }) => session.sessionId)).toEqual(ids);
  });

  it('goes on where a page ended', async () => {
    const first = await seeSessions(sessions, ADA, { limit: 2 }, EPOCH);
    expect(first.cursor).toBeDefined();
    const next = await seeSessions(sessions, ADA, { limit: 2, cursor: first.cursor ?? '' }, EPOCH);
    expect(next).toMatchObject({ items: [{ session: { sessionId: 'past' } }] });
    expect(next.cursor).toBeUndefined();
  });

  it('says how each is seen', async () => {
    const own = await seeSessions(sessions, ADA, { limit: 10 }, EPOCH);
    expect(own.items.every(({ as }) => as === 'staff')).toBe(true);
    const [seat] = (await seeSessions(sessions, P1, { limit: 10 }, EPOCH)).items;
    expect(seat).toMatchObject({ as: 'participant', participant: { participantId: 'p1' } });
  });
});

describe('one session', () => {
  it.each<[string, Caller, string, string | undefined]>([
    ['an operator is staff', OPERATOR, 'tomorrow', 'staff'],
    ['its instructor is', ADA, 'today', 'staff'],
    ['another instructor is there by the roster', ADA, 'tomorrow', 'participant'],
    ['or not at all', ADA, 'others', undefined],
    [
      'whoever joined it, without the right of participants too',
      { ...ADA, roles: ['instructor'] },
      'tomorrow',
      'participant',
    ],
    ['a participant on the roster', P1, 'today', 'participant'],
    ['one who is not', P1, 'others', undefined],
    ['whoever owned it and is staff no more has their place', { ...ADA, roles: [] }, 'today', 'participant'],
    ['or nothing', { username: 'eve', roles: [] }, 'others', undefined],
    ['nobody sees what is not there', OPERATOR, 'none', undefined],
  ])('%s', async (_, caller, sessionId, as) => {
    expect((await seeSession(sessions, caller, sessionId))?.as).toBe(as);
  });
});
