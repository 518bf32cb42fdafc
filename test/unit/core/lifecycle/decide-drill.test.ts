import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import { decideDrill } from '../../../../core/lifecycle/drill-session.ts';
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
