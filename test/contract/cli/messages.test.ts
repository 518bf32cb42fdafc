import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { participantOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let cli: CliWorld;
let sessionId: string;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  cli = await makeCliWorld(world);
}, 60_000);
afterAll(async () => {
  cli.stop();
  await world.stop();
});
beforeEach(async () => {
  const session = await world.addSession();
  ({ sessionId } = session);
  await world.sessions.putParticipants(session, [
    participantOf('p02', { sessionId, group: 'lab-1' }),
    participantOf('p03', { sessionId, group: 'lab-1' }),
  ]);
});
const run = async (...args: string[]) => await cli.assize(args);

// Each command is a process of its own, on a machine that may be busy.
describe('on the command line', { timeout: 120_000 }, () => {
  it('a question is asked, found, answered to everybody, and read', async () => {
    const asked = await run('session', 'ask', 'May I use maps?', '-p', 'A', '-s', sessionId, '--as', 'p01');
    expect(asked).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/question A by you/) });
    const waiting = await run('session', 'questions', sessionId);
    expect(waiting).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\* question A by p01 .*\n {4}May I/),
    });
    const { items } = JSON.parse((await run('session', 'questions', sessionId, '--json')).out);
    expect(items).toMatchObject([{ kind: 'question', from: 'p01', unread: false }]);
    const id = String(items[0].messageId);
    const answered = await run(
      'session',
      'answer',
      sessionId,
      id.slice(-8).toUpperCase(),
      'Yes.',
      '-e',
      '--json',
    );
    expect(JSON.parse(answered.out)).toMatchObject({ kind: 'answer', to: 'everybody', questionId: id });
    expect(await run('session', 'questions', sessionId)).toMatchObject({
      code: 0,
      out: 'no question waits for an answer\n',
    });
    const read = await run('session', 'questions', sessionId, '--all', '--as', 'p02');
    expect(read.out).toMatch(/\* answer A by staff to everybody .*\n {4}> May I use maps\?\n {4}Yes\.\n$/);
    expect(read.out).not.toContain('p01');
    expect((await run('session', 'questions', sessionId, '--all', '--as', 'p02')).out).not.toContain('*');
  });

  it('something is announced to all, to a group, or to one', async () => {
    const tell = async (...args: string[]) => await run('session', 'announce', sessionId, ...args, '--json');
    expect(JSON.parse((await tell('Line 3 is wrong.', '-p', 'A')).out)).toMatchObject({
      kind: 'announcement',
      label: 'A',
      to: 'everybody',
    });
    expect(JSON.parse((await tell('Lab 1: move.', '-g', 'lab-1')).out)).toMatchObject({
      to: { group: 'lab-1' },
    });
    expect(JSON.parse((await tell('Come here.', '-t', 'P01')).out)).toMatchObject({
      to: { participantId: 'p01' },
    });
    const { items } = await world.as('p02').call('listMessages', { params: { sessionId }, query: {} });
    expect(items.map(({ text }) => text)).toEqual(['Line 3 is wrong.', 'Lab 1: move.']);
  });

  it('a session is paused with a reason and resumed', async () => {
    const paused = await run('session', 'pause', sessionId.toUpperCase(), '-r', 'fire alarm');
    expect(paused).toMatchObject({
      code: 0,
      out: expect.stringMatching(new RegExp(`${sessionId}\\s+paused`)),
    });
    const refused = await run('submit', cli.program('A.js', 'right()'), '-s', sessionId, '--as', 'p01');
    expect(refused).toMatchObject({ code: 6, err: expect.stringContaining('fire alarm') });
    const watched = await run('session', 'watch', sessionId, '--once');
    expect(watched.out).toContain('submissions are not taken: fire alarm');
    const resumed = await run('session', 'resume', sessionId, '--json');
    expect(JSON.parse(resumed.out).paused).toBeUndefined();
    expect(await run('session', 'pause', sessionId, '--as', 'p01')).toMatchObject({ code: 3 });
  });

  it('a group gets extra time, with a reason that its members are told', async () => {
    const changed = await run(
      ...['session', 'change', sessionId, '--group', 'lab-1', '--extra-time', '15m'],
      ...['--extra-time', 'p01=5m', '-r', 'the power failed', '--json'],
    );
    expect(changed).toMatchObject({ code: 0, err: '' });
    const { items } = await world.as('ada').call('listParticipants', { params: { sessionId } });
    expect(items.map(({ participantId, extraTimeMs }) => [participantId, extraTimeMs])).toEqual([
      ['p01', 300_000],
      ['p02', 900_000],
      ['p03', 900_000],
    ]);
    const read = await run('session', 'questions', sessionId, '--all', '--as', 'p02');
    expect(read.out).toMatch(
      /notice by Assize to p02 .*\n {4}Your extra time is 15 minutes in all: .*power failed/,
    );
  });

  it.each<[string, string[], number, RegExp]>([
    ['an empty announcement', ['announce', 'S', ' '], 2, /say something/],
    ['a group that nobody is in', ['announce', 'S', 'x', '-g', 'lab-9'], 2, /lab-9/],
    ['an answer to nothing', ['answer', 'S', 'zzzz', 'x'], 4, /no question zzzz/],
    ['a participant’s announcement', ['announce', 'S', 'x', '--as', 'p01'], 3, /operator and instructor/],
    ['a group without a time', ['change', 'S', '--group', 'lab-1'], 2, /--group lab-1 --extra-time 15m/],
    ['a time without a group', ['change', 'S', '--extra-time', '15m'], 2, /--group lab-1 --extra-time 15m/],
    [
      'extra time of an empty group',
      ['change', 'S', '--group', 'lab-9', '--extra-time', '15m'],
      2,
      /there are lab-1/,
    ],
  ])('%s is refused in words', async (_, args, code, words) => {
    const refused = await run('session', ...args.map((arg) => (arg === 'S' ? sessionId : arg)));
    expect(refused).toMatchObject({ code, out: '', err: expect.stringMatching(words) });
  });
});
