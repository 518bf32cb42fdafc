import { expect, it } from 'vitest';
import { Rosters } from '../../../../adapters/review/rosters.ts';

it('reads the roster of a session once for many reviews, and anew for another and after some minutes', async () => {
  let now = 0;
  const read: string[] = [];
  const listParticipants = async (sessionId: string) => {
    read.push(sessionId);
    return [{ participantId: 'ada', name: 'Ada L', extraMinutes: 0, email: 'ada@x.org' }] as never;
  };
  const rosters = new Rosters({ listParticipants }, () => now);
  const people = [{ participantId: 'ada', name: 'Ada L' }, { participantId: 'ada@x.org' }];
  expect(await rosters.listPeople('s1')).toEqual(people);
  expect(await rosters.listPeople('s1')).toEqual(people);
  expect(read).toEqual(['s1']);
  await rosters.listPeople('s2');
  now += 5 * 60_000;
  await rosters.listPeople('s2');
  expect(read).toEqual(['s1', 's2', 's2']);
});
