import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffSession } from '../../../core/api/sessions.ts';
import type { Session } from '../../../core/exam/session.ts';
import { type ApiWorld, makeApiWorld } from '../api/api-world.ts';
import { type CliWorld, makeCliWorld } from './cli-world.ts';

let world: ApiWorld;
let session: Session;
let cli: CliWorld;
let judging: NodeJS.Timeout;

beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  session = await world.addSession();
  cli = await makeCliWorld(world);
  // The executor's part: AC for what says so, WA for the rest.
  judging = setInterval(() => void judgeWaiting().catch(() => undefined), 50);
}, 60_000);
afterAll(async () => {
  clearInterval(judging);
  cli.stop();
  await world.stop();
});
const assize: CliWorld['assize'] = async (args, env) => await cli.assize(args, env);
const program: CliWorld['program'] = (name, source) => cli.program(name, source);

async function judgeWaiting(): Promise<void> {
  const waiting = await Promise.all(
    (['contest', 'trial'] as const).map((lane) => world.submissions.listWaiting(session.sessionId, lane, 10)),
  );
  for (const { submissionId } of waiting.flat()) {
    const handedIn = await world.submissions.getHandedIn(session.sessionId, submissionId);
    const verdict = JSON.stringify(handedIn).includes('right') ? 'AC' : 'WA';
    await world.judge(session.sessionId, submissionId, { verdict });
  }
}

// Each command is a process of its own, on a machine that may be busy.
describe('assize', { timeout: 120_000 }, () => {
  it('helps, and names its version', async () => {
    expect(await assize(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') });
    expect(await assize(['--version'])).toMatchObject({ code: 0, out: '0.1.0\n' });
    expect(await assize(['session', 'create', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--roster'),
    });
  });

  it.each([
    ['an unknown command', ['nothing']],
    ['an unknown option', ['session', 'list', '--nothing']],
    ['a bad duration', ['session', 'create', '-d', 'soon']],
    ['a booking that lacks everything', ['session', 'create']],
    ['a file that is not there', ['submit', 'nothing.js']],
    ['a name that nobody can have', ['session', 'list', '--as', 'two words']],
  ])('ends with 2 on %s, and says what to do', async (_, args) => {
    const { code, out, err } = await assize(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.length).toBeGreaterThan(10);
    expect(err).not.toContain('    at ');
  });

  it('submits, waits, and ends with the verdict', async () => {
    const right = await assize(['submit', program('a.js', 'right()')]);
    expect(right).toMatchObject({ code: 0, out: expect.stringContaining('AC') });
    const wrong = await assize(['submit', program('a.js', 'wrong()'), '--as', 'p02', '--json']);
    expect(wrong.code).toBe(1);
    const submission = JSON.parse(wrong.out);
    expect(submission).toMatchObject({
      participantId: 'p02',
      language: 'javascript',
      label: 'A',
      result: { verdict: 'WA' },
    });
    const shown = await assize(['show', submission.submissionId]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('WA') });
    expect(await assize(['show', submission.submissionId, '--source'])).toMatchObject({ out: 'wrong()\n' });
    expect(await assize(['show', submission.submissionId, '--as', 'p01'])).toMatchObject({ code: 4 });
  });

  it('submits once through a throttle, a gateway that is busy, and connections that break before and after', async () => {
    const { accepted } = await world.submissions.count(session.sessionId);
    cli.faults.push('throttle', 'busy', 'hang-up', 'lose-answer');
    expect(await assize(['submit', program('a.js', 'right(0)')])).toMatchObject({
      code: 0,
      out: expect.stringContaining('AC'),
    });
    expect(cli.faults).toEqual([]);
    expect((await world.submissions.count(session.sessionId)).accepted).toBe(accepted + 1);
  });

  it('submits a file of many, and the same file again to no effect', async () => {
    const line = (participantId: string, language = 'javascript') =>
      JSON.stringify({ participantId, problem: 'A', language, source: 'right()' });
    const file = program('all.ndjson', `${line('p01')}\n\n${line('p02')}\n${line('p02', 'cobol')}\n`);
    const { accepted } = await world.submissions.count(session.sessionId);
    cli.faults.push('lose-answer');
    const first = await assize(['submit', '--bulk', file, '--json']);
    expect({ code: first.code, err: first.err }).toEqual({ code: 1, err: '' });
    const told = JSON.parse(first.out);
    expect(told).toMatchObject({ accepted: 2, refused: 1 });
    expect(told.items.map((one: { line: number; status: number }) => [one.line, one.status])).toEqual([
      [1, 202],
      [3, 202],
      [4, 422],
    ]);
    const again = await assize(['submit', '--bulk', file]);
    expect(again).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^2 accepted, 1 refused\n {2}line 4: /),
    });
    // Whoever takes out the line that was refused sends the others once more.
    const mended = program('all.ndjson', `${line('p02')}\n`);
    expect(await assize(['submit', '--bulk', mended])).toMatchObject({ code: 0 });
    expect((await world.submissions.count(session.sessionId)).accepted).toBe(accepted + 2);
    expect(await assize(['submit', '--bulk', file, program('a.js', 'x')])).toMatchObject({ code: 2 });
    expect(await assize(['submit'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('which program'),
    });
    expect(await assize(['submit', '--bulk', program('bad.ndjson', '{\n')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('line 1 of'),
    });
  });

  it('submits several files, prints them, and says what changed in which', async () => {
    const submit = async (second: string) => {
      const files = [program('main.js', "require('./b.js')"), program('b.js', second)];
      const { code, out } = await assize([
        'submit',
        ...files,
        files[0]!,
        '-p',
        'A',
        '--main',
        'main.js',
        '--json',
      ]);
      return { code, id: JSON.parse(out).submissionId as string };
    };
    const [first, second] = [await submit('right(1)'), await submit('right(2)')];
    expect([first.code, second.code]).toEqual([0, 0]);
    const { out } = await assize(['show', first.id, '--source']);
    expect(out).toBe("==> main.js <==\nrequire('./b.js')\n\n==> b.js <==\nright(1)\n");
    const changed = await assize(['submission', 'diff', first.id, second.id]);
    expect(changed.out).toContain(`--- ${first.id}/b.js`);
    expect(changed.out).toContain('-right(1)');
    expect(changed.out).not.toContain('main.js');
  });

  it('tries a program on an own input', async () => {
    const input = program('mine.txt', '1 2\n');
    const tried = await assize(['submit', program('a.js', 'right()'), '--input', input]);
    expect(tried).toMatchObject({ code: 0, out: expect.stringContaining('nothing was compared') });
    const [, id = ''] = /submitted (\w+)/.exec(tried.err) ?? [];
    expect(await world.submissions.getHandedIn(session.sessionId, id)).toEqual({
      source: 'right()',
      input: '1 2\n',
    });
  });

  it('says which problems there are when it cannot tell', async () => {
    await world.addProblem('other');
    const two = await world.addSession({
      problems: [
        { label: 'A', problemId: 'sum', version: 1 },
        { label: 'B', problemId: 'other', version: 1 },
      ],
    });
    const { code, err } = await assize(['submit', program('my.js', 'right()'), '-s', two.sessionId]);
    expect(code).toBe(2);
    expect(err).toMatch(/--problem: A .*B /);
    expect(await assize(['submit', program('my.zig', 'x'), '-s', two.sessionId])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--language'),
    });
    const unknown = await assize(['submit', program('a.rs', 'fn main(){}'), '-s', two.sessionId]);
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('javascript') });
  });

  it('books from options and a roster', async () => {
    const roster = program(
      'class.csv',
      'participantId,name,extra time minutes\np01,"Lovelace, Ada",\np02,Grace,15\n',
    );
    const args = [
      'session',
      'create',
      '-n',
      'Final',
      '-p',
      'A=sum',
      '-r',
      roster,
      '-o',
      '+5h',
      '-d',
      '1h30m',
      '-l',
      'javascript',
      '--target-wait',
      '2m',
    ];
    const dry = await assize([...args, '--dry-run']);
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('nothing was booked') });
    const booked = await assize([...args, '--json']);
    expect(booked.code).toBe(0);
    const { sessionId, times, policy } = JSON.parse(booked.out).session;
    expect(policy.targetWaitMs).toBe(120_000);
    const odd = [...args, '-r', program('odd.csv', 'participantId;extraTime\np01;15\n'), '--dry-run'];
    expect(await assize(odd)).toMatchObject({
      code: 0,
      err: expect.stringContaining('is extraTimeMinutes meant'),
    });
    expect(JSON.parse((await assize([...odd, '--json'])).out).warnings).toContainEqual({
      field: 'roster',
      detail: expect.stringContaining('line 1: the column "extraTime"'),
    });
    expect(Date.parse(times.closesAt) - Date.parse(times.opensAt)).toBe(5_400_000);
    const listed = await assize(['session', 'list']);
    expect(listed.out).toMatch(new RegExp(`${sessionId}\\s+booked`));
    expect(await assize(['session', 'cancel', sessionId, '-r', 'strike'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('cancelled'),
    });
    expect(await assize(['session', 'cancel', sessionId])).toMatchObject({ code: 6 });
  });

  describe('changes a session', () => {
    let booked = 0;
    /** Each on another day: the account's vCPUs do not suffice for two at a time. */
    const book = async () => {
      const body = {
        name: 'Midterm',
        opensAt: new Date(Date.now() + ++booked * 86_400_000).toISOString(),
        durationMinutes: 60,
        problems: [{ label: 'A', problemId: 'sum', version: 1 }],
        languages: ['javascript'],
        roster: [{ participantId: 'p01' }, { participantId: 'p02' }],
      };
      return (await world.as('ada').call('createSession', { headers: {}, body })).session;
    };
    const change = async (id: string, ...args: string[]) => {
      const { code, out, err } = await assize(['session', 'change', id, ...args, '--json']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out) as StaffSession;
    };

    it('its name, its times and its roster in one go, and back', async () => {
      const { sessionId, times } = await book();
      const minutes = (count: number) => new Date(Date.parse(times.closesAt) + count * 60_000).toISOString();
      const changed = await change(
        sessionId.toUpperCase(),
        ...['-n', 'Retake', '--extend', '15m', '--remove', 'p02'],
        ...['--add', 'p99=Ada Lovelace', '--extra-time', 'p99=30m', '--extra-time', 'P01=1h'],
      );
      expect(changed).toMatchObject({
        name: 'Retake',
        participantCount: 2,
        times: { closesAt: minutes(15), lastClosesAt: minutes(75) },
      });
      const { items } = await world.as('ada').call('listParticipants', { params: { sessionId } });
      expect(items).toMatchObject([
        { participantId: 'p01', extraTimeMs: 3_600_000 },
        { participantId: 'p99', name: 'Ada Lovelace', extraTimeMs: 1_800_000 },
      ]);
      expect((await change(sessionId, '--shorten', '15m')).times.closesAt).toBe(minutes(0));
      const opensAt = new Date(Date.parse(times.opensAt) + 600_000).toISOString();
      expect(await change(sessionId, '--opens', opensAt, '--closes', minutes(-5))).toMatchObject({
        times: { opensAt, closesAt: minutes(-5) },
      });
    });

    it('the wait beyond which its fleet gets more hosts', async () => {
      const { sessionId } = await book();
      expect((await change(sessionId, '--target-wait', '2m')).policy.targetWaitMs).toBe(120_000);
      expect((await change(sessionId, '--target-wait', '0s')).policy.targetWaitMs).toBe(0);
      const refused = await assize(['session', 'change', sessionId, '--target-wait', '5s']);
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('must be 0, or 10000') });
    });

    it('one that is open is extended', async () => {
      const { sessionId, times } = await world.addSession();
      const extended = await assize(['session', 'change', sessionId, '--extend', '10m']);
      expect(extended).toMatchObject({ code: 0, out: expect.stringContaining(sessionId) });
      expect((await world.sessions.get(sessionId))?.times.closesAt).toBe(times.closesAt + 600_000);
    });

    it.each([
      ['nothing', [], 2, /nothing to change/],
      ['two ends', ['--extend', '5m', '--shorten', '5m'], 2, /one of --closes, --extend and --shorten/],
      ['extra time without a time', ['--extra-time', 'p07'], 2, /p07=30m/],
      ['what no booking may be', ['--extend', '400d'], 2, /closesAt/],
      ['a participant’s wish', ['--extend', '5m', '--as', 'p01'], 3, /only who booked/],
    ])('refuses %s in words', async (_, args, code, words) => {
      const { sessionId, revision } = await book();
      const refused = await assize(['session', 'change', sessionId, ...args]);
      expect(refused).toMatchObject({ code, out: '', err: expect.stringMatching(words) });
      expect(await world.sessions.get(sessionId)).toMatchObject({ revision });
    });

    it('and takes a cancellation back, once it has been carried out', async () => {
      const { sessionId } = await book();
      const restore = (...args: string[]) => assize(['session', 'restore', sessionId.toUpperCase(), ...args]);
      expect(await restore()).toMatchObject({ code: 6, err: expect.stringContaining('cancelled') });
      expect(await assize(['session', 'cancel', sessionId.toUpperCase()])).toMatchObject({ code: 0 });
      expect(await restore('--as', 'p01')).toMatchObject({ code: 3 });
      expect(await restore()).toMatchObject({ code: 6 });
      await world.sessions.settle(sessionId, Date.now() - 60_000);
      expect(await restore('-r', 'a mistake')).toMatchObject({
        code: 0,
        out: expect.stringMatching(new RegExp(`${sessionId}\\s+booked`)),
      });
      expect((await world.sessions.get(sessionId))?.cancelledAt).toBeUndefined();
    });
  });

  it('names the line of a roster that is wrong, and every fault of a booking', async () => {
    const roster = program('bad.csv', 'participantId,extraTimeMinutes\np01,5\n"p 02",-1\n');
    const { code, err } = await assize([
      'session',
      'create',
      '-n',
      'x',
      '-p',
      'sum',
      '-r',
      roster,
      '-d',
      '1h',
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/line 3: participantId/);
    expect(err).toMatch(/line 3: extraTimeMinutes/);
    const good = program('good.csv', 'participantId\np01\n');
    const refused = await assize([
      'session',
      'create',
      '-n',
      'x',
      '-p',
      'nothing',
      '-l',
      'cobol',
      '-r',
      good,
      '-o',
      '+9h',
      '-d',
      '1h',
    ]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/problems\[0\]/);
    expect(refused.err).toMatch(/cobol/);
  });

  it('shows and watches a session, plainly when piped', async () => {
    const shown = await assize(['session', 'show', session.sessionId]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('accepted') });
    expect(await assize(['session', 'watch', session.sessionId, '--once'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\S+ window=open .*accepted=\d+/),
    });
    const json = await assize(['session', 'watch', session.sessionId, '--once', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ session: { sessionId: session.sessionId } });
    expect(await assize(['session', 'show', '--as', 'p01'])).toMatchObject({ code: 0 });
  });

  it('lists problems, and tells who may not', async () => {
    expect(await assize(['problem', 'list'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Sum of Two'),
    });
    expect(await assize(['problem', 'show', 'nothing'])).toMatchObject({ code: 4 });
    expect(await assize(['problem', 'list', '--as', 'p01'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('operator and instructor'),
    });
  });

  it('tells a wrong token, a system that is gone, and none at all', async () => {
    const wrong = cli.writeLocal(cli.apiUrl, 'stolen', 'wrong.json');
    expect(await assize(['problem', 'list'], { ASSIZE_LOCAL: wrong })).toMatchObject({ code: 3 });
    const gone = cli.writeLocal('http://127.0.0.1:9', 'token-ada', 'gone.json');
    expect(await assize(['problem', 'list'], { ASSIZE_LOCAL: gone })).toMatchObject({
      code: 5,
      err: expect.stringContaining('npm start'),
    });
    expect(
      await assize(['problem', 'list', '--json'], { ASSIZE_LOCAL: join(cli.folder, 'absent.json') }),
    ).toMatchObject({ code: 5, out: '', err: expect.stringMatching(/^\{"error":/) });
  });
});
