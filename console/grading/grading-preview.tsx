import type { GradingPreview } from '../../core/api/results.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { tellInstants } from '../format.ts';
import { Refusal } from '../staff/act-dialog.tsx';
import type { RestingAnswer } from '../use-resting-ask.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';

/** Rows that are shown: the count says how many there are. */
const SHOWN = 100;

/** What other rules would change: what problems are worth, how the session is ranked, and who stands otherwise. */
export function GradingPreviewView({ answer: preview, error, isOld }: RestingAnswer<GradingPreview>) {
  if (error !== undefined && !isOld) return <Refusal error={error} />;
  if (preview === undefined) return <p class="muted">Looking what that changes …</p>;
  const { before, after, remarks, changed, participants } = preview;
  return (
    <div class={`stack ${isOld ? 'old' : ''}`} role="status">
      {remarks.length > 0 && (
        <ul class="note busy">
          {remarks.map(({ field, detail }) => (
            <li key={field + detail}>
              <code>{field}</code> {tellInstants(detail)}
            </li>
          ))}
        </ul>
      )}
      <div class="note">
        {worthsOf(before, after).map((line) => (
          <p key={line}>{line}</p>
        ))}
        {before.rankedBy !== after.rankedBy && (
          <p>Ranked by {after.rankedBy === 'points' ? 'points' : "the ICPC's rules"} from now on.</p>
        )}
        <p>
          {changed.length === 0
            ? 'Nobody stands otherwise by what is judged by now.'
            : `Of ${countOf(participants, 'participant')} ${changed.length} would stand otherwise:`}
        </p>
      </div>
      {changed.length > 0 && <ChangedTable changed={changed} before={before} after={after} />}
    </div>
  );
}

type Ruled = GradingPreview['before'];

function worthsOf(before: Ruled, after: Ruled): string[] {
  const worth = (points: number | undefined) => (points === undefined ? 'its score' : String(points));
  const moved = after.problems.flatMap(({ label, points }, at) => {
    const was = before.problems[at]?.points;
    return was === points ? [] : [`${label} ${worth(points)} (was ${worth(was)})`];
  });
  return [
    ...(moved.length === 0 ? [] : [`Points: ${moved.join(', ')}.`]),
    ...(before.possible === after.possible || after.possible === undefined
      ? []
      : [`${after.possible} in all instead of ${before.possible ?? 'no certain number'}.`]),
  ];
}

function ChangedTable({ changed, before, after }: Pick<GradingPreview, 'changed' | 'before' | 'after'>) {
  const say = (
    { points, solved, penaltyMinutes }: GradingPreview['changed'][number]['after'],
    { rankedBy }: Ruled,
  ) => (rankedBy === 'icpc' ? `${solved} solved, ${penaltyMinutes}′` : String(points));
  return (
    <ScrollRegion label="Who would stand otherwise">
      <table>
        <thead>
          <tr>
            <th scope="col">Participant</th>
            <th scope="col" class="number">
              Now
            </th>
            <th scope="col" class="number">
              Then
            </th>
            <th scope="col" class="number">
              Rank
            </th>
          </tr>
        </thead>
        <tbody>
          {changed.slice(0, SHOWN).map((one) => (
            <tr key={one.participantId}>
              <th scope="row">
                {one.participantId} <span class="muted">{one.name}</span>
              </th>
              <td class="number">{say(one.before, before)}</td>
              <td class="number">
                <strong>{say(one.after, after)}</strong>
              </td>
              <td class="number">
                {one.before.rank === one.after.rank
                  ? one.after.rank
                  : `${one.before.rank} → ${one.after.rank}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changed.length > SHOWN && <p class="muted">The first {SHOWN}.</p>}
    </ScrollRegion>
  );
}
