import { useState } from 'preact/hooks';
import { formatDuration } from '../../core/api/format-quantity.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { formatDateTime } from '../format.ts';
import { ActDialog } from './act-dialog.tsx';
import { ReasonField } from './reason-field.tsx';

/** An act that moves a session to another state and takes nothing but a reason. */
export type StateAct = 'open' | 'pause' | 'resume' | 'end' | 'cancel' | 'restore';

const OPERATIONS = {
  open: 'openSession',
  pause: 'pauseSession',
  resume: 'resumeSession',
  end: 'endSession',
  cancel: 'cancelSession',
  restore: 'restoreSession',
} as const;

interface Words {
  readonly title: string;
  readonly confirm: string;
  readonly danger: boolean;
  readonly says: readonly string[];
  readonly suggestion: string;
}

function wordsOf(act: StateAct, session: StaffSession): Words {
  const all = `Everybody (${countOf(session.participantCount, 'participant')})`;
  switch (act) {
    case 'open':
      return {
        title: 'Open the session now?',
        confirm: 'Open it now',
        danger: false,
        says: [
          `It opens at once instead of ${formatDateTime(session.times.opensAt)}, for ${all.toLowerCase()}; waiting pages notice within a minute. Its length stays: it closes as much earlier.`,
          sayHosts(session),
        ],
        suggestion: 'the class is here',
      };
    case 'pause':
      return {
        title: 'Pause intake?',
        confirm: 'Pause',
        danger: false,
        says: [
          `${all} can hand in nothing, and try nothing, until you resume. They are told, with your reason.`,
          'What was handed in is judged; statements, drafts and own submissions stay readable.',
          'The clock goes on: a pause is no extra time. Extend afterwards by what it took.',
        ],
        suggestion: 'an interruption in the room',
      };
    case 'resume':
      return {
        title: 'Resume?',
        confirm: 'Resume',
        danger: false,
        says: [`${all} can hand in again at once, and is told so.`],
        suggestion: 'the interruption is over',
      };
    case 'end':
      return {
        title: 'End the session now?',
        confirm: 'End it now',
        danger: true,
        says: [
          `The window closes for ${all.toLowerCase()} at once, extra time included. It would have closed ${formatDateTime(session.times.lastClosesAt)}.`,
          'What was accepted is judged; then the hosts are terminated. It cannot be opened again.',
        ],
        suggestion: 'everybody has finished',
      };
    case 'cancel':
      return {
        title: 'Cancel the session?',
        confirm: 'Cancel the session',
        danger: true,
        says: [
          `${all} can hand in nothing any more, and is told, with your reason.`,
          session.window === 'before'
            ? 'It can be restored until the time of its opening, as long as nothing was launched.'
            : 'What was accepted is judged; then the hosts are terminated. It cannot be restored once it has opened.',
        ],
        suggestion: 'the exam does not take place',
      };
    case 'restore':
      return {
        title: 'Restore the session?',
        confirm: 'Restore',
        danger: false,
        says: [
          `The cancellation is taken back: it opens ${formatDateTime(session.times.opensAt)}, and ${all.toLowerCase()} is told.`,
        ],
        suggestion: 'it takes place after all',
      };
  }
}

/** Whether what is handed in would be judged at once. */
function sayHosts({ deployment, fleet, times }: StaffSession): string {
  if (deployment.kind !== 'fleet')
    return 'It is judged on hosts that somebody keeps: none has to be launched.';
  if (fleet.state === 'ready') return 'Its hosts are ready.';
  const waits = 'what is handed in until then is accepted, and waits for its verdict.';
  return fleet.state === 'launching'
    ? `Its hosts are not ready yet: ${waits}`
    : `No host is launched yet. That begins at once and takes minutes (${formatDuration(Date.parse(times.opensAt) - Date.parse(times.launchAt))} were planned): ${waits}`;
}

/** Asks before a session is opened, paused, resumed, ended, cancelled or restored. */
export function StateDialog(props: {
  act: StateAct;
  session: StaffSession;
  onClose: (done: boolean) => void;
}) {
  const { act, session, onClose } = props;
  // What the session becomes by the act itself must not change the words while the dialog closes.
  const [words] = useState(() => wordsOf(act, session));
  const [reason, setReason] = useState('');
  return (
    <ActDialog
      title={words.title}
      confirm={words.confirm}
      danger={words.danger}
      run={() =>
        api.call(OPERATIONS[act], {
          params: { sessionId: session.sessionId },
          body: reason.trim() === '' ? {} : { reason: reason.trim() },
        })
      }
      onClose={onClose}
    >
      <ul class="says">
        {words.says.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <ReasonField value={reason} onInput={setReason} example={words.suggestion} />
    </ActDialog>
  );
}
