import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../core/exam/grading-rules.ts';
import { publishGrades, withdrawGrades } from '../../../../core/lifecycle/publish-grades.ts';
import { withUntold } from '../../../../core/messages/tell-notices.ts';
import type { RankedResult } from '../../../../core/results/grade-session.ts';
import { isPublished, type PublishedGrade } from '../../../../core/results/grade-store.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';
import { participantOf } from '../../../support/sessions.ts';

const { sessionId, times } = SESSION;
const FIRST = 'Your grade is published: look at it on the page of the session';
const GONE = 'Your grade has been withdrawn for the moment: it is looked at again';
const all = ['p1', 'p2'];

let world: FleetWorld;
let stored: Map<string, PublishedGrade>;
/** The write that nothing comes after. */
let diesBefore: 'row' | 'remove' | undefined;
const dieBefore = (write: typeof diesBefore) => {
  if (diesBefore !== write) return;
  diesBefore = undefined;
  throw new Error('the function was ended');
};
const rows: readonly RankedResult[] = all.map((participantId, index) => ({
  rank: index + 1,
  participantId,
  name: participantId,
  points: 0,
  solved: 0,
  penaltyMinutes: 0,
  problems: [],
}));

beforeEach(async () => {
  world = await newReadyWorld();
  await world.sessions.putParticipants(
    SESSION,
    all.map((participantId) => participantOf(participantId)),
  );
  world.clock.advance(times.lastClosesAt + MINUTE - world.clock.now());
  stored = new Map();
  diesBefore = undefined;
});

const ports = () => ({
  clock: world.clock,
  hosts: world.hosts,
  messages: world.messages,
  sessions: {
    get: async (id: string) => await world.sessions.get(id),
    forgetUntold: world.sessions.forgetUntold.bind(world.sessions),
    update: async (...of: Parameters<typeof world.sessions.update>) => {
      dieBefore('row');
      return await world.sessions.update(...of);
    },
  },
  grades: {
    put: async (grades: readonly PublishedGrade[]) => {
      for (const grade of grades) stored.set(grade.participantId, grade);
    },
    get: async (_: string, participantId: string) => stored.get(participantId),
    list: async () => [...stored.values()],
    remove: async (_: string, participantIds: readonly string[]) => {
      dieBefore('remove');
      for (const participantId of participantIds) stored.delete(participantId);
    },
  },
  readResults: async () => ({ rules: DEFAULT_RULES, problems: [], rows }),
});
const publish = async (participantIds?: readonly string[]) =>
  await publishGrades(await world.session(sessionId), participantIds, 'ada', ports());
const withdraw = async (participantIds?: readonly string[]) => {
  world.clock.advance(MINUTE);
  return await withdrawGrades(await world.session(sessionId), participantIds, 'ada', ports());
};
/** Who is told what, and whose grade counts. */
const seen = async () => {
  const session = await world.session(sessionId);
  const notices = withUntold(await world.messages.listFrom(sessionId, ''), session);
  return {
    told: notices.map(({ text, to }) => [
      text,
      typeof to === 'object' && 'participantIds' in to ? to.participantIds : to,
    ]),
    published: [...stored.values()]
      .filter((grade) => isPublished(session, grade))
      .map(({ participantId }) => participantId),
  };
};

describe('publishing that dies before the session says so', () => {
  it('shows nothing, and is told once it is repeated', async () => {
    diesBefore = 'row';
    await expect(publish()).rejects.toThrow('ended');
    expect(await seen()).toEqual({ told: [], published: [] });
    expect(await publish()).toMatchObject({ published: 2, changed: 2 });
    expect(await seen()).toEqual({ told: [[FIRST, 'everybody']], published: all });
    expect(await publish()).toMatchObject({ published: 2, changed: 0 });
  });

  it('shows nothing when another is published first', async () => {
    diesBefore = 'row';
    await expect(publish(['p1'])).rejects.toThrow('ended');
    world.clock.advance(MINUTE);
    expect(await publish(['p2'])).toMatchObject({ published: 1, changed: 1 });
    expect(await seen()).toEqual({ told: [[FIRST, ['p2']]], published: ['p2'] });
  });

  it('is completed by the next one where grades are published already', async () => {
    await publish(['p1']);
    diesBefore = 'row';
    world.clock.advance(MINUTE);
    await expect(publish(['p2'])).rejects.toThrow('ended');
    expect((await seen()).published).toEqual(['p1']);
    expect(await publish(['p1'])).toMatchObject({ published: 2, changed: 1 });
    expect(await seen()).toEqual({
      told: [
        [FIRST, ['p1']],
        [FIRST, ['p2']],
      ],
      published: all,
    });
  });
});

describe('withdrawing', () => {
  it('that dies halfway has told those concerned, shows nothing, and is completed by repeating it', async () => {
    await publish();
    diesBefore = 'remove';
    await expect(withdraw()).rejects.toThrow('ended');
    const withdrawn = {
      told: [
        [FIRST, 'everybody'],
        [GONE, all],
      ],
      published: [],
    };
    expect(await seen()).toEqual(withdrawn);
    expect(await withdraw()).toMatchObject({ published: 0, changed: 0 });
    expect(await seen()).toEqual(withdrawn);
    expect(stored.size).toBe(0);
  });

  it('that dies before anything was told is repeated whole', async () => {
    await publish();
    diesBefore = 'row';
    await expect(withdraw(['p1'])).rejects.toThrow('ended');
    expect((await seen()).published).toEqual(all);
    expect(await withdraw(['p1'])).toMatchObject({ published: 1, changed: 1 });
    expect(await seen()).toEqual({
      told: [
        [FIRST, 'everybody'],
        [GONE, ['p1']],
      ],
      published: ['p2'],
    });
  });

  it('is told only to those whose grade was published', async () => {
    await publish(['p2']);
    expect(await withdraw()).toMatchObject({ published: 0, changed: 1 });
    expect((await seen()).told).toEqual([
      [FIRST, ['p2']],
      [GONE, ['p2']],
    ]);
  });
});
