import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { api } from '../api.ts';
import { browserStore } from '../browser-store.ts';
import { retryAfterMsOf } from '../console-api.ts';
import { PREFER_NEAR, waitBeforeDesk } from './ask-waits.ts';
import type { KeptFor } from './kept-work.ts';
import { decideOutgoing, type Outgoing, putIntoOutbox, readOutbox, takeFromOutbox } from './outbox.ts';

/** What was handed in and not confirmed, and what was given back. */
export interface Outbox {
  readonly items: readonly Outgoing[];
  /** Refused by the API, with its sentence, until the next is handed in. */
  readonly givenBack: { readonly item: Outgoing; readonly reason: string } | undefined;
  /** Hands something in: at once, or when there is a network again. */
  handIn(what: Pick<Outgoing, 'label' | 'language' | 'program'>): void;
}

/** Sends what is in the outbox, one after the other, until each is confirmed or given back. */
export function useOutbox(
  key: KeptFor | undefined,
  onAccepted: (submission: SubmissionView) => void,
): Outbox {
  const [items, setItems] = useState<readonly Outgoing[]>([]);
  const [givenBack, setGivenBack] = useState<Outbox['givenBack']>();
  const send = useRef<() => void>(() => undefined);
  const { sessionId, participantId } = key ?? {};

  useEffect(() => {
    if (sessionId === undefined || participantId === undefined) return;
    const own = { sessionId, participantId };
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let sending = false;
    let failures = 0;
    const show = () => setItems(readOutbox(browserStore, own));

    const sendAll = async () => {
      if (sending) return;
      sending = true;
      clearTimeout(timer);
      try {
        for (
          let [item] = readOutbox(browserStore, own);
          item !== undefined && !ending.signal.aborted;
          [item] = readOutbox(browserStore, own)
        ) {
          const { key: idempotencyKey, label, language, program } = item;
          onAccepted(
            await api.call('createSubmission', {
              params: { sessionId },
              headers: { 'idempotency-key': idempotencyKey, prefer: PREFER_NEAR },
              body: { problem: label, language, ...program },
            }),
          );
          failures = 0;
          takeFromOutbox(browserStore, own, idempotencyKey);
          show();
        }
      } catch (error) {
        const [item] = readOutbox(browserStore, own);
        const { action, reason } = decideOutgoing(error);
        if (action === 'give-back' && item !== undefined) {
          takeFromOutbox(browserStore, own, item.key);
          setGivenBack({ item, reason });
          show();
          timer = setTimeout(sendAll, 0);
        } else {
          failures++;
          const retryAfterMs = retryAfterMsOf(error);
          const wait = waitBeforeDesk(
            { failures, hidden: false, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
            Math.random,
          );
          timer = setTimeout(sendAll, wait);
        }
      } finally {
        sending = false;
      }
    };
    send.current = () => {
      show();
      void sendAll();
    };
    const other = ({ key: changed }: StorageEvent) => {
      if (changed?.startsWith('assize-outbox:')) show();
    };
    window.addEventListener('online', send.current);
    window.addEventListener('storage', other);
    send.current();
    return () => {
      ending.abort();
      clearTimeout(timer);
      window.removeEventListener('online', send.current);
      window.removeEventListener('storage', other);
    };
  }, [sessionId, participantId]);

  const handIn = useCallback(
    (what: Pick<Outgoing, 'label' | 'language' | 'program'>) => {
      if (sessionId === undefined || participantId === undefined) return;
      const item: Outgoing = { ...what, key: crypto.randomUUID(), at: Date.now() };
      setGivenBack(undefined);
      putIntoOutbox(browserStore, { sessionId, participantId }, item);
      send.current();
    },
    [sessionId, participantId],
  );
  return { items, givenBack, handIn };
}
