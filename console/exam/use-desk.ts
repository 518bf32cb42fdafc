import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { NO_ANSWER, retryAfterMsOf, toApiError } from '../console-api.ts';
import { waitBeforeDesk } from './ask-waits.ts';
import { askDesk, type Desk, NotSeatedError } from './desk.ts';
import { isPending, mergeSubmissions } from './merge-submissions.ts';

/** What the page knows of the exam, and how it goes on knowing. */
export interface DeskState {
  readonly desk?: Desk;
  /** When `desk` arrived, by the clock that `performance.now()` reads, ms. */
  readonly heardAt: number;
  /** Newest first, each once, trials included. */
  readonly submissions: readonly SubmissionView[];
  /** What went wrong last; undefined after an answer. */
  readonly error?: ApiError;
  /** The session, where whoever asks holds it and does not sit it. */
  readonly held?: StaffSession;
}

/** The desk, followed for as long as the component is shown. */
export interface FollowedDesk extends DeskState {
  readonly isOffline: boolean;
  /** Asks at once. */
  askNow(): void;
  /** Takes what another call answered. */
  learn(submission: SubmissionView): void;
}

/** Statuses after which asking again by itself changes nothing. */
const FINAL_STATUSES: ReadonlySet<number> = new Set([401, 403, 404]);

export function useDesk(sessionId: string): FollowedDesk {
  const [state, setState] = useState<DeskState>({ heardAt: 0, submissions: [] });
  const pending = useRef(false);
  const follow = useRef<{ askNow(): void; restart(): void }>({ askNow() {}, restart() {} });
  pending.current = state.submissions.some(isPending);

  useEffect(() => {
    const ending = new AbortController();
    const signal = ending.signal;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let following = 0;
    let failures = 0;
    let asking = false;

    const plan = (more: { nextAskMs?: number; retryAfterMs?: number } = {}) => {
      clearTimeout(timer);
      const wait = waitBeforeDesk(
        {
          ...more,
          failures,
          hidden: document.hidden,
          ...(pending.current ? { following: following++ } : {}),
        },
        Math.random,
      );
      timer = setTimeout(ask, wait);
    };
    const ask = async () => {
      if (asking || signal.aborted) return;
      clearTimeout(timer);
      asking = true;
      try {
        const desk = await askDesk(sessionId, signal);
        failures = 0;
        const heardAt = performance.now();
        setState((known) => {
          const submissions = mergeSubmissions(known.submissions, desk.submissions);
          pending.current = submissions.some(isPending);
          return { desk, heardAt, submissions };
        });
        if (!pending.current) following = 0;
        plan(desk.nextAskMs === undefined ? {} : { nextAskMs: desk.nextAskMs });
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof NotSeatedError) return setState((known) => ({ ...known, held: error.session }));
        const failure = toApiError(error);
        failures++;
        setState((known) => ({ ...known, error: failure }));
        if (FINAL_STATUSES.has(failure.status)) return;
        const retryAfterMs = retryAfterMsOf(error);
        plan(retryAfterMs === undefined ? {} : { retryAfterMs });
      } finally {
        asking = false;
      }
    };
    const look = () => {
      if (!document.hidden) void ask();
    };
    follow.current = {
      askNow: () => void ask(),
      restart() {
        following = 0;
        plan();
      },
    };
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }, [sessionId]);

  const learn = useCallback((submission: SubmissionView) => {
    setState((known) => {
      const submissions = mergeSubmissions(known.submissions, [submission]);
      pending.current = submissions.some(isPending);
      return { ...known, submissions };
    });
    if (isPending(submission)) {
      pending.current = true;
      follow.current.restart();
    }
  }, []);
  const askNow = useCallback(() => follow.current.askNow(), []);
  return { ...state, isOffline: state.error?.status === NO_ANSWER, askNow, learn };
}
