import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffSession } from '../../../core/api/sessions.ts';
import { sampleExam } from '../../../examples/sample-exam/exam.ts';
import { uploadPackage } from '../../../local/play/upload-package.ts';
import { type LivingSystem, startLivingSystem } from '../../support/living-system.ts';
import { SOUND } from '../../support/packages.ts';
import { startAssize } from '../../support/run-assize.ts';
import { until } from '../../support/until.ts';

let living: LivingSystem;
let session: StaffSession;
let tokens: { operator: string; instructor: string; participants: string[] };
let folder: string;

beforeAll(async () => {
  living = await startLivingSystem();
  const { tokens: issuer } = living.system;
  tokens = {
    operator: await issuer.issue('operator', 'operator'),
    instructor: await issuer.issue('instructor', 'instructor'),
    participants: [await issuer.issue('p01', 'participant'), await issuer.issue('p02', 'participant')],
  };
  living.system.publish({ tokens });
  folder = mkdtempSync(join(tmpdir(), 'assize-bad-input-'));
  const exam = sampleExam({ languages: ['javascript'], full: false, durationMinutes: 10 });
  session = await living.book({ ...exam, participants: exam.participants.slice(0, 2) }, 500);
  await until(
    async () => await request('GET', `/v1/sessions/${session.sessionId}`),
    ({ body }) => body['window'] === 'open',
  );
});
afterAll(async () => {
  await living?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A request as it goes over the wire to the gateway. */
async function request(
  method: string,
  path: string,
  token: string | undefined = tokens.instructor,
  body?: unknown,
) {
  const response = await fetch(living.system.apiUrl + path, {
    method,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const said = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    challenge: response.headers.get('www-authenticate'),
    body: (said === '' ? {} : JSON.parse(said)) as Record<string, unknown>,
  };
}

/** The command line as it is run, against the living system. */
const assize = (...args: string[]) => startAssize(folder, living.dataDir, args).ended;

const submissions = () => `/v1/sessions/${session.sessionId}/submissions`;
const program = { problem: 'A', language: 'javascript', source: 'console.log(1)' };
const ours = (type: string) => ({ type: 'application/problem+json', body: { type: `/v1/errors#${type}` } });

/** A user's token with other times, or signed by somebody else. */
async function forge(change: { expiredS?: number; key?: 'foreign' }): Promise<string> {
  const { pools } = JSON.parse(readFileSync(join(living.dataDir, 'cognito.json'), 'utf8')) as {
    pools: Record<string, { key: JWK }>;
  };
  const [pool] = Object.values(pools);
  const good = tokens.participants[0]!;
  const { privateKey } = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT({
    ...decodeJwt(good),
    ...(change.expiredS === undefined
      ? {}
      : { iat: now - 3_600 - change.expiredS, exp: now - change.expiredS }),
  })
    .setProtectedHeader({ alg: 'RS256', kid: decodeProtectedHeader(good).kid! })
    .sign(change.key === 'foreign' ? privateKey : await importJWK(pool!.key, 'RS256'));
}

describe('tokens at the gateway', () => {
  it.each([
    ['none', () => '', /^Bearer$/],
    ['one that is none', () => 'nonsense', /invalid_token.*not a valid JWT/],
    ['one that has expired', () => forge({ expiredS: 60 }), /invalid_token.*expired/],
    ['one that somebody else signed', () => forge({ key: 'foreign' }), /invalid_token.*signature/],
  ])('are refused in AWS own shape: %s', async (_, token, challenge) => {
    const answer = await request('POST', submissions(), await token(), program);
    expect(answer).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(answer.type).toContain('application/json');
    expect(answer.challenge?.toLowerCase() ?? '').toMatch(new RegExp(challenge.source.toLowerCase()));
    expect(Object.keys(answer.body)).toEqual(['message']);
  });

  it('open only what their role may do, and the refusal is ours', async () => {
    const answer = await request('POST', '/v1/sessions', tokens.participants[0], {});
    expect(answer).toMatchObject({ status: 403, ...ours('missing-role') });
  });
});

describe('submissions', () => {
  it('in an unknown language, to an unknown problem, with nothing in it: every fault by its field', async () => {
    const answer = await request('POST', submissions(), tokens.participants[0], {
      problem: 'A',
      language: 'klingon',
      source: '',
    });
    expect(answer).toMatchObject({ status: 422, ...ours('invalid-request') });
    const fields = (answer.body['faults'] as { field: string }[]).map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['source']));
    const language = await request('POST', submissions(), tokens.participants[0], {
      ...program,
      language: 'klingon',
    });
    expect(language).toMatchObject({ status: 422, ...ours('invalid-request') });
    expect(JSON.stringify(language.body)).toContain('language');
  });

  it('of 1 MB are too large for us, of 11 MB for the gateway', async () => {
    const large = await request('POST', submissions(), tokens.participants[0], {
      ...program,
      source: 'x'.repeat(1024 * 1024),
    });
    expect([413, 422]).toContain(large.status);
    expect(large.type).toBe('application/problem+json');
    const huge = await request('POST', submissions(), tokens.participants[0], {
      ...program,
      source: 'x'.repeat(11 * 1024 * 1024),
    });
    expect(huge).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
  });

  it('that are no JSON are said to be none', async () => {
    expect(await request('POST', submissions(), tokens.participants[0], '{"problem":')).toMatchObject({
      status: 400,
      ...ours('malformed-request'),
    });
  });

  it('of somebody else do not exist, in no other words than those that nobody made', async () => {
    const { body } = await request('POST', submissions(), tokens.participants[0], program);
    const own = String(body['submissionId']);
    const never = '01ARZ3NDEKTSV4RRFFQ69G5FAV'.toLowerCase();
    const look = async (id: string, what: string) => {
      const { status, body: said } = await request(
        'GET',
        `${submissions()}/${id}${what}`,
        tokens.participants[1],
      );
      return JSON.parse(JSON.stringify({ status, ...said, instance: '' }).replaceAll(id, 'ID')) as unknown;
    };
    expect(await request('GET', `${submissions()}/${own}`, tokens.participants[0])).toMatchObject({
      status: 200,
    });
    for (const what of ['', '/source']) {
      expect(await look(own, what)).toMatchObject({ status: 404, type: '/v1/errors#not-found' });
      expect(await look(own, what)).toEqual(await look(never, what));
    }
    const { body: list } = await request('GET', submissions(), tokens.participants[1]);
    expect(list['items']).toEqual([]);
    expect(await assize('show', own, '--as', 'p02')).toMatchObject({ code: 4 });
  });
});

describe('bookings', () => {
  it('in the past are refused with the field and the fix, by API and command line', async () => {
    const answer = await request('POST', '/v1/sessions', tokens.instructor, {
      name: 'Too late',
      opensAt: '2020-01-01T08:00:00Z',
      durationMinutes: 60,
      problems: [{ problemId: 'reading-room' }],
      languages: ['javascript', 'klingon'],
      roster: [{ participantId: 'p01' }, { participantId: 'p01' }],
    });
    expect(answer).toMatchObject({ status: 422, ...ours('invalid-request') });
    const faults = answer.body['faults'] as { field: string; detail: string }[];
    expect(faults.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['opensAt', 'languages[1]', 'roster[1].participantId']),
    );
    expect(faults.find(({ field }) => field === 'opensAt')!.detail).toMatch(/past/);

    writeFileSync(join(folder, 'class.csv'), 'participantId\np01\n');
    const typed = await assize(
      ...['session', 'create', '-n', 'Too late', '-p', 'reading-room', '-r', 'class.csv'],
      ...['-o', '2020-01-01T08:00:00Z', '-d', '60m'],
    );
    expect(typed).toMatchObject({ code: 2, out: '' });
    expect(typed.err).toMatch(/opensAt.*past/s);
  });
});

describe('packages', () => {
  const broken = {
    ...SOUND,
    'problem.yaml': `${SOUND['problem.yaml']}colour: blue\n`,
    'data/secret/02.ans': null,
  };
  const files = Object.fromEntries(
    Object.entries(broken).filter((entry): entry is [string, string] => entry[1] !== null),
  );

  it('with faults are refused by the importer with every fault, and nothing of them is stored', async () => {
    const zip = zipSync(
      Object.fromEntries(Object.entries(files).map(([path, content]) => [`twice/${path}`, strToU8(content)])),
    );
    const instructor = await living.client('instructor', 'instructor');
    for (const [content, expected] of [
      [zip, /02/],
      [strToU8('this is no zip'), /zip/i],
    ] as const) {
      const { importId, uploadUrl } = await instructor.call('createImport', { body: { problemId: 'twice' } });
      await uploadPackage(uploadUrl, content);
      const outcome = await until(
        async () => await instructor.call('getImport', { params: { importId } }),
        ({ state }) => state === 'imported' || state === 'refused',
      );
      expect(outcome.state).toBe('refused');
      expect(JSON.stringify(outcome.faults)).toMatch(expected);
    }
    expect(await request('GET', '/v1/problems/twice')).toMatchObject({ status: 404, ...ours('not-found') });
  });

  it('with faults end the command line with 1, each fault with its place', async () => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'twice', path)), { recursive: true });
      writeFileSync(join(folder, 'twice', path), content);
    }
    const { code, out, err } = await assize('problem', 'import', 'twice');
    expect(code).toBe(1);
    expect(out + err).toMatch(/data\/secret\/02/);
  });
});
