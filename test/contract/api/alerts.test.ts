import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../../core/alerts/alert.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await makeApiWorld();
});
afterAll(async () => await world.stop());

let serial = 0;
const raise = async (more: Partial<Alert> = {}) => {
  const alertId = String(++serial).padStart(20, 'a');
  const alert: Alert = {
    alertId,
    key: `circuit:${serial}`,
    scope: 'stage',
    source: 'circuit',
    severity: 'high',
    what: 'launch is left alone',
    state: 'open',
    raisedAt: Date.now() - 60_000,
    seenAt: Date.now() - 60_000,
    times: 1,
    told: true,
    revision: 0,
    ...more,
  };
  await world.alerts.put(alert);
  return alertId;
};
const list = async (query: Record<string, string> = {}) =>
  await world.as('olga').call('listAlerts', { query: query as never });
const idsOf = ({ items }: Awaited<ReturnType<typeof list>>) => items.map(({ alertId }) => alertId);
const act = async (alertId: string, what: string, reason: unknown = 'I look into it', group = 'operator') =>
  await world.request('POST', `/v1/resilience/alerts/${alertId}/${what}`, {
    as: group === 'operator' ? 'olga' : 'ada',
    groups: [group],
    body: { reason },
  });
const acts = async (target: string) =>
  (await world.as('olga').call('listAudit', { query: {} })).items.filter((one) => one.target === target);

describe('alerts', () => {
  beforeEach(async () => {
    for (const { alertId, ...one } of (await world.alerts.list()).alerts)
      if (one.state !== 'resolved') await act(alertId, 'resolve');
  });

  it('are listed, the weightiest first, by state and by session', async () => {
    const low = await raise({ severity: 'low' });
    const critical = await raise({ severity: 'critical' });
    const { sessionId } = await world.addSession();
    const own = await raise({ scope: sessionId, source: 'session', key: 'quarantined' });
    expect(idsOf(await list())).toEqual([critical, own, low]);
    expect(await list({ limit: '2' })).toMatchObject({
      items: [{ alertId: critical }, { alertId: own }],
      total: 3,
    });
    expect(await list({ sessionId })).toMatchObject({ items: [{ alertId: own, sessionId }] });
    expect(idsOf(await list({ state: 'resolved' }))).not.toContain(own);
    await act(own, 'resolve');
    expect(idsOf(await list())).toEqual([critical, low]);
    expect(idsOf(await list({ state: 'all' })).indexOf(own)).toBeGreaterThan(1);
  });

  it('are acknowledged and resolved once, by whom and why', async () => {
    const alertId = await raise();
    for (const _ of [1, 2])
      expect(await act(alertId, 'acknowledge')).toMatchObject({
        status: 200,
        body: { state: 'acknowledged', acknowledged: { by: 'olga', reason: 'I look into it' } },
      });
    for (const _ of [1, 2])
      expect(await act(alertId, 'resolve', 'it is over')).toMatchObject({
        status: 200,
        body: { state: 'resolved', resolved: { by: 'olga', reason: 'it is over' } },
      });
    expect(await acts(`alert:${alertId}`)).toMatchObject([
      { act: 'alert.resolve', reason: 'it is over', detail: 'launch is left alone' },
      { act: 'alert.acknowledge', actor: 'olga' },
    ]);
    // The tick tells subscribers.
    expect((await world.alerts.get(alertId))?.untold).toMatchObject([{ type: 'alert.resolved' }]);
    expect(await act(alertId, 'acknowledge')).toMatchObject({ status: 409 });
  });

  it('are for operators, who say why, and of those that there are', async () => {
    const alertId = await raise();
    expect(await act(alertId, 'resolve', 'mine', 'instructor')).toMatchObject({ status: 403 });
    expect(await act(alertId, 'resolve', '')).toMatchObject({ status: 422 });
    for (const nobodys of ['0'.repeat(20), 'sweep'])
      expect(await act(nobodys, 'resolve')).toMatchObject({ status: 404 });
    expect(await world.alerts.get(alertId)).toMatchObject({ state: 'open' });
  });
});

describe('a maintenance', () => {
  const start = async (body: object) =>
    await world.request('POST', '/v1/resilience/maintenances', {
      as: 'olga',
      groups: ['operator'],
      body: { reason: 'AWS works', ...body },
    });
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  it('is said with the alerts that it keeps quiet, and ends before its time when somebody says so', async () => {
    const { sessionId } = await world.addSession();
    const own = await raise({ scope: sessionId });
    const other = await raise();
    const { status, body } = await start({ until: inMinutes(60), sessionId });
    expect({ status, body }).toMatchObject({ status: 201, body: { active: true, by: 'olga', sessionId } });
    const quietOf = async (alertId: string) =>
      (await list({ state: 'all' })).items.find((one) => one.alertId === alertId)?.quiet;
    expect(await quietOf(own)).toMatchObject({ reason: 'AWS works', by: 'olga' });
    expect(await quietOf(other)).toBeUndefined();
    expect((await list()).maintenances).toMatchObject([{ maintenanceId: body.maintenanceId }]);
    const end = async () =>
      await world.request('POST', `/v1/resilience/maintenances/${body.maintenanceId}/end`, {
        as: 'olga',
        groups: ['operator'],
        body: { reason: 'it is done' },
      });
    for (const _ of [1, 2]) expect(await end()).toMatchObject({ status: 200, body: { active: false } });
    expect(await quietOf(own)).toBeUndefined();
    expect((await list()).maintenances).toEqual([]);
    expect((await acts(`session:${sessionId}`)).map((one) => one.act)).toEqual([
      'maintenance.end',
      'maintenance.create',
    ]);
  });

  it.each([
    ['that is over', () => ({ until: inMinutes(-1) }), 422],
    ['of more than a day', () => ({ until: inMinutes(24 * 60 + 1) }), 422],
    ['that ends before it begins', () => ({ from: inMinutes(10), until: inMinutes(5) }), 422],
    [
      'of a session that is not there',
      () => ({ until: inMinutes(5), sessionId: '01jq9999999999999999999999' }),
      404,
    ],
  ])('is refused: one %s', async (_, body, status) => {
    expect((await start(body())).status).toBe(status);
  });
});
