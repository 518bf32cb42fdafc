import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoAlertStore } from '../../../adapters/dynamodb/alert-store.ts';
import { DynamoCircuitStore } from '../../../adapters/dynamodb/circuit-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { DynamoSignalStore } from '../../../adapters/dynamodb/signal-store.ts';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import { DynamoSubmissionStore } from '../../../adapters/dynamodb/submission-store.ts';
import { queryPrefix, type Table } from '../../../adapters/dynamodb/table.ts';
import { ALERTS_KEPT_MS, type Alert, alertIdOf } from '../../../core/alerts/alert.ts';
import { resolveAlert } from '../../../core/alerts/decide-alert.ts';
import { PRICES } from '../../../core/costs/prices.ts';
import type { SessionEvent } from '../../../core/exam/session-event.ts';
import { DEFAULT_SIGNALS } from '../../../core/security/security-signal.ts';
import { SubmissionFeed } from '../../../core/submissions/submission-feed.ts';
import { lookAfterSweep, lookForAlerts } from '../../../lambdas/health-monitor/look-for-alerts.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { hostOf, sessionOf, timesFrom } from '../../support/sessions.ts';

const NOW = Date.UTC(2027, 0, 5, 9);
const MINUTE = 60_000;

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

describe('alerts on DynamoDB', () => {
  let table: Table;
  let now: number;
  let published: SessionEvent[];
  let refusing: boolean;
  let ports: Parameters<typeof lookForAlerts>[2] & Parameters<typeof lookAfterSweep>[1];
  let sessions: DynamoSessionStore;
  let alerts: DynamoAlertStore;
  const session = sessionOf({
    times: timesFrom(NOW - 20 * MINUTE, {
      closesAt: NOW + 180 * MINUTE,
      lastClosesAt: NOW + 180 * MINUTE,
      deadlineAt: NOW + 200 * MINUTE,
    }),
    fleet: 'ready',
    fleetReason: 'all 2 hosts have passed their examination',
  });
  const { sessionId } = session;
  const ready = hostOf({ sessionId, hostId: 'i-1', state: 'ready' });
  const suspect = hostOf({ sessionId, hostId: 'i-2', state: 'suspect', reason: 'connection refused' });

  beforeEach(async () => {
    table = await dynamo.createTable('sessions');
    const submissions = new DynamoSubmissionStore(await dynamo.createTable('submissions'));
    now = NOW;
    published = [];
    refusing = false;
    sessions = new DynamoSessionStore(table);
    alerts = new DynamoAlertStore(table);
    const feed = new SubmissionFeed(submissions, sessionId);
    ports = {
      clock: { now: () => now },
      sessions,
      alerts,
      circuits: new DynamoCircuitStore(table),
      signals: new DynamoSignalStore(table),
      signalPolicy: DEFAULT_SIGNALS,
      slots: new DynamoSlotStore(table),
      feedOf: () => feed,
      prices: PRICES['eu-central-1'],
      volumeGb: 30,
      events: {
        publish: async (events) => {
          if (refusing) throw new Error('SNS is not there');
          published.push(...events);
        },
      },
    };
    await sessions.create(session, []);
  });

  const list = async () => (await alerts.list()).alerts;
  const told = () => published.map((event) => `${event.type} ${'what' in event ? event.what : ''}`);
  const alertOf = async (key: string, scope = sessionId) => await alerts.get(alertIdOf({ key, scope }));

  it('are raised by the troubles of a session, once, and resolve when they are gone', async () => {
    expect(await lookForAlerts(session, [ready], ports)).toBe(0);
    expect(await list()).toEqual([]);
    expect(await lookForAlerts(session, [ready, suspect], ports)).toBe(1);
    const says = `${session.name}: host i-2 is suspect: connection refused`;
    expect(await alertOf('host:i-2')).toMatchObject({ state: 'open', severity: 'high', what: says });
    expect(told()).toEqual([`alert.raised ${says}`]);
    // Whoever looks again, two at once too, tells nobody again.
    now += 30_000;
    await Promise.all([1, 2].map(() => lookForAlerts(session, [ready, suspect], ports)));
    expect(told()).toHaveLength(1);
    for (let look = 0; look < 4; look++) {
      now += 30_000;
      await lookForAlerts(session, [ready], ports);
    }
    expect(await alertOf('host:i-2')).toMatchObject({ state: 'resolved' });
    expect(await alertOf('host:i-2')).not.toHaveProperty('untold');
    expect(told().slice(1)).toEqual([`alert.resolved ${says}`]);
  });

  it('of two who find the same at once are raised once', async () => {
    await Promise.all([1, 2, 3].map(() => lookForAlerts(session, [ready, suspect], ports)));
    expect(await alertOf('host:i-2')).toMatchObject({ times: 1 });
    expect(new Set(published.map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('are told later, with the same id, when nobody could be told at once', async () => {
    refusing = true;
    await expect(lookForAlerts(session, [ready, suspect], ports)).rejects.toThrow('SNS is not there');
    expect((await alertOf('host:i-2'))?.untold).toHaveLength(1);
    refusing = false;
    now += 30_000;
    expect(await lookForAlerts(session, [ready, suspect], ports)).toBe(1);
    expect(published).toMatchObject([{ type: 'alert.raised', at: NOW, sessionId }]);
    expect((await alertOf('host:i-2'))?.untold).toBeUndefined();
  });

  it('are raised by circuits and signals of the stage, which belong to no session', async () => {
    await ports.circuits.read('launch');
    const circuits = new DynamoCircuitStore(table);
    await circuits.turn('launch', undefined, { failures: 5, openUntil: now + 60_000 });
    const signals = new DynamoSignalStore(table);
    const sign = {
      kind: 'broken-seal' as const,
      subject: 'host i-2',
      at: now,
      evidence: 'sg-other',
      count: 1,
    };
    await signals.raise({ ...sign, sessionId });
    for (const name of ['mallory', 'trent'])
      await signals.raise({ ...sign, kind: 'forbidden', subject: `caller ${name}`, evidence: 'refused' });
    await lookForAlerts(session, [ready], ports);
    expect(
      (await list()).map(({ key, severity, scope }) => `${severity} ${scope} ${key}`).toSorted(),
    ).toEqual([
      `critical stage signal:broken-seal:${sessionId}:host i-2`,
      'high stage circuit:launch',
      'low stage signal:forbidden',
    ]);
    expect(published.every((event) => event.sessionId === undefined)).toBe(true);
    await circuits.turn('launch', { failures: 5, openUntil: now + 60_000 }, undefined);
    now += MINUTE;
    await lookForAlerts(session, [ready], ports);
    now += MINUTE;
    await lookForAlerts(session, [ready], ports);
    expect(await alertOf('circuit:launch', 'stage')).toMatchObject({ state: 'resolved' });
  });

  it('are raised by a sweep that fails, and are over with the next that does not', async () => {
    await lookAfterSweep({ refused: 0, error: new Error('EC2 says no') }, ports);
    expect(await alertOf('sweep', 'stage')).toMatchObject({
      state: 'open',
      severity: 'high',
      what: 'the sweep failed: EC2 says no',
    });
    // The tick knows nothing of sweeps.
    await lookForAlerts(session, [ready], ports);
    expect(await alertOf('sweep', 'stage')).toMatchObject({ state: 'open' });
    now += 60 * MINUTE;
    await lookAfterSweep({ refused: 2 }, ports);
    expect(await alertOf('sweep', 'stage')).toMatchObject({
      severity: 'critical',
      what: 'EC2 refused to end 2 hosts that should not be there',
    });
    now += 60 * MINUTE;
    await lookAfterSweep({ refused: 0 }, ports);
    expect(await alertOf('sweep', 'stage')).toMatchObject({ state: 'resolved' });
    expect(published.map(({ type }) => type)).toEqual(['alert.raised', 'alert.escalated', 'alert.resolved']);
  });

  it('of a session stay as they are at a sweep, and are over once it is settled', async () => {
    await lookForAlerts(session, [ready, suspect], ports);
    await lookAfterSweep({ refused: 0 }, ports);
    expect(await alertOf('host:i-2')).toMatchObject({ state: 'open' });
    await sessions.settle(sessionId, now);
    await lookAfterSweep({ refused: 0 }, ports);
    expect(await alertOf('host:i-2')).toMatchObject({ state: 'resolved' });
  });

  it('of a session that is over and not settled are found by the sweep, whatever became of its tick', async () => {
    now = session.times.deadlineAt + MINUTE;
    await lookAfterSweep({ refused: 0 }, ports);
    expect(await alertOf('not-settled')).toMatchObject({ state: 'open', severity: 'critical' });
  });

  it('are quiet in a maintenance of their session, and told at its end if they are still there', async () => {
    const until = now + 10 * MINUTE;
    const maintenance = { maintenanceId: '01jq', from: now, until, by: 'olga', reason: 'works', sessionId };
    await alerts.putMaintenance(maintenance);
    expect(await alerts.list()).toMatchObject({ maintenances: [maintenance] });
    await lookForAlerts(session, [ready, suspect], ports);
    expect(published).toEqual([]);
    expect(await list()).toMatchObject([{ key: 'host:i-2', told: false }]);
    now = until;
    await lookForAlerts(session, [ready, suspect], ports);
    // It weighs more by now, but is told as what it is: new to whoever hears of it.
    for (let look = 0; look < 2; look++) await lookForAlerts(session, [ready, suspect], ports);
    expect(published.map(({ type }) => type)).toEqual(['alert.raised']);
  });

  it('keeps everything, of what is resolved for a month', async () => {
    const alert: Alert = {
      alertId: 'a',
      key: 'k',
      scope: 'stage',
      source: 'circuit',
      severity: 'low',
      what: 'it fails',
      count: 2,
      state: 'acknowledged',
      raisedAt: NOW,
      times: 3,
      escalatedAt: NOW + 1,
      seenAt: NOW + 2,
      goneAt: NOW + 3,
      acknowledged: { at: NOW + 4, by: 'olga', reason: 'I look' },
      told: true,
      revision: 0,
    };
    expect(await alerts.put(alert)).toBe(true);
    expect(await alerts.put(alert)).toBe(false);
    expect(await alerts.get('a')).toEqual({ ...alert, revision: 1 });
    const over = resolveAlert((await alerts.get('a'))!, { at: NOW + 5, by: 'olga', reason: 'over' }, true);
    expect(await alerts.put(over)).toBe(true);
    expect(await alerts.get('a')).toEqual({ ...over, revision: 2 });
    expect(await queryPrefix(table, 'ALERTS', 'ALERT#a')).toMatchObject([
      { expiresAt: Math.ceil((NOW + 5 + ALERTS_KEPT_MS) / 1000) },
    ]);
  });
});
