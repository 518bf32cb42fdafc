import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BulkAnswer, NDJSON } from '../../../core/api/bulk.ts';
import { submitInBulk } from '../../../core/api/submit-in-bulk.ts';
import type { Session } from '../../../core/exam/session.ts';
import { watchRequests } from '../../support/watch-requests.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());

const bulkOf = ({ sessionId }: Session) => `/v1/sessions/${sessionId}/submissions/bulk`;
const line = (key: string, more: object = {}) =>
  JSON.stringify({ key, participantId: 'p01', problem: 'A', language: 'javascript', source: 'x', ...more });
const send = async (as: string, session: Session, lines: readonly string[], more: object = {}) => {
  const groups = as === 'ada' ? ['instructor'] : ['participant'];
  const headers = { 'content-type': NDJSON };
  const raw = lines.join('\n');
  const answer = await world.request('POST', bulkOf(session), { as, groups, headers, raw, ...more });
  return { ...answer, lines: answer.status === 200 ? readLines(answer.text) : [] };
};
const readLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one) as BulkAnswer);

describe('many submissions at once', () => {
  it("are answered line by line, in order, and one line's fault is no other line's", async () => {
    const session = await world.addSession();
    const { status, headers, lines } = await send('ada', session, [
      line('k1'),
      'not JSON',
      line('k2', { participantId: 'P02' }),
      line('k3', { language: 'cobol' }),
      '',
      line('k4', { surce: 'x' }),
      line('k5', { participantId: 'p99' }),
      line('k6', { participantId: undefined }),
      line('k7', { source: undefined }),
      line('k1', { source: 'other' }),
    ]);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(NDJSON);
    expect(lines.map((one) => [one.line, one.status, one.problem?.type.split('#')[1]])).toEqual([
      [1, 202, undefined],
      [2, 400, 'malformed-request'],
      [3, 202, undefined],
      [4, 422, 'invalid-request'],
      [6, 422, 'invalid-request'],
      [7, 422, 'invalid-request'],
      [8, 422, 'invalid-request'],
      [9, 422, 'invalid-request'],
      [10, 422, 'key-reused'],
    ]);
    expect(lines[4]?.problem?.detail).toContain('source');
    expect(lines[5]?.problem?.detail).toContain('p99 is not on the roster');
    const { items } = await world
      .as('ada')
      .call('listSubmissions', { params: { sessionId: session.sessionId }, query: {} });
    expect(items.map((one) => [one.submissionId, one.participantId]).sort()).toEqual(
      [
        [lines[0]?.submissionId, 'p01'],
        [lines[2]?.submissionId, 'p02'],
      ].sort(),
    );
    // Whoever hands in for others is named.
    const decisions = await world.as('ada').call('listDecisions', {
      params: { sessionId: session.sessionId },
      query: { limit: 5 },
    });
    expect(decisions.items[0]).toMatchObject({
      action: 'hand-in',
      reason: expect.stringMatching(/^ada: 2 /),
    });
  });

  it('are the same when they are sent again, by line or alone, and ring at most a few times', async () => {
    const session = await world.addSession();
    const wanted = [1, 2, 3].map((number) => line(`k${number}`));
    const rung: string[] = [];
    const stop = watchRequests(({ operation }) => void (operation === 'Publish' && rung.push(operation)));
    const first = await send('ada', session, wanted).finally(stop);
    // At once, and once more for what came after that.
    expect(rung.length).toBeGreaterThanOrEqual(1);
    expect(rung.length).toBeLessThanOrEqual(2);
    const again = await send('ada', session, wanted, { base64: true, raw: toBase64(wanted) });
    expect(again.lines).toEqual(first.lines);
    const { sessionId } = session;
    // What had been taken before is not recorded as handed in once more.
    const { items } = await world.as('ada').call('listDecisions', { params: { sessionId }, query: {} });
    expect(items.filter(({ action }) => action === 'hand-in')).toMatchObject([
      { reason: 'ada: 3 programs for participants' },
    ]);
    const alone = await world.as('p01').call('createSubmission', {
      params: { sessionId },
      headers: { 'idempotency-key': 'k2' },
      body: { problem: 'A', language: 'javascript', source: 'x' },
    });
    expect(alone.submissionId).toBe(first.lines[1]?.submissionId);
    expect(await world.submissions.count(sessionId)).toMatchObject({ accepted: 3 });
    const ids = first.lines.map(({ submissionId = '' }) => submissionId);
    expect(ids).toEqual([...ids].sort());
  });

  it('obey the rules of whoever they are of: limits, roster, oneself', async () => {
    const session = await world.addSession();
    const eleven = Array.from({ length: 11 }, (_, number) => line(`k${number}`));
    const { lines } = await send('ada', session, eleven);
    expect(lines.at(-1)).toMatchObject({ status: 429, problem: { retryAfterMs: 5_000 } });
    const own = await send('p02', session, [line('a', { participantId: undefined }), line('b')]);
    expect(own.lines.map((one) => one.status)).toEqual([202, 403]);
    // Staff see who handed in for whom; participants do not.
    const see = async (as: string, submissionId = '') =>
      await world.as(as).call('getSubmission', { params: { sessionId: session.sessionId, submissionId } });
    expect(await see('ada', lines[0]?.submissionId)).toMatchObject({ handedInBy: 'ada' });
    expect(await see('p01', lines[0]?.submissionId)).not.toHaveProperty('handedInBy');
    expect(await see('ada', own.lines[0]?.submissionId)).not.toHaveProperty('handedInBy');
    expect((await send('marvin', session, eleven)).status).toBe(404);
  });

  it('are refused whole when they are too many, too large or of another type', async () => {
    const session = await world.addSession();
    const many = Array.from({ length: 1_001 }, (_, number) => line(`k${number}`, { language: 'cobol' }));
    expect(await send('ada', session, many)).toMatchObject({ status: 413 });
    // Of a participant more could only wait to be refused.
    expect(await send('p02', session, many.slice(0, 21))).toMatchObject({ status: 413 });
    expect(await send('ada', session, ['x'.repeat(4 * 1024 * 1024 + 1)])).toMatchObject({ status: 413 });
    const headers = { 'content-type': 'application/json' };
    expect(await send('ada', session, ['{}'], { headers })).toMatchObject({ status: 415 });
  });

  it('come by an upload of their own where they are more than 4 MB', async () => {
    const session = await world.addSession();
    const params = { sessionId: session.sessionId };
    const place = await world.as('ada').call('createSubmissionUpload', { params });
    const submit = async (as: string) =>
      await world.as(as).download('createUploadedSubmissions', {
        params: { ...params, uploadId: place.uploadId },
      });
    await expect(submit('ada')).rejects.toMatchObject({
      status: 409,
      details: { type: '/v1/errors#not-yet' },
    });
    const source = 'x'.repeat(64 * 1024);
    const lines = Array.from({ length: 80 }, (_, number) =>
      line(`k${number}`, number < 3 ? { source } : { source, language: 'cobol' }),
    );
    const put = await fetch(place.uploadUrl, {
      method: 'PUT',
      headers: { 'content-type': NDJSON },
      body: lines.join('\n'),
    });
    expect(put.status).toBe(200);
    const answers = readLines(new TextDecoder().decode((await submit('ada')).bytes));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, ...Array(77).fill(422)]);
    // Nobody else names what ada has uploaded.
    await expect(submit('olga')).rejects.toMatchObject({ status: 409 });
    await expect(submit('p01')).rejects.toMatchObject({ status: 403 });
  });

  it('that there is no time for are to be sent again, and a client does so', async () => {
    const session = await world.addSession();
    const late = await world.request('POST', bulkOf(session), {
      as: 'ada',
      groups: ['instructor'],
      headers: { 'content-type': NDJSON },
      raw: line('k1'),
      receivedAt: Date.now() - 23_000,
    });
    expect(readLines(late.text)).toMatchObject([
      { line: 1, key: 'k1', status: 503, problem: { type: '/v1/errors#unavailable', retryAfterMs: 1_000 } },
    ]);
    let now = 0;
    const slept: number[] = [];
    const stands: object[] = [];
    const answers = await submitInBulk(
      {
        client: world.as('ada'),
        upload: async () => undefined,
        onProgress: (stand) => stands.push(stand),
        patience: {
          now: () => now,
          random: () => 0.5,
          patienceMs: 20_000,
          sleep: async (ms) => {
            slept.push(ms);
            now += ms;
            // Meanwhile somebody judges: there is room for the eleventh.
            for (const { submissionId } of await world.submissions.listWaiting(
              session.sessionId,
              'contest',
              2,
            ))
              await world.judge(session.sessionId, submissionId);
          },
        },
      },
      session.sessionId,
      [...Array.from({ length: 12 }, (_, number) => line(`k${number}`)), line('z', { language: 'cobol' })],
    );
    expect(answers.map(({ status }) => status)).toEqual([...Array(12).fill(202), 422]);
    expect(stands.at(-1)).toEqual({ accepted: 12, refused: 1, left: 0 });
    expect(Math.min(...slept)).toBeGreaterThanOrEqual(5_000);
  });
});

const toBase64 = (lines: readonly string[]) => Buffer.from(lines.join('\n')).toString('base64');
