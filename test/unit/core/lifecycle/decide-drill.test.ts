import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import { type DrillPorts, decideDrill, drillSession } from '../../../../core/lifecycle/drill-session.ts';
import { EPOCH, sessionOf, timesFrom } from '../../../support/sessions.ts';

const times = timesFrom(EPOCH);
const rehearsal = (change: Partial<Session> = {}) => sessionOf({ times, rehearsal: true, ...change });
const READY = [{ state: 'ready' as const }];
const decide = (
  session: Session,
  now = times.opensAt + 1_000,
  hosts: Parameters<typeof decideDrill>[2] = READY,
) => decideDrill(session, 'kill-host', hosts, now).action;

describe('what is broken on purpose', () => {
  it('is in a rehearsal that is open', () => {
    expect(decide(rehearsal())).toBe('break');
  });

  it('is nothing in an exam, whoever asks and whenever', () => {
    const exam = sessionOf({ times });
    for (const now of [EPOCH, times.opensAt + 1_000, times.terminateAt])
      expect(decideDrill(exam, 'hold-doorbells', READY, now).action).toBe('not-a-rehearsal');
  });

  it('is nothing before it opens and after it closed, or was cancelled', () => {
    expect(decide(rehearsal(), times.opensAt - 1)).toBe('session-not-open');
    expect(decide(rehearsal(), times.lastClosesAt)).toBe('session-closed');
    expect(decide(rehearsal({ cancelledAt: times.opensAt }))).toBe('session-closed');
  });

  it('is no host where none judges; a bell can be held all the same', () => {
    const none = [{ state: 'booting' as const }];
    expect(decide(rehearsal(), undefined, none)).toBe('not-yet');
    expect(decideDrill(rehearsal(), 'hold-doorbells', none, times.opensAt + 1_000).action).toBe('break');
  });
});

describe('a session that changes while its bell is taken', () => {
  /** Everything that is written, in order. @param refusals how often the session was changed by somebody else in between */
  async function hold(refusals: number) {
    const written: string[] = [];
    let revision = 7;
    const held = rehearsal({ revision });
    const ports: DrillPorts = {
      clock: { now: () => times.opensAt + 1_000, sleep: async () => undefined },
      sessions: {
        get: async () => ({ ...held, revision: ++revision }),
        update: async (_, seen) => {
          const isTaken = seen >= 7 + refusals;
          written.push(isTaken ? 'held' : 'refused');
          return isTaken;
        },
      },
      hosts: {
        listHosts: async () => [],
        recordDecision: async (_, { action }) => void written.push(action),
      },
      slots: { list: async () => [], turnCircuit: async () => false },
      cloud: { terminate: async () => ({ done: [], refused: [] }) },
      audit: async () => void written.push('audit'),
    };
    const wish = { act: 'hold-doorbells' as const, forMs: 20_000, reason: 'a test', by: 'olga' };
    return { outcome: await drillSession(held, wish, ports), written };
  }

  it('is read anew, and only what was broken is told as a decision', async () => {
    const { outcome, written } = await hold(2);
    expect(outcome).toMatchObject({ done: true });
    expect(written).toEqual(['audit', 'refused', 'refused', 'held', 'drill-hold-doorbells']);
  });

  it('is left alone after three tries, and no decision says otherwise', async () => {
    const { outcome, written } = await hold(9);
    expect(outcome).toMatchObject({ done: false, action: 'conflict' });
    expect(written).toEqual(['audit', 'refused', 'refused', 'refused']);
  });
});
