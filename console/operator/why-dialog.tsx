import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ActDialog } from '../staff/act-dialog.tsx';

/** Asks why something is done by hand, and does it: the reason is kept with who did it. */
export function WhyDialog(props: {
  readonly title: string;
  readonly confirm: string;
  readonly example: string;
  readonly run: (reason: string) => Promise<unknown>;
  readonly onClose: (done: boolean) => void;
  readonly children: ComponentChildren;
}) {
  const [reason, setReason] = useState('');
  return (
    <ActDialog
      title={props.title}
      confirm={props.confirm}
      blocked={reason.trim() === ''}
      run={() => props.run(reason)}
      onClose={props.onClose}
    >
      {props.children}
      <label class="field">
        Why (kept with your name)
        <input
          value={reason}
          maxLength={500}
          required
          placeholder={props.example}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </ActDialog>
  );
}
