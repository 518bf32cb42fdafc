import { formatDateTime } from '../format.ts';
import type { GradingDraft } from './grading-draft.ts';
import { PICK_WORDS } from './pick-words.ts';

const PERS: Readonly<Record<GradingDraft['per'], string>> = {
  minute: 'each minute begun',
  hour: 'each hour begun',
  day: 'each day begun',
};

/** Which submission counts, what problems are worth, and what lateness takes off. */
export function GradingFields(props: {
  draft: GradingDraft;
  problems: readonly {
    readonly label: string;
    readonly name: string;
    readonly points?: number | undefined;
  }[];
  /** Of the session, where it is known: minutes are shown as times. */
  opensAt: string | undefined;
  onChange: (change: Partial<GradingDraft>) => void;
}) {
  const { draft, problems, opensAt, onChange } = props;
  const timeOf = (minute: string) => {
    const at = Date.parse(opensAt ?? '') + Number(minute) * 60_000;
    return minute.trim() === '' || !Number.isFinite(at)
      ? 'after the opening'
      : formatDateTime(new Date(at).toISOString());
  };
  const number = (title: string, name: 'until' | 'lateFrom' | 'percent' | 'maxPercent', hint = '') => (
    <label class="field">
      {title}
      <input
        type="number"
        min={0}
        step="any"
        placeholder={hint}
        value={draft[name]}
        onInput={(event) => onChange({ [name]: event.currentTarget.value })}
      />
      {(name === 'until' || name === 'lateFrom') && <span class="muted">{timeOf(draft[name])}</span>}
    </label>
  );
  return (
    <div class="grading-fields">
      <div class="filters">
        <label class="field">
          What counts of a problem
          <select
            value={draft.pick}
            onChange={({ currentTarget: { value } }) =>
              onChange({ pick: value === 'last' || value === 'icpc' ? value : 'best' })
            }
          >
            {Object.entries(PICK_WORDS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {number('Counts until minute', 'until', 'the end')}
      </div>
      {problems.length > 0 && (
        <fieldset class="worths">
          <legend>Points of the problems</legend>
          {problems.map(({ label, name, points }) => (
            <label key={label} class="field">
              <span>
                <strong>{label}</strong> {name}
              </span>
              <input
                type="number"
                min={0}
                max={10_000}
                step="any"
                aria-label={`Points of ${label} ${name}`}
                placeholder={points === undefined ? 'its own, or 100' : String(points)}
                value={draft.points[label] ?? ''}
                onInput={({ currentTarget: { value } }) =>
                  onChange({ points: { ...draft.points, [label]: value } })
                }
              />
            </label>
          ))}
        </fieldset>
      )}
      <label class="choice">
        <input type="checkbox" checked={draft.late} onChange={() => onChange({ late: !draft.late })} /> points
        are taken off what is handed in late
      </label>
      {draft.late && (
        <div class="filters">
          {number('Late from minute', 'lateFrom')}
          {number('Percent taken off', 'percent')}
          <label class="field">
            For
            <select
              value={draft.per}
              onChange={({ currentTarget: { value } }) =>
                onChange({ per: value === 'minute' || value === 'day' ? value : 'hour' })
              }
            >
              {Object.entries(PERS).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          {number('Percent at most', 'maxPercent')}
        </div>
      )}
    </div>
  );
}
