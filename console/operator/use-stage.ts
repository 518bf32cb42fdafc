import { useEffect, useRef, useState } from 'preact/hooks';
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

/**
 * Follows a stage and what runs on it, while somebody looks; at most 20 calls a minute, however much runs. What fails does not
 * hold up the rest.
 * @param withLives whether it is shown how sessions fare: only then they are asked
 */
export function useStage(withLives: boolean): StageState {
  const [state, setState] = useState<StageState>({ heardAt: 0, lives: new Map() });
  const wantsLives = useRef(withLives);
  wantsLives.current = withLives;

  useEffect(() => {
    const ending = new AbortController();
    const askedAt = new Map<string, number>();
    let sessions: StageOverview['sessions'] = [];
    let toldAt = '';
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stageDueAt = Number.NEGATIVE_INFINITY;

    const askStage = async () => {
      stageDueAt = performance.now() + STAGE_EVERY_MS;
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
      if (!document.hidden) {
        const now = performance.now();
        const next = wantsLives.current ? nextToAsk(sessions, askedAt, now) : undefined;
        try {
          if (now >= stageDueAt) {
            await askStage();
            failures = 0;
          } else if (next !== undefined) await askLive(next);
        } catch (error) {
          if (ending.signal.aborted) return;
          const { message, status } = toApiError(error);
          setState((before) => ({ ...before, error: message }));
          if (status === 401 || status === 403) return;
          stageDueAt = performance.now() + waitBeforeAsk(++failures, Math.random, retryAfterMsOf(error));
        }
      }
      if (!ending.signal.aborted) timer = setTimeout(turn, LIVE_EVERY_MS);
    };
    void turn();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, []);

  return state;
}
