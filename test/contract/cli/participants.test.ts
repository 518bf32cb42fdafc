import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { participantOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
});
const run = async (...args: string[]) => await cli.assize(args);
const json = async (...args: string[]) => {
  const { out, err, code } = await run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
};

// Each command is a process of its own, on a machine that may be busy.
describe('on the command line', { timeout: 120_000 }, () => {
  it('a session is booked for whoever has its code, joined, given another code and closed to them', async () => {
    const booked = await run(
      ...['session', 'create', '-n', 'Open', '-p', 'sum', '-o', '+9h', '-d', '1h', '-l', 'javascript'],
      ...['--join', '30', '--join-code', 'abcd-efgh'],
    );
    expect(booked).toMatchObject({
      code: 0,
      out: expect.stringMatching(/join with ABCD-EFGH, up to 30 people/),
    });
    const sessionId = /booked Open: (\w+)/.exec(booked.out)?.[1] ?? '';
    expect(await run('join', 'abcdefgh', '--as', 'p02')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/you are on the roster of Open as p02; .* \d\d:\d\d:\d\d[+-]\d\d:\d\d/),
    });
    expect((await run('session', 'roster', sessionId)).out).toMatch(/p02 .*\d\d:\d\d:\d\d[+-]\d\d:\d\d\n$/);
    expect(await run('join', 'abcd', '--as', 'p01')).toMatchObject({
      code: 2,
      err: expect.stringContaining('eight letters and digits'),
    });
    const renewed = await json('session', 'change', sessionId, '--join', '5');
    expect(renewed.join).toMatchObject({ seats: 5, code: expect.not.stringMatching('ABCD-EFGH') });
    expect(await run('join', 'ABCD-EFGH', '--as', 'p01')).toMatchObject({
      code: 4,
      err: expect.stringContaining('no session has this code'),
    });
    expect((await json('session', 'change', sessionId, '--no-join')).join).toBeUndefined();
  });

  it('a session is extended for all, for a group or for one, on top of what they have', async () => {
    const session = await world.addSession();
    const { sessionId, times } = session;
    const minutes = (count: number) => new Date(times.closesAt + count * 60_000).toISOString();
    await world.sessions.putParticipants(session, [participantOf('p03', { sessionId, group: 'lab-1' })]);
    expect((await json('session', 'extend', sessionId, '10m', '-r', 'fire alarm')).times.closesAt).toBe(
      minutes(10),
    );
    await json('session', 'extend', sessionId, '5m', '--participant', 'P02', '--group', 'lab-1');
    const { items } = await json('session', 'roster', sessionId);
    expect(items).toMatchObject([
      { participantId: 'p01', extraTimeMs: 0 },
      { participantId: 'p02', extraTimeMs: 900_000 },
      { participantId: 'p03', extraTimeMs: 300_000, closesAt: minutes(15) },
    ]);
    expect(await run('session', 'extend', sessionId, '5m', '--group', 'lab-9')).toMatchObject({
      code: 2,
      err: expect.stringContaining('the roster has no lab-9'),
    });
    expect(await run('session', 'extend', sessionId, '5m', '--as', 'p01')).toMatchObject({ code: 3 });
  });

  it('a late student is added to an open session, and a whole export of Moodle', async () => {
    const { sessionId } = await world.addSession();
    await json(
      ...['session', 'add', sessionId, 'P77', '-n', 'Late Lou', '--group', 'lab-2', '--extra-time', '10m'],
      ...['--email', 'lou@uni.example', '--student-id', '0042'],
    );
    const moodle = cli.program('m.csv', '"First name",Surname,"Email address"\nAda,Byron,ada@uni.example\n');
    const added = await run('session', 'add', sessionId, '--roster', moodle);
    expect(added).toMatchObject({ code: 0, err: expect.stringContaining('people log in with') });
    const { items } = await json('session', 'roster', sessionId);
    expect(items).toContainEqual(
      expect.objectContaining({
        participantId: 'p77',
        name: 'Late Lou',
        email: 'lou@uni.example',
        studentId: '0042',
      }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ participantId: 'ada@uni.example', name: 'Ada Byron' }),
    );
    expect(await run('session', 'add', sessionId)).toMatchObject({ code: 2 });
    const invited = await run('session', 'invite', sessionId);
    expect(invited).toMatchObject({ code: 0, err: expect.stringContaining('--as NAME') });
    expect(invited.out).toMatch(/ada@uni\.example +invited\n.*p77 +invited/);
    const again = await run('session', 'invite', sessionId, 'p77', '--json');
    expect(JSON.parse(again.out).items).toEqual([{ participantId: 'p77', outcome: 'invited' }]);
  });

  it('a participant reads their history, a program, and what changed between two', async () => {
    const { sessionId } = await world.addSession();
    const submit = async (source: string, as: string) =>
      (await json(...['submit', cli.program('A.js', source), '-s', sessionId, '--no-wait', '--as', as]))
        .submissionId as string;
    const first = await submit('let a;\nwrong()\n', 'p01');
    const second = await submit('let a;\nright()\n', 'p01');
    await submit('other()\n', 'p02');
    const own = await json('submissions', '-s', sessionId, '--as', 'p01', '-p', 'a');
    expect(own.items.map((one: { submissionId: string }) => one.submissionId)).toEqual([second, first]);
    expect((await run('submissions', '-s', sessionId, '--as', 'p01')).out).toMatch(
      /\d\d:\d\d:\d\d[+-]\d\d:\d\d {2}p01 +A +javascript +waiting/,
    );
    expect((await json('submissions', '-s', sessionId, '--as', 'instructor', '-n', '1')).items).toHaveLength(
      1,
    );
    expect(await run('submission', 'show', first, '--source', '--as', 'p01')).toMatchObject({
      code: 0,
      out: 'let a;\nwrong()\n',
    });
    const diff = await run('submission', 'diff', first, second, '-s', sessionId, '--as', 'p01');
    expect(diff).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/\n let a;\n-wrong\(\)\n\+right\(\)\n$/),
    });
    expect(diff.out).not.toContain('\x1b');
    expect(await run('submission', 'diff', first, second, '-s', sessionId, '--as', 'p02')).toMatchObject({
      code: 4,
    });
  });
});
