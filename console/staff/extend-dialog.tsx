import { useState } from 'preact/hooks';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { api } from '../api.ts';
import { formatDateTime } from '../format.ts';
import { ActDialog } from './act-dialog.tsx';
import { planExtension, type Target } from './plan-extension.ts';
import { ReasonField } from './reason-field.tsx';
import { useFreshSession } from './use-fresh-session.ts';
import { useRoster } from './use-roster.ts';

const QUICK_MINUTES = [5, 10, 15, 30];

/** Moves the end for everybody, for a group or for one participant, while the session runs. */
export function ExtendDialog(props: {
  session: StaffSession;
  /** Preselected. */
  participantId?: string;
  onClose: (done: boolean) => void;
}) {
  const { session, refresh } = useFreshSession(props.session);
  const { roster, fault } = useRoster(session.sessionId, session.revision);
  const [target, setTarget] = useState<Target>(
    props.participantId === undefined ? { kind: 'all' } : { kind: 'one', participantId: props.participantId },
  );
  const [minutes, setMinutes] = useState('10');
  const [reason, setReason] = useState('');
  const groups = [...new Set(roster?.flatMap(({ group }) => group ?? []))].sort();
  const plan =
    roster === undefined
      ? (fault ?? 'Loading the roster …')
      : planExtension(session, roster, target, Number(minutes));

  return (
    <ActDialog
      title="Extend"
      confirm={Number(minutes) < 0 ? 'Shorten' : 'Extend'}
      blocked={typeof plan === 'string'}
      run={async () => {
        if (typeof plan === 'string') return;
        const { change } = plan;
        await api.call('updateSession', {
          params: { sessionId: session.sessionId },
          body: {
            revision: session.revision,
            ...('closesAt' in change ? change : { participants: [...change.participants] }),
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          },
        });
      }}
      onConflict={refresh}
      onClose={props.onClose}
    >
      <fieldset class="choices">
        <legend>For whom</legend>
        <Choice
          text={`everybody (${session.participantCount})`}
          checked={target.kind === 'all'}
          onChoose={() => setTarget({ kind: 'all' })}
        />
        {groups.length > 0 && (
          <Choice
            text="a group"
            checked={target.kind === 'group'}
            onChoose={() => setTarget({ kind: 'group', group: groups[0] ?? '' })}
          />
        )}
        <Choice
          text="one participant"
          checked={target.kind === 'one'}
          onChoose={() => setTarget({ kind: 'one', participantId: '' })}
        />
      </fieldset>
      {target.kind === 'group' && (
        <label class="field">
          Group
          <select
            value={target.group}
            onChange={(event) => setTarget({ kind: 'group', group: event.currentTarget.value })}
          >
            {groups.map((group) => (
              <option key={group} value={group}>
                {group}
              </option>
            ))}
          </select>
        </label>
      )}
      {target.kind === 'one' && (
        <>
          <label class="field">
            Participant
            <input
              list="extend-roster"
              value={target.participantId}
              required
              autocomplete="off"
              onInput={(event) => setTarget({ kind: 'one', participantId: event.currentTarget.value.trim() })}
            />
          </label>
          <datalist id="extend-roster">
            {roster?.map(({ participantId, name }) => (
              <option key={participantId} value={participantId}>
                {name}
              </option>
            ))}
          </datalist>
        </>
      )}
      <label class="field">
        By how many minutes (fewer than 0: ends sooner)
        <input
          type="number"
          step="any"
          required
          value={minutes}
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />
      </label>
      <p class="quick">
        {QUICK_MINUTES.map((value) => (
          <button
            type="button"
            class="quiet small"
            key={value}
            aria-pressed={Number(minutes) === value}
            onClick={() => setMinutes(String(value))}
          >
            {value} min
          </button>
        ))}
      </p>
      <ReasonField value={reason} onInput={setReason} example="the projector failed" />
      <div class="note" role="status">
        {typeof plan === 'string' ? (
          <p>{plan}</p>
        ) : target.kind === 'all' ? (
          <>
            <p>
              Closes{' '}
              <strong>
                {formatDateTime('closesAt' in plan.change ? plan.change.closesAt : plan.closesAt)}
              </strong>{' '}
              instead of {formatDateTime(session.times.closesAt)}, for{' '}
              {countOf(plan.participantIds.length, 'participant')}. Extra time stays on top of it
              {session.times.lastClosesAt === session.times.closesAt
                ? '.'
                : `: the last ends ${formatDateTime(plan.closesAt)}.`}
            </p>
            <p>The hosts' own ends move first. Everybody is told, and the page's clock follows by itself.</p>
          </>
        ) : (
          <>
            <p>
              {plan.participantIds.length === 1
                ? `${plan.participantIds[0]} closes`
                : `${plan.participantIds.length} participants close, the last of them`}{' '}
              <strong>{formatDateTime(plan.closesAt)}</strong>. The others stay at{' '}
              {formatDateTime(session.times.closesAt)}.
            </p>
            <p>Only those concerned are told.</p>
          </>
        )}
      </div>
    </ActDialog>
  );
}

function Choice(props: { text: string; checked: boolean; onChoose: () => void }) {
  return (
    <label class="choice">
      <input type="radio" name="target" checked={props.checked} onChange={props.onChoose} /> {props.text}
    </label>
  );
}
