import { formatDuration } from '../../core/api/format-quantity.ts';
import type { LiveSession, VerdictLine } from '../../core/api/live.ts';
import { VERDICTS } from '../../core/grading/verdict.ts';
import { formatTime, zoneName } from '../format.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { VerdictBadge } from './verdict-badge.tsx';

const SHOWN = 40;

/** The verdicts as they come, newest first, above the counts of all. */
export function Verdicts(props: {
  verdicts: readonly VerdictLine[];
  counts: LiveSession['verdictCounts'];
  hrefOf: (line: VerdictLine) => string;
}) {
  const counts = VERDICTS.filter((verdict) => (props.counts[verdict] ?? 0) > 0);
  const [latest] = props.verdicts;
  const zone = latest === undefined ? '' : ` (${zoneName(latest.judgedAt)})`;
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
      {props.verdicts.length === 0 ? (
        <p class="muted">None yet.</p>
      ) : (
        <ScrollRegion label="Latest verdicts">
          <table>
            <thead>
              <tr>
                <th scope="col">Time{zone}</th>
                <th scope="col">Participant</th>
                <th scope="col">Problem</th>
                <th scope="col">Verdict</th>
                <th scope="col">Language</th>
                <th scope="col" class="number">
                  Test cases
                </th>
                <th scope="col" class="number">
                  CPU
                </th>
                <th scope="col" class="number">
                  Waited
                </th>
              </tr>
            </thead>
            <tbody>
              {props.verdicts.slice(0, SHOWN).map((line) => (
                <tr key={line.submissionId}>
                  <td>{formatTime(line.judgedAt)}</td>
                  <td>{line.participantId}</td>
                  <td>{line.label}</td>
                  <td>
                    <a
                      href={props.hrefOf(line)}
                      aria-label={`${line.verdict}: submission of ${line.participantId} to ${line.label}`}
                    >
                      <VerdictBadge verdict={line.verdict} short />
                    </a>
                  </td>
                  <td>{line.language}</td>
                  <td class="number">
                    {line.passed}/{line.testCases}
                  </td>
                  <td class="number">{formatDuration(line.cpuMs)}</td>
                  <td class="number">{formatDuration(line.waitMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
