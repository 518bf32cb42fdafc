import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchRequests } from '../../support/watch-requests.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let sessionId: string;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());
beforeEach(async () => {
  ({ sessionId } = await world.addSession());
});

const deskOf = async (as: string, since?: string) =>
  await world.as(as).call('getDesk', { params: { sessionId }, query: since === undefined ? {} : { since } });
const submit = async (as: string, trial = false) =>
  await world.as(as).call('createSubmission', {
    params: { sessionId },
    headers: {},
    body: { problem: 'A', language: 'javascript', source: 'console.log(1)', trial },
  });
/** Judges it as an executor does, `agoMs` ago. */
const judge = async (submissionId: string, agoMs = 0) =>
  await world.judge(sessionId, submissionId, {}, Date.now() - agoMs);
/** A second later: answers may be as old. */
const later = async <T>(look: () => Promise<T>, until: (seen: T) => boolean): Promise<T> => {
  for (;;) {
    const seen = await look();
    if (until(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

describe('a session that shows nothing yet', () => {
  it('tells participants that they were judged and no more, on every way, and staff all', async () => {
    const policy = { testCases: 'first-failure', minIntervalMs: 0, shows: 'nothing' } as const;
    ({ sessionId } = await world.addSession({ policy }));
    const params = { sessionId };
    const counted = await submit('p01');
    const trial = await submit('p01', true);
    for (const { submissionId } of [counted, trial]) await judge(submissionId);
    const desk = await later(
      () => deskOf('p01'),
      ({ submissions }) => submissions.every(({ state }) => state === 'judged'),
    );
    expect(desk.session.policy.shows).toBe('nothing');
    const [shown, tried] = desk.submissions;
    expect(tried).toMatchObject({ trial: true, verdict: 'AC' });
    expect(shown).not.toHaveProperty('verdict');
    const of = { sessionId, submissionId: counted.submissionId };
    expect((await world.as('p01').call('getSubmission', { params: of })).result).toBeUndefined();
    const { items } = await world.as('p01').call('listSubmissions', { params, query: {} });
    expect(items.map(({ trial: isTrial, result }) => [isTrial, result?.verdict])).toEqual([
      [true, 'AC'],
      [false, undefined],
    ]);
    const board = async (as: string) =>
      (await world.as(as).call('getScoreboard', { params })).rows.find(
        ({ participantId }) => participantId === 'p01',
      );
    expect(await board('p01')).toMatchObject({ rank: 1, solved: 0, problems: [{ tries: 0, pending: 1 }] });
    expect(await board('ada')).toMatchObject({ solved: 1, problems: [{ tries: 1, pending: 0 }] });
    expect(await world.as('ada').call('getSubmission', { params: of })).toMatchObject({
      result: { verdict: 'AC', passed: 1 },
    });
    const { cursor } = await deskOf('p01');
    // Longer ago than what is told again by itself.
    const since = new Date(Date.parse(cursor) + 60_000).toISOString();
    expect((await deskOf('p01', since)).submissions).toEqual([]);
    await world.sessions.settle(sessionId, Date.now());
    expect((await deskOf('p01', since)).submissions).toMatchObject([
      { submissionId: counted.submissionId, verdict: 'AC', passed: 1, testCases: 1 },
      { submissionId: trial.submissionId, verdict: 'AC' },
    ]);
    expect(await world.as('p01').call('getSubmission', { params: of })).toMatchObject({
      result: { verdict: 'AC', passed: 1 },
    });
  });
});

describe('a trial on an own input', () => {
  it('is told as one from the start, and is among no verdicts of the session', async () => {
    ({ sessionId } = await world.addSession());
    const params = { sessionId };
    const body = {
      problem: 'A',
      language: 'javascript',
      source: 'console.log(1)',
      trial: true,
      input: '7\n',
    };
    const { submissionId } = await world.as('p01').call('createSubmission', { params, headers: {}, body });
    const told = { submissionId, trial: true, inputBytes: 2 };
    expect((await deskOf('p01')).submissions).toMatchObject([{ ...told, state: 'queued' }]);
    await judge(submissionId);
    const [ended] = (
      await later(
        () => deskOf('p01'),
        ({ submissions }) => submissions.every(({ state }) => state === 'judged'),
      )
    ).submissions;
    expect(ended).toMatchObject({ ...told, verdict: 'AC' });
    expect(ended).not.toHaveProperty('testCases');
    const { items } = await world.as('ada').call('listSubmissions', { params, query: {} });
    expect(items).toMatchObject([{ ...told, result: { verdict: 'AC' } }]);
    expect(await world.as('ada').call('getLive', { params, query: {} })).toMatchObject({
      queue: { judged: 1 },
      verdictCounts: {},
      verdicts: [],
    });
  });
});

describe('a paused session', () => {
  it('takes nothing and says why, everybody is told, reading goes on; then it takes all again', async () => {
    const act = async (name: 'pauseSession' | 'resumeSession', reason: string) =>
      await world.as('ada').call(name, { params: { sessionId }, body: { reason } });
    const before = await submit('p01');
    expect(await act('pauseSession', 'fire alarm')).toMatchObject({ paused: { reason: 'fire alarm' } });
    expect(await act('pauseSession', 'again')).toMatchObject({
      paused: { reason: 'fire alarm' },
      revision: 2,
    });
    for (const trial of [false, true])
      await expect(submit('p01', trial)).rejects.toMatchObject({
        status: 409,
        details: {
          type: '/v1/errors#session-paused',
          detail: expect.stringContaining('fire alarm'),
          retryAfterMs: 10_000,
        },
      });
    const desk = await later(
      () => deskOf('p01'),
      ({ messages }) => messages.length > 0,
    );
    expect(desk).toMatchObject({
      session: { paused: { at: expect.any(String), reason: 'fire alarm' }, window: 'open' },
      submissions: [{ submissionId: before.submissionId }],
      messages: [{ kind: 'notice', text: expect.stringContaining('fire alarm'), unread: true, mine: false }],
    });
    const { submissionId } = before;
    await world.as('p01').call('getSubmissionSource', { params: { sessionId, submissionId } });
    expect((await act('resumeSession', 'all clear')).paused).toBeUndefined();
    expect(await submit('p01')).toMatchObject({ state: 'queued' });
    const { items } = await world
      .as('ada')
      .call('listDecisions', { params: { sessionId }, query: { limit: 10 } });
    expect(items.map(({ action, reason }) => `${action} ${reason}`)).toEqual([
      'resume ada: all clear',
      'pause ada: fire alarm',
    ]);
  });
});

describe('the desk of a participant', () => {
  it('has the session, own submissions with trials, and messages in one answer', async () => {
    const others = await submit('p02');
    const counted = await submit('p01');
    const trial = await submit('p01', true);
    await world.as('ada').call('announce', { params: { sessionId }, body: { text: 'Good luck.' } });
    const desk = await deskOf('p01');
    expect(desk).toMatchObject({
      session: { view: 'participant', you: { participantId: 'p01' }, window: 'open' },
      messages: [{ text: 'Good luck.', unread: true }],
      unread: 1,
      nextAskMs: 2_000,
    });
    expect(desk.submissions).toMatchObject([
      { submissionId: counted.submissionId, trial: false, state: 'queued', queue: { ahead: 1 } },
      { submissionId: trial.submissionId, trial: true, state: 'queued', queue: { ahead: 0 } },
    ]);
    expect(JSON.stringify(desk)).not.toContain(others.submissionId);
  });

  it('tells what changed since the answer before: verdicts, and what still waits', async () => {
    const old = await submit('p01');
    await judge(old.submissionId, 30_000);
    const seen = await later(
      () => deskOf('p01'),
      ({ submissions }) => submissions[0]?.state === 'judged',
    );
    expect(seen.submissions).toMatchObject([
      { verdict: 'AC', passed: 1, testCases: 1, judgedAt: expect.any(String) },
    ]);
    const young = await submit('p01');
    const next = await later(
      () => deskOf('p01', seen.cursor),
      ({ submissions }) => submissions.some(({ submissionId }) => submissionId === young.submissionId),
    );
    expect(next.submissions.at(-1)).toMatchObject({ submissionId: young.submissionId, state: 'queued' });
    await judge(young.submissionId);
    const last = await later(
      () => deskOf('p01', next.cursor),
      ({ submissions }) => submissions.at(-1)?.state === 'judged',
    );
    expect(last.nextAskMs).toBe(10_000);
    const quiet = await deskOf('p01', new Date(Date.now() + 60_000).toISOString());
    expect(quiet).toMatchObject({ submissions: [], messages: [] });
  });

  it('is for those on the roster: staff have the live view, with the questions that wait', async () => {
    await expect(deskOf('ada')).rejects.toMatchObject({ status: 404 });
    await world.as('p01').call('askQuestion', { params: { sessionId }, body: { text: 'Why?' } });
    const live = await world.as('ada').call('getLive', { params: { sessionId }, query: {} });
    expect(live.questions).toEqual({ unanswered: 1, unread: 1 });
  });

  it('costs a fixed number of reads, however many submissions and messages there are', async () => {
    const reads = async () => {
      const asked: string[] = [];
      const stop = watchRequests(({ operation }) => void asked.push(operation));
      await deskOf('p01', new Date().toISOString()).finally(stop);
      return asked;
    };
    await deskOf('p01');
    const few = await reads();
    for (let at = 0; at < 5; at++) {
      const { submissionId } = await submit(at % 2 === 0 ? 'p01' : 'p02');
      await judge(submissionId);
      await world.as('ada').call('announce', { params: { sessionId }, body: { text: `message ${at}` } });
    }
    await deskOf('p01');
    const many = await reads();
    expect(many.length).toBeLessThanOrEqual(few.length);
    // Session, participant and own mark by key; submissions and messages in common with all who ask.
    expect(few.filter((operation) => operation === 'GetItem').length).toBeLessThanOrEqual(3);
    expect(few.filter((operation) => operation === 'Query').length).toBeLessThanOrEqual(2);
    expect(few.every((operation) => operation === 'GetItem' || operation === 'Query')).toBe(true);
  });
});
