import { useLayoutEffect, useRef } from 'preact/hooks';
import { countOf } from '../../core/exam/count-of.ts';
import { logins } from '../api.ts';
import { browserStore } from '../browser-store.ts';
import { forgetKeptWork, type KeptWork } from '../exam/kept-work.ts';

/** Asks what becomes of the work that this browser keeps, before somebody logs out: the next one here could read it. */
export function LogOut(props: { username: string; kept: KeptWork; onClose: () => void }) {
  const { username, kept, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => dialog.current?.showModal(), []);

  const leave = (forgets: boolean) => {
    onClose();
    logins.forget();
    // An editor keeps what was typed last when it goes from the page: what is forgotten is forgotten after that.
    if (forgets) setTimeout(() => forgetKeptWork(browserStore, username));
  };
  return (
    <dialog
      ref={dialog}
      class="over"
      aria-labelledby="log-out-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id="log-out-title">Log out</h2>
      {kept.outboxes > 0 && (
        <p class="note bad">
          <strong>Something that you handed in has not reached the server.</strong> Go back and wait for it;
          what is forgotten here is not handed in.
        </p>
      )}
      {kept.drafts > 0 && (
        <p>
          This browser keeps {countOf(kept.drafts, 'program')} of yours. On a computer that others use, have
          them forgotten: whoever comes next could read them. What was judged stays with your submissions.
        </p>
      )}
      <div class="act-buttons">
        <button type="button" class="quiet" onClick={onClose}>
          Back
        </button>
        <button type="button" class="quiet" onClick={() => leave(false)}>
          Keep and log out
        </button>
        <button type="button" class={kept.outboxes > 0 ? 'danger' : ''} onClick={() => leave(true)}>
          Forget and log out
        </button>
      </div>
    </dialog>
  );
}
