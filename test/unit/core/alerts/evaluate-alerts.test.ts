import { describe, expect, it } from 'vitest';
import { type Alert, alertIdOf, type Cause } from '../../../../core/alerts/alert.ts';
import { type AlertPorts, evaluateAlerts } from '../../../../core/alerts/evaluate-alerts.ts';
import type { SessionEvent } from '../../../../core/exam/session-event.ts';
import { lookAfterSweep } from '../../../../lambdas/health-monitor/look-for-alerts.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2027, 0, 5, 9);
const CAUSE: Cause = {
  key: 'circuit:launch',
  scope: 'stage',
  source: 'circuit',
  severity: 'high',
  what: 'launch is left alone',
};

/** Alerts of a stage whose clock is set by hand. */
function newStage() {
  const rows = new Map<string, Alert>();
  const published: SessionEvent[] = [];
  let now = T0;
  const ports: AlertPorts = {
    clock: { now: () => now },
    alerts: {
      list: async () => ({ alerts: [...rows.values()], maintenances: [] }),
      put: async (alert) => {
        if ((rows.get(alert.alertId)?.revision ?? 0) !== alert.revision) return false;
        rows.set(alert.alertId, { ...alert, revision: alert.revision + 1 });
        return true;
      },
    },
    events: { publish: async (events) => void published.push(...events) },
  };
  const look = async (
    causes: readonly Cause[],
    covers = (_: Alert) => true,
    more: Partial<AlertPorts> = {},
  ) => await evaluateAlerts({ causes, covers, goneForMs: () => MINUTE }, { ...ports, ...more });
  const advance = (ms: number) => {
    now += ms;
  };
  const state = () => rows.get(alertIdOf(CAUSE))?.state;
  return { ports, published, look, advance, state };
}

describe('what is to be told of an alert', () => {
  it('is told by whoever wrote it, and by others only when that died', async () => {
    const stage = newStage();
    const dies = { publish: async () => await Promise.reject(new Error('killed')) };
    await expect(stage.look([CAUSE], () => true, { events: dies })).rejects.toThrow('killed');
    const others = async () => await stage.look([], () => false);
    expect(await others()).toBe(0);
    stage.advance(MINUTE);
    expect(await others()).toBe(1);
    expect(stage.published).toHaveLength(1);
    expect(await others()).toBe(0);
  });

  it('is not that a circuit is well again because a sweep looked while it was closed for a moment', async () => {
    const stage = newStage();
    await stage.look([CAUSE]);
    await lookAfterSweep(
      { refused: 0 },
      {
        ...stage.ports,
        circuits: { read: async () => undefined },
        signals: { listSince: async () => [] },
        signalPolicy: {} as never,
        sessions: { listUnsettled: async () => [] },
      },
    );
    expect(stage.state()).toBe('open');
    stage.advance(10_000);
    await stage.look([CAUSE]);
    expect(stage.published.map(({ type }) => type)).toEqual(['alert.raised']);
  });
});
