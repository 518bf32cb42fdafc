import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../core/api/client.ts';
import { retryAfterMsOf, toApiError } from '../console-api.ts';
import { useCountdown } from '../use-countdown.ts';

/**
 * Asks before something is done: what will happen and to whom, what must be known for it, and one button that does it.
 * A refusal is told in the dialog and nothing that was typed is lost; where the API says when trying again can help, the
 * button waits until then.
 */
export function ActDialog(props: {
  readonly title: string;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
  /** For more than a few fields. */
  readonly wide?: boolean;
  /** Whether it cannot be done as it stands. */
  readonly blocked?: boolean;
  readonly run: () => Promise<unknown>;
  /** Called when the API says that somebody else changed the session meanwhile. */
  readonly onConflict?: () => Promise<void>;
  /** Whoever has done something waits in the dialog until the view knows of it. */
  readonly onClose: (done: boolean) => void | Promise<void>;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [conflict, setConflict] = useState(false);
  const { secondsLeft, startFor } = useCountdown();

  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    setConflict(false);
    try {
      await props.run();
      await props.onClose(true);
      return;
    } catch (failure) {
      const refusal = toApiError(failure);
      if (refusal.details.type.endsWith('#conflict') && props.onConflict !== undefined) {
        await props.onConflict().catch(() => undefined);
        setConflict(true);
      } else {
        setError(refusal);
        startFor(retryAfterMsOf(failure) ?? 0);
      }
    }
    setBusy(false);
  };

  return (
    <dialog
      ref={dialog}
      class={`over act ${props.wide ? 'wide' : ''}`}
      aria-labelledby="act-title"
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) void props.onClose(false);
      }}
    >
      <form onSubmit={submit}>
        <h2 id="act-title">{props.title}</h2>
        {props.children}
        {conflict && (
          <p role="alert" class="note busy">
            Somebody else has changed the session meanwhile. What is said above is now of the session as it
            stands: read it again, and confirm if it is still right.
          </p>
        )}
        {error !== undefined && <Refusal error={error} />}
        <div class="act-buttons">
          <button type="button" class="quiet" disabled={busy} onClick={() => void props.onClose(false)}>
            Back
          </button>
          <button
            type="submit"
            class={props.danger ? 'danger' : ''}
            disabled={busy || props.blocked || secondsLeft > 0}
          >
            {busy ? 'Doing it …' : secondsLeft > 0 ? `${props.confirm} in ${secondsLeft} s` : props.confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Why the API refuses, with everything that is wrong. */
export function Refusal({ error }: { error: ApiError }) {
  const { faults = [] } = error.details;
  // One alone stands in the sentence already.
  const isSaid = faults.length === 1 && error.message.includes(faults[0]?.detail ?? '');
  return (
    <div role="alert" class="note bad">
      <p>{error.message}</p>
      {faults.length > 0 && !isSaid && (
        <ul>
          {faults.map(({ field, detail }) => (
            <li key={field + detail}>
              <code>{field}</code> {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
