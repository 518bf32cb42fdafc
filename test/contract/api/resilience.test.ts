import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Recovery } from '../../../core/fleet/recovery.ts';
import { hostOf, timesFrom } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

const MINUTE = 60_000;
const ask = async (path: string, group = 'operator') =>
  await world.request('GET', `/v1/resilience/${path}`, { as: 'olga', groups: [group] });
const iso = (at: number) => new Date(at).toISOString();

describe('what recoveries came to', () => {
  const now = Date.now();
  const at = now - 40 * MINUTE;
  const steps = [{ at, act: 'suspect' as const, actor: 'tick' as const, reason: 'silent' }];
  const repaired: Recovery = {
    startedAt: at,
    reason: 'a | b',
    steps,
    class: 'network',
    endedAt: at + MINUTE,
    end: 'repaired',
  };
  const asked: Recovery = { startedAt: at + 1, reason: 'asked', steps, askedBy: 'olga' };
  const before: Recovery = { ...repaired, startedAt: at - 40 * 86_400_000, endedAt: at - 39 * 86_400_000 };
  let sessionId: string;
  beforeAll(async () => {
    ({ sessionId } = await world.addSession({ times: timesFrom(now - 60 * MINUTE) }));
    await world.hosts.recordHost(
      hostOf({ sessionId, hostId: 'i-1', requestedAt: at - 10 * MINUTE, recoveries: [before, repaired] }),
    );
    await world.hosts.recordHost(
      hostOf({ sessionId, hostId: 'i-2', requestedAt: at, round: 2, recoveries: [asked] }),
    );
  });

  it('is told of the time that is asked for: mean, share by themselves, backup hosts, class by class', async () => {
    expect((await ask('metrics')).body).toMatchObject({
      sessions: 1,
      recoveries: { total: 2, repaired: 1, replaced: 0, open: 1, automatic: 1, meanMs: MINUTE },
      automaticShare: 0.5,
      backupHosts: 1,
      byClass: [
        { class: 'by-hand', total: 1, open: 1 },
        { class: 'network', total: 1, repaired: 1 },
      ],
    });
    const { body } = await ask(`metrics?from=${iso(at + 1)}&until=${iso(at + 2)}`);
    expect(body.recoveries).toMatchObject({ total: 1, open: 1 });
    expect((await ask(`metrics?from=${iso(now)}&until=${iso(at)}`)).status).toBe(422);
  });

  it('is told of the time that is asked for alone, and of exams alone', async () => {
    const week = now - 21 * 86_400_000;
    const old = await world.addSession({ times: timesFrom(week) });
    const rehearsed = await world.addSession({ times: timesFrom(now - 60 * MINUTE), rehearsal: true });
    for (const [of, hostId, requestedAt] of [
      [old, 'i-3', week],
      [rehearsed, 'i-4', now - 30 * MINUTE],
    ] as const)
      await world.hosts.recordHost(
        hostOf({
          sessionId: of.sessionId,
          hostId,
          round: 2,
          state: 'terminated',
          requestedAt,
          stateAt: requestedAt + MINUTE,
          recoveries: [{ ...repaired, startedAt: requestedAt, endedAt: requestedAt + MINUTE / 2 }],
        }),
      );
    const query = { from: iso(now - 86_400_000), until: iso(now + 1) };
    const { metrics } = await world
      .as('olga')
      .call('getResilienceReport', { query: { ...query, format: 'json' } });
    expect(metrics).toMatchObject({ sessions: 1, backupHosts: 1, recoveries: { total: 2, meanMs: MINUTE } });
    // What was done is in the audit all the same.
    const { items } = await world.as('olga').call('listAudit', { query: { of: 'recoveries' } });
    expect(items.map(({ target }) => target)).toContain(`session:${rehearsed.sessionId}/host:i-4`);
    await world.hosts.updateHost((await world.hosts.listHosts(rehearsed.sessionId))[0]!, { recoveries: [] });
    await world.hosts.updateHost((await world.hosts.listHosts(old.sessionId))[0]!, { recoveries: [] });
  });

  it('is told of 92 days at most, and what was done by hand of 400', async () => {
    const from = iso(now - 100 * 86_400_000);
    for (const path of [`metrics?from=${from}`, `report?from=${from}`])
      expect(await ask(path)).toMatchObject({ status: 422, body: { faults: [{ field: 'from' }] } });
    const audit = async (of: string) =>
      (await world.request('GET', `/v1/audit?from=${from}&of=${of}`, { as: 'olga', groups: ['operator'] }))
        .status;
    expect([await audit('all'), await audit('recoveries'), await audit('hand')]).toEqual([422, 422, 200]);
  });

  it('is told by the hour of a day and by the day of a month', async () => {
    for (const [span, step, points] of [
      ['24h', 'hour', 24],
      ['30d', 'day', 30],
    ] as const) {
      const { body } = await ask(`trends?span=${span}`);
      expect(body).toMatchObject({ step });
      expect(body.points).toHaveLength(points);
      const of = body.points.filter(({ total }: { total: number }) => total > 0);
      expect(of.reduce((sum: number, { total }: { total: number }) => sum + total, 0)).toBe(2);
      expect(Date.parse(of[0].at)).toBeLessThanOrEqual(at);
    }
  });

  it('is told at once, also as Markdown in which nobody writes columns', async () => {
    expect((await ask('report')).body).toMatchObject({
      stage: 'dev',
      metrics: { recoveries: { total: 2 } },
      recoveries: [
        { hostId: 'i-2', class: 'by-hand', askedBy: 'olga' },
        { hostId: 'i-1', startedAt: iso(at), endedAt: iso(at + MINUTE), tookMs: MINUTE },
      ],
    });
    const { headers, text } = await ask('report?format=markdown');
    expect(headers['content-type']).toMatch(/^text\/markdown/);
    expect(text).toContain('2 in 2 sessions with hosts: 1 repaired, 0 replaced, 1 not made good.');
    expect(text).toContain('a \\| b');
  });

  it('stands in the audit with the same times, beside what was done by hand', async () => {
    await world.as('olga').call('resetErrors', { body: { reason: 'a new day' } });
    const of = async (kind: 'all' | 'hand' | 'recoveries') =>
      (await world.as('olga').call('listAudit', { query: { of: kind } })).items;
    expect(await of('recoveries')).toMatchObject([
      { at: iso(at + 1), actor: 'olga', act: 'host.recovery', target: `session:${sessionId}/host:i-2` },
      {
        at: iso(at),
        actor: 'assize (tick)',
        reason: 'a | b',
        detail: `suspect: repaired after 1 min 0 s at ${iso(at + MINUTE)}`,
      },
    ]);
    expect((await of('hand')).map(({ act }) => act)).toEqual(['errors.reset']);
    expect(await of('all')).toHaveLength(3);
  });
});

describe('errors', () => {
  const count = async (at: number, kind: string, sum: number) => {
    const of = kind === 'denied' ? 'application' : 'network';
    // In the order of the metric's dimensions: function, event, kind, class, severity.
    const values = ['api', 'request.failed', kind, of, 'high'];
    const figures = { count: sum, sum, min: 1, max: 1 };
    await world.series.putMinute({
      at: at - (at % MINUTE),
      function: 'api',
      instance: `${kind}-${at}`,
      samples: sum,
      series: [{ id: 'errors', values, figures }],
    });
  };

  it('are told by class, kind, function and severity, from the last reset on', async () => {
    const now = Date.now();
    await count(now - 90 * MINUTE, 'unavailable', 5);
    await count(now - 30 * MINUTE, 'denied', 2);
    // The reset of the other test is later than these: they are over.
    expect((await ask('errors/stats')).body).toMatchObject({ total: 0 });
    await count(now + 2 * MINUTE, 'unavailable', 3);
    await count(now + 3 * MINUTE, 'denied', 1);
    const { body } = await ask(`errors/stats?until=${iso(now + 10 * MINUTE)}`);
    expect(body).toMatchObject({
      granularity: 'minute',
      total: 4,
      byClass: [
        { name: 'network', count: 3 },
        { name: 'application', count: 1 },
      ],
      byKind: [
        { name: 'unavailable', count: 3 },
        { name: 'denied', count: 1 },
      ],
      byFunction: [{ name: 'api', count: 4 }],
      bySeverity: [{ name: 'high', count: 4 }],
      baseline: { by: 'olga', reason: 'a new day' },
    });
  });

  it('are reset by operators alone, with a reason, and nothing is deleted', async () => {
    const reset = async (groups: string[], body: object) =>
      (await world.request('POST', '/v1/resilience/errors/reset', { as: 'ada', groups, body })).status;
    expect(await reset(['instructor'], { reason: 'x' })).toBe(403);
    expect(await reset(['operator'], {})).toBe(422);
    const from = Date.now() - 120 * MINUTE;
    const points = await world.series.read({
      granularity: 'minute',
      from,
      until: Date.now(),
      ids: ['errors'],
    });
    expect(points.reduce((sum, { figures }) => sum + figures.sum, 0)).toBe(7);
  });
});
