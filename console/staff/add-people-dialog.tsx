import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { api } from '../api.ts';
import { EMPTY_ROSTER, type RosterDraft } from '../booking/roster-draft.ts';
import { RosterField } from '../booking/roster-field.tsx';
import { ActDialog } from './act-dialog.tsx';
import { ReasonField } from './reason-field.tsx';
import { useFreshSession } from './use-fresh-session.ts';

/** Puts people on the roster of a session that is booked or runs: one by hand, or a file of them. */
export function AddPeopleDialog(props: { session: StaffSession; onClose: (done: boolean) => void }) {
  const { session, refresh } = useFreshSession(props.session);
  const [roster, setRoster] = useState<RosterDraft>(EMPTY_ROSTER);
  const [reason, setReason] = useState('');
  const { entries, faults } = roster;
  return (
    <ActDialog
      title="Add participants"
      confirm={entries.length > 1 ? `Add ${entries.length} participants` : 'Add'}
      blocked={entries.length === 0 || faults.length > 0}
      run={() =>
        api.call('updateSession', {
          params: { sessionId: session.sessionId },
          body: {
            revision: session.revision,
            participants: [...entries],
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          },
        })
      }
      onConflict={refresh}
      onClose={props.onClose}
    >
      <RosterField roster={roster} onChange={setRoster} />
      <ReasonField value={reason} onInput={setReason} example="came late" />
      <p class="note" role="status">
        {entries.length === 0
          ? 'Say whom to add.'
          : `${entries.length === 1 ? (entries[0]?.participantId ?? '') : `${entries.length} participants`} can take part at once and until the session closes. Whoever is on the roster already is changed there.`}
      </p>
    </ActDialog>
  );
}
