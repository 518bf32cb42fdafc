import { useEffect, useState } from 'preact/hooks';
import { waitBeforeAsk } from '../../core/api/ask-schedule.ts';
import type { LiveSession } from '../../core/api/live.ts';
import type { StageOverview } from '../../core/api/stage.ts';
import { api } from '../api.ts';
import { retryAfterMsOf, toApiError } from '../console-api.ts';
import { LIVE_EVERY_MS, nextToAsk, STAGE_EVERY_MS } from './plan-asks.ts';

/** What is known of a stage. */
export interface StageState {
  readonly stage?: StageOverview;
  /** When `stage` arrived, by the clock that `performance.now()` reads, ms. */
  readonly heardAt: number;
  /** By session id, as each was told last. */
  readonly lives: ReadonlyMap<string, LiveSession>;
  /** What went wrong last. */
  readonly error?: string;
}

/** Follows a stage and what runs on it, while somebody looks; fewer than 30 calls a minute, however much runs. */
export function useStage(): StageState {
  const [state, setState] = useState<StageState>({ heardAt: 0, lives: new Map() });

  useEffect(() => {
    const ending = new AbortController();
    const askedAt = new Map<string, number>();
    let sessions: StageOverview['sessions'] = [];
    let toldAt = '';
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stageAt = Number.NEGATIVE_INFINITY;

    const askStage = async () => {
      stageAt = performance.now();
      const stage = await api.call('getStage', {}, ending.signal);
      ({ sessions, at: toldAt } = stage);
      const known = new Set(sessions.map(({ sessionId }) => sessionId));
      setState(({ lives }) => ({
        stage,
        heardAt: performance.now(),
        lives: new Map([...lives].filter(([sessionId]) => known.has(sessionId))),
      }));
    };
    const askLive = async (sessionId: string) => {
      askedAt.set(sessionId, performance.now());
      // Its verdicts are not shown: of late there are few.
      const query = { since: toldAt };
      const live = await api
        .call('getLive', { params: { sessionId }, query }, ending.signal)
        .catch((error) => {
          // Whatever is wrong with one of them must not hide the others; it is tried again at its turn.
          if (ending.signal.aborted || toApiError(error).status === 0) throw error;
          return undefined;
        });
      if (live !== undefined)
        setState((before) => ({ ...before, lives: new Map(before.lives).set(sessionId, live) }));
    };
    const turn = async () => {
      let wait = LIVE_EVERY_MS;
      if (!document.hidden) {
        try {
          const now = performance.now();
          const next = now - stageAt >= STAGE_EVERY_MS ? undefined : nextToAsk(sessions, askedAt, now);
          if (now - stageAt >= STAGE_EVERY_MS) await askStage();
          else if (next !== undefined) await askLive(next);
          failures = 0;
        } catch (error) {
          if (ending.signal.aborted) return;
          const { message, status } = toApiError(error);
          setState((before) => ({ ...before, error: message }));
          if (status === 401 || status === 403) return;
          wait = Math.max(LIVE_EVERY_MS, waitBeforeAsk(++failures, Math.random, retryAfterMsOf(error)));
          stageAt = Number.NEGATIVE_INFINITY;
        }
      }
      if (!ending.signal.aborted) timer = setTimeout(turn, wait);
    };
    void turn();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, []);

  return state;
}
