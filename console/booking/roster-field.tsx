import { useId, useState } from 'preact/hooks';
import { countOf } from '../../core/exam/count-of.ts';
import { readRoster } from '../../core/roster/read-roster.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { DropZone } from './drop-zone.tsx';
import { addEntry, dropEntry, type RosterDraft } from './roster-draft.ts';

/** Most rows of the preview: the count says how many there are. */
const PREVIEWED = 200;

/** A roster from a file, with its faults by line and a preview, and people added by hand. */
export function RosterField(props: { roster: RosterDraft; onChange: (roster: RosterDraft) => void }) {
  const { roster, onChange } = props;
  const { entries, faults, notes, fileName } = roster;
  const read = async (file: File) => {
    onChange({ ...readRoster(new Uint8Array(await file.arrayBuffer())), fileName: file.name });
  };
  return (
    <div class="roster-field">
      <DropZone
        title="Drop a roster here, or choose the file"
        note="CSV as Moodle, Canvas or a spreadsheet export it; the first line names the columns (username, name, group, email, student id, extra time)"
        accept=".csv,.tsv,.txt,.json"
        multiple={false}
        onFiles={([file]) => file !== undefined && void read(file)}
      />
      {faults.length > 0 && (
        <div class="note bad" role="alert">
          <p>
            <strong>
              {fileName} has {countOf(faults.length, 'fault')}.
            </strong>{' '}
            Mend the file and drop it again.
          </p>
          <ul>
            {faults.map(({ line, detail }, index) => (
              <li key={index}>
                {line !== undefined && <strong>line {line}: </strong>}
                {detail}
              </li>
            ))}
          </ul>
        </div>
      )}
      {notes.length > 0 && (
        <ul class="muted notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <ByHand onAdd={(entry) => onChange(addEntry(roster, entry))} />
      {entries.length > 0 && (
        <>
          <p role="status">
            <strong>{entries.length}</strong> {entries.length === 1 ? 'participant' : 'participants'}
            {fileName !== undefined && `, from ${fileName}`}
          </p>
          <ScrollRegion label="Preview of the roster">
            <table>
              <thead>
                <tr>
                  <th scope="col">User name</th>
                  <th scope="col">Name</th>
                  <th scope="col">Group</th>
                  <th scope="col" class="number">
                    Extra time
                  </th>
                  <th scope="col">
                    <span class="unseen">Remove</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {entries.slice(0, PREVIEWED).map((entry) => (
                  <tr key={entry.participantId}>
                    <th scope="row">{entry.participantId}</th>
                    <td>{entry.name}</td>
                    <td>{entry.group}</td>
                    <td class="number">
                      {entry.extraTimeMinutes > 0 ? `${entry.extraTimeMinutes} min` : ''}
                    </td>
                    <td>
                      <button
                        type="button"
                        class="link"
                        aria-label={`Remove ${entry.participantId}`}
                        onClick={() => onChange(dropEntry(roster, entry.participantId))}
                      >
                        Remove
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
          {entries.length > PREVIEWED && <p class="muted">The first {PREVIEWED} are shown.</p>}
        </>
      )}
    </div>
  );
}

function ByHand({ onAdd }: { onAdd: (entry: RosterDraft['entries'][number]) => void }) {
  const id = useId();
  const [participantId, setId] = useState('');
  const [name, setName] = useState('');
  const [group, setGroup] = useState('');
  const [extra, setExtra] = useState('0');
  const add = () => {
    if (participantId.trim() === '') return;
    onAdd({
      participantId: participantId.trim(),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(group.trim() === '' ? {} : { group: group.trim() }),
      extraTimeMinutes: Number(extra) || 0,
    });
    setId('');
    setName('');
    setExtra('0');
  };
  // Enter adds this one; it does not send the form around it.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  };
  const field = (title: string, value: string, set: (value: string) => void) => (
    <label class="field">
      {title}
      <input
        value={value}
        autocapitalize="none"
        autocomplete="off"
        onInput={(event) => set(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
  return (
    <fieldset class="by-hand" aria-describedby={id}>
      <legend>Or one by hand</legend>
      {field('User name', participantId, setId)}
      {field('Name', name, setName)}
      {field('Group', group, setGroup)}
      <label class="field">
        Extra minutes
        <input
          type="number"
          min={0}
          value={extra}
          onInput={(event) => setExtra(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <button type="button" class="quiet" disabled={participantId.trim() === ''} onClick={add}>
        Put on the list
      </button>
      <span id={id} class="unseen">
        The user name is what they log in with.
      </span>
    </fieldset>
  );
}
