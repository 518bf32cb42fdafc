import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../core/messages/message.ts';
import { api } from '../api.ts';
import { ActDialog } from './act-dialog.tsx';
import { useRoster } from './use-roster.ts';

/** Says something to everybody, to a group or to one participant. */
export function AnnounceDialog(props: {
  session: StaffSession;
  /** Preselected. */
  participantId?: string;
  onClose: (done: boolean) => void;
}) {
  const { session } = props;
  const { roster = [] } = useRoster(session.sessionId, session.revision);
  const [to, setTo] = useState(props.participantId === undefined ? 'all' : `one:${props.participantId}`);
  const [label, setLabel] = useState('');
  const [text, setText] = useState('');
  const groups = [...new Set(roster.flatMap(({ group }) => group ?? []))].sort();
  const readers = to.startsWith('group:')
    ? `${countOf(roster.filter(({ group }) => `group:${group}` === to).length, 'participant')} of ${to.slice(6)} can read it.`
    : to === 'all'
      ? `Everybody (${countOf(session.participantCount, 'participant')}) can read it.`
      : `Only ${to.slice(4)} can read it.`;
  return (
    <ActDialog
      title="Announce"
      confirm="Announce"
      blocked={text.trim() === ''}
      run={() =>
        api.call('announce', {
          params: { sessionId: session.sessionId },
          body: {
            text: text.trim(),
            ...(label === '' ? {} : { label }),
            ...(to.startsWith('group:') ? { group: to.slice(6) } : {}),
            ...(to.startsWith('one:') ? { participantId: to.slice(4) } : {}),
          },
        })
      }
      onClose={props.onClose}
    >
      <label class="field">
        To
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="all">everybody</option>
          {groups.map((group) => (
            <option key={group} value={`group:${group}`}>
              group {group}
            </option>
          ))}
          {props.participantId !== undefined && roster.length === 0 && (
            <option value={`one:${props.participantId}`}>{props.participantId}</option>
          )}
          {roster.map(({ participantId, name }) => (
            <option key={participantId} value={`one:${participantId}`}>
              {participantId} {name === participantId ? '' : name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        About
        <select value={label} onChange={(event) => setLabel(event.currentTarget.value)}>
          <option value="">the session</option>
          {session.problems.map((problem) => (
            <option key={problem.label} value={problem.label}>
              problem {problem.label}: {problem.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Text
        <textarea
          rows={5}
          maxLength={MAX_MESSAGE_CHARACTERS}
          required
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p class="note" role="status">
        {readers} It cannot be taken back.
      </p>
    </ActDialog>
  );
}
