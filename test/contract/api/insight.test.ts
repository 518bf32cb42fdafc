import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitsBySlots } from '../../../core/insight/replay-queue.ts';
import { hostOf } from '../../support/sessions.ts';
import { simulateHistory } from '../../support/simulated-history.ts';
import { caseResultOf, queuedOf, submissionIdOf } from '../../support/submissions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());

const WEEK_MS = 7 * 24 * 3_600_000;
/** The history that is planted, told as if its last session was a week ago. */
const keepHistory = async (count: number) => {
  const simulated = simulateHistory(3, { zone: 10 }, count);
  const later = Date.now() - WEEK_MS - (simulated.at(-1)?.endedAt ?? 0);
  const jobs = Array.from({ length: 200 }, (_, at) => ({ submittedAt: at * 500, judgingMs: 4_000 }));
  for (const one of simulated)
    await world.history.keep({
      ...one,
      opensAt: one.opensAt + later,
      launchAt: one.launchAt + later,
      endedAt: one.endedAt + later,
      lastClosesAt: one.opensAt + later + 3_600_000,
      participants: 2,
      waits: waitsBySlots(jobs),
      problems: [
        { problemId: 'sum', version: 1, label: 'A', solvers: 1, timesMs: [970], late: 0, lateOnly: 0 },
      ],
    });
};
const insightOf = async (sessionId: string, as = 'ada', groups = ['instructor']) =>
  await world.request('GET', `/v1/sessions/${sessionId}/insight`, { as, groups });

describe('insight', () => {
  it('says of a stage without history why nothing is said', async () => {
    const { status, body } = await world.request('GET', '/v1/insight', { as: 'olga', groups: ['operator'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ sessions: 0, findings: [], speeds: [] });
    expect(body).not.toHaveProperty('since');
    expect(body.silences.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'failure-pattern',
      'host-speed',
      'maintenance-window',
      'problem-limit',
    ]);
  });

  it('finds in the history of a stage what is planted there, and stands on all of it', async () => {
    await keepHistory(120);
    const insight = await world.as('olga').call('getInsight', {});
    expect(insight.sessions).toBe(120);
    expect(insight.findings.filter(({ kind }) => kind === 'failure-pattern')).toMatchObject([
      { by: 'zone', value: 'eu-central-1b', basis: { sessions: 120 } },
    ]);
    // One near the limit of 1 s in each of 120 sessions: by itself none of them could say so.
    expect(insight.findings.filter(({ kind }) => kind === 'problem-limit')).toMatchObject([
      { problemId: 'sum', version: 1, right: 120, near: 120, basis: { sessions: 120, participants: 120 } },
    ]);
    expect(insight.speeds.map(({ instanceType }) => instanceType).sort()).toEqual([
      'c6i.large',
      'c7a.large',
      'c7i.large',
    ]);
  });

  it('is for operators; of a session for its staff', async () => {
    const { sessionId } = await world.addSession();
    expect(await world.request('GET', '/v1/insight', { as: 'ada', groups: ['instructor'] })).toMatchObject({
      status: 403,
    });
    expect((await insightOf(sessionId)).status).toBe(200);
    expect((await insightOf(sessionId, 'bob')).status).toBe(404);
    expect((await insightOf(sessionId, 'p01', ['participant'])).status).toBe(403);
    expect((await insightOf('01jq0000000000000000099999')).status).toBe(404);
  });

  it('of a session tells limits by what is accepted so far, and keeps what a settled one lacks', async () => {
    const session = await world.addSession();
    const { sessionId } = session;
    for (const at of [1, 2, 3, 4, 5, 6]) {
      const submissionId = submissionIdOf(9_000 + at);
      await world.submissions.accept(
        queuedOf({ sessionId, submissionId, participantId: `p0${at}`, submittedAt: Date.now() - 4_000 }),
        { source: 'console.log(2)' },
      );
      await world.judge(sessionId, submissionId, { perCase: [caseResultOf({ cpuMs: 950 })] });
    }
    await world.hosts.recordHost(hostOf({ sessionId, hostId: 'i-insight', state: 'ready' }));
    const { body } = await insightOf(sessionId);
    expect(body.findings).toMatchObject([
      { kind: 'problem-limit', label: 'A', right: 6, near: 6, limitMs: 1_000, slowestMs: 950 },
    ]);
    expect(await world.history.get(session)).toBeUndefined();

    await world.sessions.settle(sessionId, Date.now());
    await insightOf(sessionId);
    expect(await world.history.get(session)).toMatchObject({
      sessionId,
      judged: 6,
      problems: [{ solvers: 6, timesMs: [950, 950, 950, 950, 950, 950] }],
    });
  });
});
