import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hashOf } from '../../../core/grading/output-digests.ts';
import { queueCompilerRun } from '../../../core/submissions/compiler-run.ts';
import { MANIFEST } from '../../support/manifest.ts';
import { findingOf, RULE } from '../../support/reviews.ts';
import { timesFrom } from '../../support/sessions.ts';
import { caseResultOf, resultOf } from '../../support/submissions.ts';
import { useGradedSession } from './graded-session.ts';

const VERSION = vi.hoisted(() => ({ now: 1 }));
// Of a language of exams, every answer of which is known: a fault for all, and what is for staff alone.
vi.mock('../../../core/review/detectors.ts', () => {
  const set = {
    rules: [RULE],
    get version() {
      return VERSION.now;
    },
    detect: ({
      source,
      samples = [],
    }: {
      readonly source: string;
      readonly samples?: readonly unknown[];
    }) => ({
      findings: [
        ...(source.includes('FAULT') ? [findingOf()] : []),
        ...(source.includes('FORK') ? [findingOf({ severity: 'critical', audience: 'staff' as const })] : []),
      ],
      gaps: [{ what: `${samples.length} samples`, why: 'This is a test.' }],
    }),
  };
  return {
    REVIEWED_LANGUAGES: ['javascript'],
    detectorsOf: async (language: string) => (language === 'javascript' ? set : undefined),
    rulesOf: async (language: string) => (language === 'javascript' ? set : undefined),
  };
});

const graded = useGradedSession();
beforeEach(() => {
  graded.world.invoked.length = 0;
});

const ADA = { as: 'ada', groups: ['instructor'] };
const BOB = { as: 'bob', groups: ['instructor'] };
const OLGA = { as: 'olga', groups: ['operator'] };
const by = (as: string) => ({ as, groups: ['participant'] });

const pathOf = (submissionId: string) => `/v1/sessions/${graded.sessionId}/submissions/${submissionId}`;
const read = async (submissionId: string, who: object = ADA) =>
  await graded.world.request('GET', `${pathOf(submissionId)}/review`, who);
const ask = async (submissionId: string, who: object = ADA) =>
  await graded.world.request('POST', `${pathOf(submissionId)}/reviews`, { ...who, body: {} });
const started = () => graded.world.invoked.filter(({ functionName }) => functionName.endsWith('reviewer'));

/** The session over and settled. @param changes of it */
async function end(settled = true): Promise<void> {
  const { sessions } = graded.world;
  const session = await sessions.get(graded.sessionId);
  await sessions.update(graded.sessionId, session!.revision, { times: timesFrom(Date.now() - 36_000_000) });
  if (settled) await sessions.settle(graded.sessionId, Date.now());
}

/** Changes who sees reviews, as the owner does. */
async function change(reviews: 'off' | 'staff' | 'participants'): Promise<void> {
  const params = { sessionId: graded.sessionId };
  const seen = await graded.world.as('ada').call('getSession', { params });
  const { revision } = seen as { revision: number };
  const changed = await graded.world
    .as('ada')
    .call('updateSession', { params, body: { revision, policy: { reviews } } });
  expect(changed.policy.reviews).toBe(reviews);
}

describe('the review of a submission', () => {
  it('is asked for by staff at any time, done once, and seen by nobody else', async () => {
    const id = await graded.judged('p01', 'A', { verdict: 'WA' }, 'FAULT FORK');
    expect((await read(id)).status).toBe(404);
    for (const [who, status] of [
      [BOB, 404],
      [by('p01'), 403],
    ] as const)
      expect((await ask(id, who)).status).toBe(status);
    const taken = await ask(id);
    expect(taken).toMatchObject({
      status: 202,
      body: {
        reviewId: id,
        state: 'queued',
        requestedBy: 'ada',
        sessionId: graded.sessionId,
        submissionId: id,
        participantId: 'p01',
        problem: 'A',
      },
      headers: { location: `/v1/reviews/${id}` },
    });
    expect(taken.body).not.toHaveProperty('problemId');
    expect((await ask(id)).status).toBe(202);
    expect(started()).toHaveLength(1);
    await graded.world.workReviews();
    expect(await ask(id, OLGA)).toMatchObject({
      status: 200,
      body: { state: 'reviewed', requestedBy: 'ada' },
    });
    expect(await read(id)).toMatchObject({
      status: 200,
      body: {
        source: 'FAULT FORK',
        report: { findings: [{ severity: 'high' }, { severity: 'critical', staffOnly: true }] },
      },
    });
    expect((await read(id, OLGA)).status).toBe(200);
    for (const who of [BOB, by('p01'), by('p02'), by('stranger')])
      expect((await read(id, who)).status).toBe(404);
    expect((await ask('01jq0000000000000000000009')).status).toBe(404);
  });

  it('is done anew where rules are others by now', async () => {
    const id = await graded.judged('p01', 'A', { verdict: 'WA' }, 'one FAULT');
    await ask(id);
    await graded.world.workReviews();
    const before = (await read(id)).body as { report: { ruleSet: string } };
    VERSION.now++;
    expect((await ask(id)).status).toBe(202);
    await graded.world.workReviews();
    const after = (await read(id)).body as { report: { ruleSet: string } };
    expect(after.report.ruleSet).not.toBe(before.report.ruleSet);
    expect((await ask(id)).status).toBe(200);
  });

  it('is done anew where a compiler has said its word since it was asked for', async () => {
    const id = await graded.judged('p01', 'A', { verdict: 'WA' }, 'one FAULT');
    await ask(id);
    await graded.world.workReviews();
    expect((await ask(id)).status).toBe(200);
    const { sessionId, world } = graded;
    const { submissions } = world;
    const digest = (await submissions.listDigestsFrom(sessionId, '')).find((one) => one.submissionId === id);
    const run = queueCompilerRun(digest!, sessionId, 1, 0);
    await submissions.acceptAgain(run);
    expect((await ask(id)).status).toBe(200);
    const lease = { leaseId: 'l', until: Date.now() + 60_000, hostId: 'i-1' };
    const running = await submissions.lease(sessionId, run.submissionId, lease, Date.now());
    const printed = JSON.stringify({ diagnostics: [], gaps: ['a test said so'] });
    await submissions.judge(
      running!,
      resultOf({ perCase: [caseResultOf({ outputHead: printed })] }),
      Date.now(),
    );
    expect((await ask(id)).status).toBe(202);
    await graded.world.workReviews();
    expect(await read(id)).toMatchObject({
      body: {
        report: {
          gaps: expect.arrayContaining([
            expect.objectContaining({ why: expect.stringContaining('a test said so') as unknown }),
          ]) as unknown,
        },
      },
    });
  });

  it('is seen by whose submission it is once it is published and over for them, without what is for staff', async () => {
    const own = await graded.judged('p01', 'A', { verdict: 'AC' }, 'FAULT FORK');
    const same = await graded.judged('p02', 'A', { verdict: 'AC' }, 'FAULT FORK');
    for (const id of [own, same]) await ask(id);
    await graded.world.workReviews();
    await change('participants');
    // It is published, and not over.
    expect((await read(own, by('p01'))).status).toBe(404);
    await end();
    for (const [id, who] of [
      [own, 'p01'],
      [same, 'p02'],
    ] as const) {
      const seen = await read(id, by(who));
      expect(seen).toMatchObject({
        status: 200,
        body: {
          state: 'reviewed',
          participantId: who,
          requestedBy: 'the session',
          report: { score: 70, counts: { high: 1, critical: 0 }, findings: [{ line: 1 }] },
        },
      });
      expect(seen.body).not.toHaveProperty('cached');
      expect(JSON.stringify(seen.body)).not.toMatch(/ada|staffOnly/);
    }
    // Staff see that the second was answered by the first.
    expect((await read(same)).body).toMatchObject({ cached: {}, report: { counts: { critical: 1 } } });
    expect((await read(own, by('p02'))).status).toBe(404);
    expect((await read(same, by('p01'))).status).toBe(404);
    await change('staff');
    expect((await read(own, by('p01'))).status).toBe(404);
  });
});

describe('reviews of an exam', () => {
  it('are asked for when its policy says so after the end: of what counts alone, once, on the bill', async () => {
    const { world } = graded;
    const sample = Buffer.from('1 2');
    const hash = hashOf(sample);
    await world.objects.put(hash, sample);
    const [first] = MANIFEST.testCases;
    await world.addProblem('sampled', { testCases: [{ ...first!, inputHash: hash, answerHash: hash }] });
    await graded.turnTo({
      problems: [
        { label: 'A', problemId: 'sampled', version: 1 },
        { label: 'B', problemId: 'route', version: 1 },
      ],
    });
    const early = await graded.judged('p01', 'A', { verdict: 'WA' }, 'first FAULT');
    const best = await graded.judged('p01', 'A', { verdict: 'AC' }, 'best FAULT');
    await graded.judged('p02', 'A', { verdict: 'CE' }, 'does not compile');
    const files = ['main.js', 'more.js'].map((name) => ({ name, source: `FAULT in ${name}` }));
    const other = await graded.judged('p02', 'B', { verdict: 'WA', score: 0 }, files);
    await end();
    const { sessionId } = graded;
    const cost = { usd: 1, lines: [{ what: 'all', usd: 1 }], hostSeconds: 0, judgeCalls: 0 };
    const about = { judgeCallsSaved: 0, region: 'eu-central-1', pricesAsOf: '2026-01-01', billedAt: 1 };
    await world.bills.keep({ sessionId, ...cost, ...about }, 0);
    await change('staff');
    expect(started()).toHaveLength(1);
    await world.workReviews();
    const listed = async () => {
      const answer = await world.request('GET', `/v1/reviews?sessionId=${sessionId}`, ADA);
      return (answer.body as { items: { submissionId: string; reviewId: string }[] }).items;
    };
    expect((await listed()).map(({ submissionId }) => submissionId).sort()).toEqual([best, other].sort());
    expect((await read(early)).status).toBe(404);
    expect((await read(best)).body).toMatchObject({
      requestedBy: 'the session',
      report: { gaps: [{ what: '1 samples' }] },
    });
    expect((await read(other)).body).toMatchObject({
      source: '// main.js\nFAULT in main.js\n// more.js\nFAULT in more.js',
    });
    const costs = await world.as('ada').call('getSessionCosts', { params: { sessionId }, query: {} });
    expect(costs.lines.at(-1)).toMatchObject({ what: '2 reviews of submissions' });
    // Publishing is one write of the session's row, and asks for nothing; nor does saying what it is already.
    const before = await listed();
    await change('participants');
    await change('participants');
    expect(started()).toHaveLength(1);
    expect(await listed()).toEqual(before);
    expect((await read(other, by('p02'))).status).toBe(200);
  });

  it('wait until it is settled, and are asked for by nobody while it runs', async () => {
    const { world } = graded;
    const id = await graded.judged('p01', 'A', { verdict: 'AC' }, 'FAULT');
    await change('staff');
    expect(started()).toEqual([]);
    await world.workReviews();
    expect((await read(id)).status).toBe(404);
    await end(false);
    await change('off');
    await change('staff');
    expect(started()).toHaveLength(1);
    await world.workReviews();
    expect((await read(id)).status).toBe(404);
  });

  it('are told of in the words of the policy, and refused in others', async () => {
    const params = { sessionId: graded.sessionId };
    const patch = async (policy: object) =>
      await graded.world.request('PATCH', `/v1/sessions/${params.sessionId}`, {
        ...ADA,
        body: { revision: 1, policy },
      });
    expect(await patch({ reviews: 'everybody' })).toMatchObject({ status: 422 });
    const empty = await patch({});
    expect(empty.status).toBe(422);
    expect((empty.body as { detail: string }).detail).toContain('targetWaitMs, or reviews');
    const seen = await graded.world.as('p01').call('getSession', { params });
    expect(seen.policy.reviews).toBe('off');
  });
});
