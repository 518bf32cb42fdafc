import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import { deskWaitOf } from '../../core/api/decide-next-ask.ts';
import type { Desk } from '../../core/api/desk.ts';
import type { MessageView } from '../../core/api/messages.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { NO_ANSWER, retryAfterMsOf, toApiError } from '../console-api.ts';
import { waitBeforeDesk } from './ask-waits.ts';
import { askDesk, NotSeatedError } from './desk.ts';
import { mergeMessages } from './merge-messages.ts';
import { mergeSubmissions, type OwnSubmission, toOwnSubmission } from './merge-submissions.ts';

/** What the page knows of the exam. */
export interface DeskState {
  readonly desk?: Desk;
  /** When `desk` arrived, by the clock that `performance.now()` reads, ms. */
  readonly heardAt: number;
  /** Newest first, each once, trials included. */
  readonly submissions: readonly OwnSubmission[];
  /** Oldest first, each once. */
  readonly messages: readonly MessageView[];
  /** Messages that were not read. */
  readonly unread: number;
  /** What went wrong last; undefined after an answer. */
  readonly error?: ApiError;
  /** The session, where whoever asks holds it and does not sit it. */
  readonly held?: StaffSession;
}

/** The desk, followed for as long as the component is shown. */
export interface FollowedDesk extends DeskState {
  readonly isOffline: boolean;
  /** Asks in so many ms instead of when it was planned; at once when absent. */
  askIn(ms?: number): void;
  /** Takes what another call answered, and asks soon for what becomes of it. */
  learn(submission: SubmissionView): void;
  /** Takes a message that this page has sent. */
  hear(message: MessageView): void;
  /** Takes what is left unread. */
  setUnread(unread: number): void;
}

/** Statuses after which asking again by itself changes nothing. */
const FINAL_STATUSES: ReadonlySet<number> = new Set([401, 403, 404]);

export function useDesk(sessionId: string): FollowedDesk {
  const [state, setState] = useState<DeskState>({
    heardAt: 0,
    submissions: [],
    messages: [],
    unread: 0,
  });
  const asker = useRef<(ms: number) => void>(() => undefined);

  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let cursor: string | undefined;
    let failures = 0;
    let isAsking = false;

    const askAfter = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(ask, ms);
    };
    const ask = async () => {
      if (isAsking || signal.aborted) return;
      isAsking = true;
      clearTimeout(timer);
      const hidden = document.hidden;
      try {
        const desk = await askDesk(sessionId, cursor, signal);
        cursor = desk.cursor;
        failures = 0;
        const heardAt = performance.now();
        setState(({ submissions, messages }) => ({
          desk,
          heardAt,
          submissions: mergeSubmissions(submissions, desk.submissions),
          messages: mergeMessages(messages, desk.messages),
          unread: desk.unread,
        }));
        askAfter(waitBeforeDesk({ failures, hidden, nextAskMs: desk.nextAskMs }, Math.random));
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof NotSeatedError) return setState((known) => ({ ...known, held: error.session }));
        const failure = toApiError(error);
        failures++;
        setState((known) => ({ ...known, error: failure }));
        if (FINAL_STATUSES.has(failure.status)) return;
        const retryAfterMs = retryAfterMsOf(error);
        askAfter(
          waitBeforeDesk(
            { failures, hidden, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
            Math.random,
          ),
        );
      } finally {
        isAsking = false;
      }
    };
    const look = () => {
      if (!document.hidden) askAfter(0);
    };
    asker.current = askAfter;
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
    const own = toOwnSubmission(submission);
    setState((known) => ({ ...known, submissions: mergeSubmissions(known.submissions, [own]) }));
    if (own.details !== undefined) return;
    const nextAskMs = deskWaitOf(submission.nextAskMs ?? 0, 0);
    asker.current(waitBeforeDesk({ failures: 0, hidden: false, nextAskMs }, Math.random));
  }, []);
  const hear = useCallback((message: MessageView) => {
    setState((known) => ({ ...known, messages: mergeMessages(known.messages, [message]) }));
  }, []);
  const setUnread = useCallback((unread: number) => {
    setState((known) => ({
      ...known,
      unread,
      ...(unread === 0
        ? { messages: known.messages.map((one) => (one.unread ? { ...one, unread: false } : one)) }
        : {}),
    }));
  }, []);
  const askIn = useCallback((ms = 0) => asker.current(ms), []);
  return { ...state, isOffline: state.error?.status === NO_ANSWER, askIn, learn, hear, setUnread };
}
