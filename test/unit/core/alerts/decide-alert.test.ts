import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, alertIdOf, type Cause, type Maintenance } from '../../../../core/alerts/alert.ts';
import {
  type AlertFacts,
  decideAlert,
  ESCALATES_AFTER_MS,
  resolveAlert,
  turnAlert,
} from '../../../../core/alerts/decide-alert.ts';

const T0 = Date.UTC(2027, 0, 5, 9);
const MINUTE = 60_000;
const CAUSE: Cause = {
  key: 'quarantined',
  scope: '01jq',
  source: 'session',
  severity: 'high',
  what: 'Algorithms: 1 submission was quarantined',
  count: 1,
};
const QUIET: Maintenance = { maintenanceId: 'm', from: 0, until: T0 * 2, by: 'olga', reason: 'works' };

const facts = (more: Partial<AlertFacts>): AlertFacts => ({
  alert: undefined,
  cause: CAUSE,
  maintenance: undefined,
  goneForMs: MINUTE,
  now: T0,
  ...more,
});
const turn = (more: Partial<AlertFacts>): Alert => {
  const after = turnAlert(facts(more));
  if (after === undefined) throw new Error('it stays as it is');
  const { untold: _, ...rest } = after;
  return { ...rest, ...(after.untold === undefined ? {} : { untold: after.untold }) };
};
const told = ({ untold = [] }: Alert) => untold.map(({ type, severity }) => `${type} ${severity}`);
const heard = ({ untold: _, ...alert }: Alert): Alert => alert;
const OPEN = heard(turn({}));
const acknowledged: Alert = {
  ...OPEN,
  state: 'acknowledged',
  acknowledged: { at: T0 + MINUTE, by: 'olga', reason: 'I look into it' },
};
const byHand = heard(resolveAlert(OPEN, { at: T0 + MINUTE, by: 'olga', reason: 'it was a slip' }, false));

describe('an alert', () => {
  it('is raised once, by what it is about', () => {
    const raised = turn({});
    expect(raised).toMatchObject({
      alertId: alertIdOf(CAUSE),
      state: 'open',
      severity: 'high',
      raisedAt: T0,
      times: 1,
    });
    expect(raised.untold).toMatchObject([{ type: 'alert.raised', sessionId: '01jq', what: CAUSE.what }]);
    expect(decideAlert(facts({ alert: OPEN, now: T0 + MINUTE }))).toMatchObject({ action: 'keep' });
    expect(alertIdOf({ ...CAUSE, scope: 'stage' })).not.toBe(raised.alertId);
  });

  it('weighs more when nobody acknowledges it, step by step, and is critical at most', () => {
    const soon = T0 + ESCALATES_AFTER_MS.high;
    expect(decideAlert(facts({ alert: OPEN, now: soon - 1 }))).toMatchObject({ action: 'keep' });
    const heavier = turn({ alert: OPEN, now: soon });
    expect(heavier).toMatchObject({ severity: 'critical', escalatedAt: soon, state: 'open' });
    expect(told(heavier)).toEqual(['alert.escalated critical']);
    expect(decideAlert(facts({ alert: heavier, now: soon + 24 * 60 * MINUTE })).action).not.toBe('escalate');
    const low = heard(turn({ cause: { ...CAUSE, severity: 'low' } }));
    const late = T0 + ESCALATES_AFTER_MS.low;
    expect(turn({ alert: low, cause: { ...CAUSE, severity: 'low' }, now: late })).toMatchObject({
      severity: 'high',
    });
  });

  it('does not become critical by its age where strangers make its cause', () => {
    const cause: Cause = { ...CAUSE, key: 'signal:bad-token', source: 'signal', severity: 'low' };
    let alert = heard(turn({ cause }));
    const seen = new Set<string>([alert.severity]);
    for (let now = T0; now < T0 + 120 * MINUTE; now += MINUTE) {
      alert = heard(turnAlert(facts({ alert, cause, now })) ?? alert);
      seen.add(alert.severity);
    }
    expect([...seen]).toEqual(['low', 'high']);
  });

  it('does not when somebody sees to it, but when its cause does', () => {
    expect(decideAlert(facts({ alert: acknowledged, now: T0 + 60 * MINUTE })).action).toBe('keep');
    const worse = turn({ alert: acknowledged, cause: { ...CAUSE, severity: 'critical' } });
    expect(worse).toMatchObject({ state: 'acknowledged', severity: 'critical' });
    expect(told(worse)).toEqual(['alert.escalated critical']);
  });

  it('resolves by itself when its cause is gone for long enough, not when it flickers', () => {
    const gone = turn({ alert: OPEN, cause: undefined, now: T0 + MINUTE });
    expect(gone).toMatchObject({ state: 'open', goneAt: T0 + MINUTE });
    expect(decideAlert(facts({ alert: gone, cause: undefined, now: T0 + 2 * MINUTE - 1 })).action).toBe(
      'keep',
    );
    const back = turn({ alert: gone, now: T0 + 2 * MINUTE - 1 });
    expect(back.goneAt).toBeUndefined();
    expect(told(back)).toEqual([]);
    const over = turn({ alert: gone, cause: undefined, now: T0 + 2 * MINUTE });
    expect(over).toMatchObject({
      state: 'resolved',
      resolved: { at: T0 + 2 * MINUTE, reason: 'its cause is gone' },
    });
    expect(told(over)).toEqual(['alert.resolved high']);
    expect(turn({ alert: acknowledged, cause: undefined, goneForMs: 0 })).toMatchObject({
      state: 'resolved',
    });
  });

  it('is raised anew when its cause comes back, under the same id', () => {
    const over = heard(turn({ alert: OPEN, cause: undefined, goneForMs: 0 }));
    const again = turn({ alert: over, now: T0 + 10 * MINUTE });
    expect(again).toMatchObject({
      alertId: OPEN.alertId,
      state: 'open',
      times: 2,
      raisedAt: T0 + 10 * MINUTE,
    });
    expect(again.resolved).toBeUndefined();
    expect(again.untold?.[0]?.eventId).not.toBe(turn({}).untold?.[0]?.eventId);
  });

  it('that somebody resolved is not raised again by the same, but by more of it, worse, or anew', () => {
    expect(decideAlert(facts({ alert: byHand }))).toEqual({
      action: 'keep',
      reason: 'olga has resolved it, and it is no worse since',
    });
    expect(decideAlert(facts({ alert: byHand, cause: { ...CAUSE, count: 2 } })).action).toBe('raise');
    expect(decideAlert(facts({ alert: byHand, cause: { ...CAUSE, severity: 'critical' } })).action).toBe(
      'raise',
    );
    const gone = turn({ alert: byHand, cause: undefined });
    expect(gone).toMatchObject({ state: 'resolved', goneAt: T0 });
    expect(decideAlert(facts({ alert: gone })).action).toBe('raise');
  });

  it('is quiet during a maintenance, and told at its end if it is still there', () => {
    const quiet = turn({ maintenance: QUIET });
    expect(quiet).toMatchObject({ state: 'open', told: false });
    expect(told(quiet)).toEqual([]);
    expect(decideAlert(facts({ alert: quiet, maintenance: QUIET, now: T0 + 60 * MINUTE })).action).toBe(
      'keep',
    );
    const ended = turn({ alert: quiet, now: T0 + MINUTE });
    expect(told(ended)).toEqual(['alert.raised high']);
    const over = turn({ alert: quiet, cause: undefined, goneForMs: 0 });
    expect(over).toMatchObject({ state: 'resolved' });
    expect(told(over)).toEqual([]);
  });

  it('is told to be over even in a maintenance, when it was told before', () => {
    expect(told(turn({ alert: OPEN, cause: undefined, goneForMs: 0, maintenance: QUIET }))).toEqual([
      'alert.resolved high',
    ]);
  });

  it('says of a cause that changes all the time what it was minutes ago at the most', () => {
    const cause = { ...CAUSE, what: 'a new submission waits 3 min' };
    expect(decideAlert(facts({ alert: OPEN, cause, now: T0 + MINUTE })).action).toBe('keep');
    expect(turn({ alert: OPEN, cause, now: T0 + 5 * MINUTE })).toMatchObject({ what: cause.what });
  });

  it('comes to rest: whatever is decided, deciding again at once changes nothing', () => {
    const severity = fc.constantFrom('low' as const, 'high' as const, 'critical' as const);
    const step = fc.record({
      there: fc.boolean(),
      severity,
      count: fc.integer({ min: 1, max: 3 }),
      quiet: fc.boolean(),
      afterMs: fc.integer({ min: 1, max: 40 * MINUTE }),
      hand: fc.constantFrom('none' as const, 'none' as const, 'resolve' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let alert: Alert | undefined;
        let now = T0;
        const raised: string[] = [];
        const resolved: string[] = [];
        for (const { there, severity: weight, count, quiet, afterMs, hand } of steps) {
          now += afterMs;
          if (hand === 'resolve' && alert !== undefined && alert.state !== 'resolved')
            alert = resolveAlert(alert, { at: now, by: 'olga', reason: 'over' }, alert.goneAt !== undefined);
          const cause = there ? { ...CAUSE, severity: weight, count } : undefined;
          const known = { cause, maintenance: quiet ? QUIET : undefined, goneForMs: MINUTE, now };
          for (let look = 0; look < 4; look++) alert = turnAlert({ ...known, alert }) ?? alert;
          expect(decideAlert({ ...known, alert }).action).toBe('keep');
        }
        for (const { type, eventId } of alert?.untold ?? [])
          if (type === 'alert.raised') raised.push(eventId);
          else if (type === 'alert.resolved') resolved.push(eventId);
        expect(new Set(raised).size).toBe(raised.length);
        // What was never told to be there is never told to be over.
        expect(resolved.length).toBeLessThanOrEqual(raised.length);
      }),
    );
  });
});
