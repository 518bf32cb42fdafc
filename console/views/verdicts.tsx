import type { LiveSession, VerdictLine } from '../../core/api/live.ts';
import { VERDICTS } from '../../core/grading/verdict.ts';
import { VerdictBadge } from './verdict-badge.tsx';
import { VerdictTable } from './verdict-table.tsx';

const SHOWN = 40;

/** The verdicts as they come, newest first, above the counts of all. */
export function Verdicts(props: {
  verdicts: readonly VerdictLine[];
  counts: LiveSession['verdictCounts'];
  sessionId: string;
}) {
  const { verdicts, sessionId } = props;
  const counts = VERDICTS.filter((verdict) => (props.counts[verdict] ?? 0) > 0);
  return (
    <section class="card">
      <h2>Verdicts</h2>
      {counts.length > 0 && (
        <p class="counts">
          {counts.map((verdict) => (
            <span key={verdict}>
              <VerdictBadge verdict={verdict} short /> {props.counts[verdict]}
            </span>
          ))}
        </p>
      )}
      {verdicts.length === 0 ? (
        <p class="muted">None yet.</p>
      ) : (
        <VerdictTable label="Latest verdicts" verdicts={verdicts.slice(0, SHOWN)} sessionId={sessionId} />
      )}
    </section>
  );
}
