import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SIGNALS } from '../../../core/security/security-signal.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

const signals = async (subject: string) =>
  (await world.as('olga').call('getStage', {})).signals.filter((signal) => signal.subject === subject);
const refuse = async (as: string, times: number, options: Parameters<ApiWorld['request']>[2] = {}) => {
  const refused = await Promise.all(
    Array.from({ length: times }, () =>
      world.request('GET', '/v1/stage', { as, groups: ['participant'], ...options }),
    ),
  );
  return new Set(refused.map(({ status }) => status));
};

describe('whoever is refused again and again', () => {
  let serial = 0;
  let name: string;
  beforeEach(() => {
    name = `mallory-${++serial}`;
  });

  it('is told of with what was asked for, once for each burst', async () => {
    const { refusals } = DEFAULT_SIGNALS;
    expect(await refuse(name, refusals - 1)).toEqual(new Set([403]));
    expect(await signals(`caller ${name}`)).toEqual([]);
    await world.request('POST', '/v1/sessions', { as: name, groups: ['participant'], body: {} });
    expect(await signals(`caller ${name}`)).toMatchObject([
      {
        kind: 'forbidden',
        severity: 'low',
        count: refusals,
        evidence: expect.stringMatching(
          /^refused 20 times within \d+ s since .*Z: getStage 19 times, createSession 1 time$/,
        ),
      },
    ]);
    await refuse(name, refusals + 3);
    expect(await signals(`caller ${name}`)).toMatchObject([{ count: 2 * refusals }]);
  });

  it('is told of by what the authorizer vouches for, where the token is none of ours', async () => {
    const claims = { token_use: 'id', username: undefined, 'cognito:username': name, aud: 'client' };
    expect(await refuse('ada', DEFAULT_SIGNALS.refusals, { claims })).toEqual(new Set([401]));
    expect(await signals(`token of ${name}`)).toMatchObject([{ kind: 'bad-token', severity: 'low' }]);
  });

  it('is not whoever asks for what is not there, or too often', async () => {
    for (let time = 0; time < 30; time++)
      await world.request('GET', '/v1/sessions/01jq9999999999999999999999', {
        as: name,
        groups: ['participant'],
      });
    expect(await signals(`caller ${name}`)).toEqual([]);
  });

  it('can put no markup into what operators read', async () => {
    await refuse(`${name}`, DEFAULT_SIGNALS.refusals, {
      claims: {
        token_use: 'id',
        username: undefined,
        'cognito:username': '<img src=x>\u001b[2J',
        aud: 'client',
      },
    });
    const stage = await world.as('olga').call('getStage', {});
    expect(stage.signals.map(({ subject }) => subject)).toContain('token of ?img src=x???2J');
  });
});

describe('join codes that no session has', () => {
  const join = async (as: string, code: string) =>
    await world.request('POST', '/v1/join', { as, groups: ['participant'], body: { code } });
  const guessed = async () =>
    (await world.as('olga').call('getStage', {})).signals.filter(({ kind }) => kind === 'wrong-code');

  it('make nothing of a class with a wrong code, and of their slips', async () => {
    const pupils = Array.from({ length: 20 }, (_, n) => `pupil-${n}`);
    await Promise.all(
      pupils.map(async (pupil) => {
        for (const code of ['AAAA-AAAA', 'aaaa aaaa', 'AAAAAAAA', 'AAAA-AAAB', 'AAAA-AABA', 'AAAA-ABAA'])
          await join(pupil, code);
      }),
    );
    expect(await guessed()).toEqual([]);
  });

  it('make one signal of all who guess, alone or from many accounts', async () => {
    for (let time = 0; time < 5; time++) await join('mallory', `BBBB-BBB${time}`);
    expect(await guessed()).toMatchObject([
      {
        kind: 'wrong-code',
        severity: 'low',
        count: 5,
        evidence: expect.stringMatching(
          /^caller mallory tried 5 different join codes that no session has within \d+ s since .*Z$/,
        ),
      },
    ]);
    for (let time = 10; time < 60; time++) await join(`trent-${time}`, `CCCC-CC${time}`);
    expect(await guessed()).toMatchObject([
      {
        count: 55,
        latest: expect.stringMatching(
          /^callers, the last of them caller trent-\d\d, tried 50 different join codes/,
        ),
      },
    ]);
  });
});
