import { describe, expect, it } from 'vitest';
import type { SessionChangeRequest } from '../../../../core/booking/session-change.ts';
import { timePartOf } from '../../../../core/exam/ids.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { cancelSession } from '../../../../core/lifecycle/cancel-session.ts';
import { changeSession, endSession } from '../../../../core/lifecycle/change-session.ts';
import { decidePause, pauseSession, resumeSession } from '../../../../core/lifecycle/pause-session.ts';
import { restoreSession } from '../../../../core/lifecycle/restore-session.ts';
import { withUntold } from '../../../../core/messages/tell-notices.ts';
import { changePortsOf } from '../../../support/change-ports.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, newWorld, SESSION, START } from '../../../support/session-fleet.ts';
import { participantOf, sessionOf } from '../../../support/sessions.ts';

const { sessionId, times } = SESSION;
const HOUR = 60 * MINUTE;
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

const noticesIn = async (world: FleetWorld) => await world.messages.listFrom(sessionId, '');
const roster = [
  participantOf('p1'),
  participantOf('p2', { group: 'lab' }),
  participantOf('p3', { group: 'lab' }),
];

async function openWorld() {
  const world = await newReadyWorld();
  await world.sessions.putParticipants(SESSION, roster);
  world.clock.advance(times.opensAt + MINUTE - world.clock.now());
  return world;
}
type Act = (session: Session, world: FleetWorld) => Promise<unknown>;
const change =
  (request: SessionChangeRequest): Act =>
  async (session, world) =>
    await changeSession(session, request, 'ada', session.revision, changePortsOf(world));

describe('those concerned are told', () => {
  const later = times.closesAt + 15 * MINUTE;
  it.each<[string, Act, object[]]>([
    [
      'that the end moves, with the new times and why',
      change({ closesAt: later, reason: 'the power failed' }),
      [
        {
          to: 'everybody',
          opensAt: times.opensAt,
          closesAt: later,
          text: `The session closes at ${iso(later)} instead of ${iso(times.closesAt)}, extra time comes on top: the power failed`,
        },
      ],
    ],
    [
      'of extra time, each with the own end, and nobody else',
      change({
        participants: [
          { participantId: 'p2', extraTimeMs: 15 * MINUTE },
          { participantId: 'p3', extraTimeMs: 15 * MINUTE },
          { participantId: 'p1', name: 'Ann' },
          { participantId: 'p9', extraTimeMs: 5 * MINUTE },
        ],
      }),
      [
        {
          to: { participantIds: ['p2', 'p3'] },
          closesAt: later,
          text: expect.stringContaining(`15 minutes in all: your window closes at ${iso(later)}`),
        },
      ],
    ],
    [
      'that it was ended',
      async (session, world) => await endSession(session, 'fire', 'ada', changePortsOf(world)),
      [{ to: 'everybody', closesAt: times.opensAt + MINUTE, text: expect.stringContaining('fire') }],
    ],
    [
      'that it was cancelled',
      async (session, world) => await cancelSession(session, 'strike', 'ada', changePortsOf(world)),
      [{ to: 'everybody', text: 'The session was cancelled: strike' }],
    ],
    [
      'that nothing is taken for a while',
      async (session, world) => await pauseSession(session, 'fire alarm', 'ada', changePortsOf(world)),
      [{ to: 'everybody', text: expect.stringContaining('not taken for the moment: fire alarm') }],
    ],
    ['nothing of another name', change({ name: 'Final' }), []],
    ['nothing of an end that stays', change({ closesAt: times.closesAt }), []],
  ])('%s', async (_, act, told) => {
    const world = await openWorld();
    await act(await world.session(sessionId), world);
    expect(await noticesIn(world)).toMatchObject(told);
    expect((await noticesIn(world)).length).toBe(told.length);
    expect((await world.session(sessionId)).untold).toBeUndefined();
    await world.pass(sessionId);
    expect((await noticesIn(world)).length).toBe(told.length);
  });

  it('that it takes place after all', async () => {
    const world = await newWorld(START - HOUR);
    await cancelSession(await world.session(sessionId), 'strike', 'ada', changePortsOf(world));
    await world.sessions.settle(sessionId, START - HOUR);
    world.clock.advance(MINUTE);
    await restoreSession(await world.session(sessionId), 'the strike is over', 'ada', changePortsOf(world));
    expect((await noticesIn(world)).map(({ text }) => text)).toEqual([
      'The session was cancelled: strike',
      `The session takes place after all (the strike is over): it opens at ${iso(times.opensAt)} and closes at ${iso(times.closesAt)}`,
    ]);
  });

  it('which languages no host judges', async () => {
    const world = await newWorld(START, { languages: ['javascript', 'go'] });
    world.cloud.nextMachine = { lacks: ['go'] };
    while ((await world.session(sessionId)).fleet !== 'ready') {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(await noticesIn(world)).toMatchObject([
      {
        kind: 'notice',
        to: 'everybody',
        text: expect.stringMatching(/^go cannot be judged in this session: /),
      },
    ]);
  });

  it('that the fleet failed, once', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { wrong: true };
    while ((await world.session(sessionId)).fleet !== 'failed') {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    for (let pass = 0; pass < 3; pass++) await world.pass(sessionId);
    expect(await noticesIn(world)).toMatchObject([
      { to: 'everybody', text: expect.stringContaining('Nothing can be judged in this session') },
    ]);
  });
});

describe('a notice that could not be told', () => {
  it('is read on the row at once, and told by the next pass, as the same message', async () => {
    const world = await openWorld();
    const failing = { put: async () => Promise.reject(new Error('throttled')) };
    const session = await world.session(sessionId);
    const paused = await pauseSession(session, 'fire', 'ada', { ...changePortsOf(world), messages: failing });
    expect(paused).toMatchObject({ done: true, session: { paused: { reason: 'fire' } } });
    expect(await noticesIn(world)).toEqual([]);
    const read = withUntold([], await world.session(sessionId));
    expect(read).toMatchObject([{ kind: 'notice', text: expect.stringContaining('fire') }]);
    await world.pass(sessionId);
    expect(await noticesIn(world)).toEqual(read);
    const after = await world.session(sessionId);
    expect(after.untold).toBeUndefined();
    expect(withUntold(read, { ...after, untold: [] })).toEqual(read);
  });

  it('is told once by two that tell it at the same time', async () => {
    const world = await openWorld();
    const failing = { put: async () => Promise.reject(new Error('throttled')) };
    await pauseSession(await world.session(sessionId), 'a', 'ada', {
      ...changePortsOf(world),
      messages: failing,
    });
    await Promise.all([
      world.pass(sessionId),
      resumeSession(await world.session(sessionId), 'b', 'ada', changePortsOf(world)),
    ]);
    await world.pass(sessionId);
    expect((await noticesIn(world)).map(({ text }) => text)).toEqual([
      expect.stringContaining('moment: a'),
      expect.stringContaining('again after 1 minute: b'),
    ]);
  });
});

describe('a pause', () => {
  it('is kept with its reason, recorded, and taken back', async () => {
    const world = await openWorld();
    const ports = changePortsOf(world);
    await pauseSession(await world.session(sessionId), 'fire', 'ada', ports);
    const { revision } = await world.session(sessionId);
    expect(await world.session(sessionId)).toMatchObject({
      paused: { at: world.clock.now(), reason: 'fire' },
    });
    // Twice is once.
    await pauseSession(await world.session(sessionId), 'other', 'bob', ports);
    expect(await world.session(sessionId)).toMatchObject({ paused: { reason: 'fire' }, revision });
    world.clock.advance(7 * MINUTE);
    await resumeSession(await world.session(sessionId), 'all clear', 'ada', ports);
    await resumeSession(await world.session(sessionId), 'all clear', 'ada', ports);
    expect((await world.session(sessionId)).paused).toBeUndefined();
    expect(
      (await world.hosts.listDecisions(sessionId, 2)).map(({ action, reason }) => [action, reason]),
    ).toEqual([
      ['resume', 'ada: all clear'],
      ['pause', 'ada: fire'],
    ]);
    expect((await noticesIn(world)).at(-1)?.text).toBe(
      'Submissions are taken again after 7 minutes: all clear',
    );
  });

  it('loses to whoever was faster', async () => {
    const world = await openWorld();
    const seen = await world.session(sessionId);
    await world.sessions.update(sessionId, seen.revision, { name: 'renamed' });
    expect(await pauseSession(seen, 'fire', 'ada', changePortsOf(world))).toMatchObject({
      refusal: { kind: 'conflict' },
    });
    expect(await noticesIn(world)).toEqual([]);
  });

  const { opensAt, closesAt } = sessionOf().times;
  const paused = { at: opensAt, reason: 'fire' };
  it.each<[string, Partial<Session>, 'pause' | 'resume', number, string]>([
    ['may begin before the opening', {}, 'pause', opensAt - 1, 'pause'],
    ['may begin while it is open', {}, 'pause', closesAt - 1, 'pause'],
    ['is too late after the close', {}, 'pause', closesAt, 'too-late'],
    ['is too late when it is settled', { settledAt: closesAt }, 'pause', opensAt, 'too-late'],
    ['is none of a cancelled session', { cancelledAt: opensAt }, 'resume', opensAt, 'session-cancelled'],
    ['goes on when it is paused already', { paused }, 'pause', opensAt, 'keep'],
    ['ends', { paused }, 'resume', opensAt, 'resume'],
    ['ends once', {}, 'resume', opensAt, 'keep'],
    ['ends with the window', { paused }, 'resume', closesAt, 'too-late'],
  ])('%s', (_, changes, wanted, now, action) => {
    const decision = decidePause(sessionOf(changes), wanted, now);
    expect(decision).toMatchObject({ action, reason: expect.stringMatching(/\w/) });
  });
});

describe('a notice', () => {
  const SLOW = 5 * MINUTE;
  /** A scheduler that takes its time: the clock goes on meanwhile. */
  const slowPorts = (world: FleetWorld) => ({
    ...changePortsOf(world),
    schedules: {
      plan: async () => world.clock.advance(SLOW),
      planTermination: async () => undefined,
    },
  });
  const ofLast = async (world: FleetWorld) => (await noticesIn(world)).at(-1)!;

  it('of a change is of the time at which it can be read, not of that at which it was decided', async () => {
    const world = await openWorld();
    const session = await world.session(sessionId);
    const decidedAt = world.clock.now();
    const request = { closesAt: times.closesAt + 15 * MINUTE };
    await changeSession(session, request, 'ada', session.revision, slowPorts(world));
    const notice = await ofLast(world);
    expect(notice.at).toBe(decidedAt + SLOW);
    expect(notice.messageId.slice(0, 10)).toBe(timePartOf(notice.at));
  });

  it('of a restoration, too', async () => {
    const world = await newWorld(START - HOUR);
    await cancelSession(await world.session(sessionId), 'strike', 'ada', changePortsOf(world));
    await world.sessions.settle(sessionId, world.clock.now());
    world.clock.advance(MINUTE);
    const decidedAt = world.clock.now();
    await restoreSession(await world.session(sessionId), 'no strike', 'ada', slowPorts(world));
    expect(await ofLast(world)).toMatchObject({
      at: decidedAt + SLOW,
      text: expect.stringContaining('no strike'),
    });
  });
});
