import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { formatDateTime } from '../format.ts';
import { ActDialog } from './act-dialog.tsx';
import { fromLocalInput, toLocalInput, zoneId } from './local-time.ts';
import { ReasonField } from './reason-field.tsx';
import { useFreshSession } from './use-fresh-session.ts';

/** Sets name, opening and end by the clock. */
export function HoursDialog(props: { session: StaffSession; onClose: (done: boolean) => void }) {
  const { session, refresh } = useFreshSession(props.session);
  const [name, setName] = useState(session.name);
  const [opens, setOpens] = useState(toLocalInput(session.times.opensAt));
  const [closes, setCloses] = useState(toLocalInput(session.times.closesAt));
  const [reason, setReason] = useState('');
  const movesOpening = opens !== toLocalInput(session.times.opensAt);
  const movesEnd = closes !== toLocalInput(session.times.closesAt);
  const renames = name.trim() !== session.name;
  const opensAt = fromLocalInput(opens);
  const closesAt = fromLocalInput(closes);

  return (
    <ActDialog
      title="Change name and hours"
      confirm="Change"
      blocked={!(movesOpening || movesEnd || renames) || opensAt === undefined || closesAt === undefined}
      run={() =>
        api.call('updateSession', {
          params: { sessionId: session.sessionId },
          body: {
            revision: session.revision,
            ...(renames ? { name: name.trim() } : {}),
            ...(movesOpening && opensAt !== undefined ? { opensAt } : {}),
            ...(movesEnd && closesAt !== undefined ? { closesAt } : {}),
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          },
        })
      }
      onConflict={refresh}
      onClose={props.onClose}
    >
      <label class="field">
        Name
        <input
          value={name}
          required
          maxLength={200}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        Opens ({zoneId()})
        <input
          type="datetime-local"
          required
          disabled={session.window !== 'before'}
          value={opens}
          onInput={(event) => setOpens(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        Closes ({zoneId()})
        <input
          type="datetime-local"
          required
          value={closes}
          onInput={(event) => setCloses(event.currentTarget.value)}
        />
      </label>
      <ReasonField value={reason} onInput={setReason} example="the room is free later" />
      <div class="note" role="status">
        {movesOpening && opensAt !== undefined && (
          <p>
            Opens <strong>{formatDateTime(opensAt)}</strong> instead of{' '}
            {formatDateTime(session.times.opensAt)}.
          </p>
        )}
        {movesEnd && closesAt !== undefined && (
          <p>
            Closes <strong>{formatDateTime(closesAt)}</strong> instead of{' '}
            {formatDateTime(session.times.closesAt)}; extra time stays on top.
          </p>
        )}
        <p>
          {movesOpening || movesEnd
            ? `Everybody (${countOf(session.participantCount, 'participant')}) is told.`
            : 'Nobody is told of a new name alone.'}
        </p>
      </div>
    </ActDialog>
  );
}
