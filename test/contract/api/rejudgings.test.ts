import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SubmissionResult } from '../../../core/grading/judge-submission.ts';
import { rejudgedId } from '../../../core/submissions/rejudged.ts';
import { timesFrom } from '../../support/sessions.ts';
import { caseResultOf } from '../../support/submissions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let sessionId: string;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());
beforeEach(async () => {
  ({ sessionId } = await world.addSession());
});

const POLL = { timeout: 10_000 };
const by = (who: string) => world.as(who);
const inSession = () => ({ params: { sessionId } });
const WA: Partial<SubmissionResult> = {
  verdict: 'WA',
  counts: { WA: 1 },
  firstFailing: 'secret/1',
  perCase: [caseResultOf({ verdict: 'WA' })],
};

/** Gives something in a queue its verdict, as an executor does. */
async function judge(id: string, result: Partial<SubmissionResult>, queue = sessionId): Promise<void> {
  await world.judge(queue, id, result);
}
async function submit(as: string, result?: Partial<SubmissionResult>): Promise<string> {
  const { submissionId } = await by(as).call('createSubmission', {
    ...inSession(),
    body: { problem: 'A', language: 'javascript', source: '1' },
  });
  if (result !== undefined) await judge(submissionId, result);
  return submissionId;
}
const start = async (body: object = {}) =>
  await by('ada').call('createRejudging', { ...inSession(), body: { label: 'a', ...body } });
const show = async (rejudgingId: string, query: object = {}) =>
  await by('ada').call('getRejudging', { params: { sessionId, rejudgingId }, query });
const apply = async (rejudgingId: string) =>
  await by('ada').call('applyRejudging', { params: { sessionId, rejudgingId } });
const pointsOf = async () =>
  (await by('ada').call('getResults', { ...inSession(), query: {} })).rows.map((row) => [
    row.participantId,
    row.problems[0]?.solved,
    row.published?.differs,
  ]);

describe('rejudgings', () => {
  it('show what would change before it counts, and then change everything that is read', async () => {
    const first = await submit('p01', WA);
    const second = await submit('p02', { verdict: 'AC' });
    const desk = await by('p01').call('getDesk', { ...inSession(), query: {} });
    const made = await start({ reason: 'test case 3 was wrong' });
    expect(made).toMatchObject({ label: 'A', version: 2, fromVersion: 1, state: 'judging', submissions: 2 });
    const { rejudgingId } = made;
    const { items: going } = await by('ada').call('listRejudgings', inSession());
    expect(going).toMatchObject([{ rejudgingId, progress: { queued: 2, judged: 0 } }]);
    expect(await world.doorbellOf(rejudgedId(rejudgingId, first))).toMatchObject({ sessionId });
    expect(await start()).toMatchObject({ rejudgingId });
    await expect(start({ version: 1 })).rejects.toMatchObject({ status: 409 });
    await expect(apply(rejudgingId)).rejects.toMatchObject({ details: { type: '/v1/errors#not-yet' } });

    await judge(rejudgedId(rejudgingId, first), { verdict: 'AC' });
    await judge(rejudgedId(rejudgingId, second), WA);
    const waits = await submit('p02');
    expect(await show(rejudgingId)).toMatchObject({
      state: 'ready',
      progress: { queued: 0, judged: 2 },
      matrix: [
        { from: 'AC', to: 'WA', count: 1 },
        { from: 'WA', to: 'AC', count: 1 },
      ],
      changed: 2,
      unchanged: 0,
      left: 1,
      movesVersion: true,
      participants: [
        { participantId: 'p02', before: { solved: 1 }, after: { solved: 0 } },
        { participantId: 'p01', before: { solved: 0 }, after: { solved: 1 } },
      ],
    });
    const page = await show(rejudgingId, { limit: 1 });
    expect(page.items).toMatchObject([
      { submissionId: first, before: { verdict: 'WA', firstFailing: 'secret/1' }, after: { verdict: 'AC' } },
    ]);
    expect((await show(rejudgingId, { cursor: page.cursor })).items).toMatchObject([
      { submissionId: second },
    ]);
    const pair = { params: { sessionId, rejudgingId, submissionId: first } };
    expect(await by('ada').call('getRejudgedSubmission', pair)).toMatchObject({
      before: { result: { verdict: 'WA', results: [{ verdict: 'WA' }] } },
      after: { result: { verdict: 'AC', results: [{ verdict: 'AC' }] } },
    });
    expect(await pointsOf()).toEqual([
      ['p02', true, undefined],
      ['p01', false, undefined],
    ]);

    expect(await apply(rejudgingId)).toMatchObject({ state: 'applied', endedBy: 'ada' });
    expect(await apply(rejudgingId)).toMatchObject({ state: 'applied' });
    expect(await pointsOf()).toEqual([
      ['p01', true, undefined],
      ['p02', false, undefined],
    ]);
    expect(
      await by('p01').call('getSubmission', { params: { sessionId, submissionId: first } }),
    ).toMatchObject({ result: { verdict: 'AC' }, rejudgedAt: expect.any(String) });
    const list = await by('p01').call('listSubmissions', { ...inSession(), query: {} });
    expect(list.items).toMatchObject([{ submissionId: first, result: { verdict: 'AC' } }]);
    // A second old at most.
    await expect
      .poll(async () => {
        const later = await by('p01').call('getDesk', { ...inSession(), query: { since: desk.cursor } });
        return later.submissions.map(({ submissionId, verdict }) => [submissionId, verdict]);
      }, POLL)
      .toEqual([[first, 'AC']]);
    await expect
      .poll(
        async () =>
          (await by('p01').call('listMessages', { ...inSession(), query: {} })).items.map(({ text }) => text),
        POLL,
      )
      .toContainEqual(expect.stringContaining('A verdict of yours is another now'));
    // What still waited keeps the version that it came with; what comes now has the new one.
    const versionOf = async (id: string) => (await world.submissions.get(sessionId, id))?.problemVersion;
    expect([await versionOf(waits), await versionOf(await submit('p02'))]).toEqual([1, 2]);
    // What changed is still told as it was.
    expect(await show(rejudgingId)).toMatchObject({ state: 'applied', changed: 2 });
    const listed = await by('ada').call('listRejudgings', inSession());
    expect(listed).toMatchObject({ items: [{ rejudgingId }] });
    // What it judged again is in its details: a list of what has ended reads none of it.
    expect(listed.items[0]).not.toHaveProperty('progress');
    expect(await show(rejudgingId)).toMatchObject({ progress: { judged: 2 } });
    const undone = await by('ada').call('discardRejudging', { params: { sessionId, rejudgingId } });
    expect(undone.state).toBe('discarded');
    expect(await pointsOf()).toEqual([
      ['p02', true, undefined],
      ['p01', false, undefined],
    ]);
    expect(await versionOf(await submit('p02'))).toBe(1);
    expect((await by('ada').call('getLedger', inSession())).ledger.submissions.accepted).toBe(5);
    const { items } = await by('ada').call('listDecisions', { ...inSession(), query: { limit: 5 } });
    expect(items.map(({ subject, action }) => `${subject} ${action}`)).toEqual([
      'rejudging undo',
      'rejudging apply',
      'rejudging start',
    ]);
  });

  it('name whose penalty alone is another, or rank', async () => {
    const tries = [await submit('p01', WA), await submit('p01', { verdict: 'AC' })];
    const { rejudgingId } = await start();
    for (const id of tries) await judge(rejudgedId(rejudgingId, id), { verdict: 'AC' });
    const { participants } = await show(rejudgingId);
    expect(participants).toMatchObject([
      { participantId: 'p01', before: { solved: 1, rank: 1 }, after: { solved: 1, rank: 1 } },
    ]);
    const [{ before, after }] = participants as [(typeof participants)[number]];
    expect(before.penaltyMinutes - after.penaltyMinutes).toBe(20);
  });

  it('are judged by another session once the judges of their own are gone; published grades wait for their publisher', async () => {
    const id = await submit('p01', WA);
    const ended = (await world.sessions.get(sessionId))!;
    const times = timesFrom(Date.now() - 36_000_000);
    await world.sessions.update(sessionId, ended.revision, { times });
    await world.sessions.settle(sessionId, Date.now());
    await by('ada').call('publishGrades', { ...inSession(), body: {} });
    await expect(start()).rejects.toMatchObject({
      status: 409,
      details: { type: '/v1/errors#too-late', detail: expect.stringContaining('name it as judgedIn') },
    });
    const bobs = await world.addSession({ owner: 'bob' });
    await expect(start({ judgedIn: bobs.sessionId })).rejects.toMatchObject({ status: 422 });
    const other = await world.addSession();
    const { rejudgingId } = await start({ judgedIn: other.sessionId });
    await judge(rejudgedId(rejudgingId, id), { verdict: 'AC' }, other.sessionId);
    expect(await show(rejudgingId)).toMatchObject({ state: 'ready', gradesPublished: true });
    await apply(rejudgingId);
    expect(await pointsOf()).toEqual([
      ['p01', true, true],
      ['p02', false, false],
    ]);
    expect(
      (await by('ada').call('getLedger', { params: { sessionId: other.sessionId } })).ledger,
    ).toMatchObject({
      submissions: { accepted: 0 },
    });
  });

  it('can be discarded, and of what is asked for every fault is named', async () => {
    const id = await submit('p01', WA);
    const { rejudgingId } = await start({ filter: { participantId: 'P01', verdict: 'WA' } });
    const params = { sessionId, rejudgingId };
    expect(await by('ada').call('discardRejudging', { params })).toMatchObject({ state: 'discarded' });
    expect(await by('ada').call('discardRejudging', { params })).toMatchObject({ state: 'discarded' });
    await expect(apply(rejudgingId)).rejects.toMatchObject({ details: { type: '/v1/errors#too-late' } });
    expect(await world.submissions.listWaiting(sessionId, 'rejudging', 10)).toEqual([]);
    expect((await world.submissions.get(sessionId, id))?.state).toBe('judged');
    for (const [body, field] of [
      [{ label: 'Z' }, 'label'],
      [{ version: 9 }, 'version'],
      [{ filter: { language: 'cpp' } }, 'filter'],
      [{ filter: { who: 'p01' } }, 'filter.who'],
    ] as const)
      await expect(start(body)).rejects.toMatchObject({ status: 422, details: { faults: [{ field }] } });
  });
});
