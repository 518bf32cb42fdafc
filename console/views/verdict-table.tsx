import { formatDuration } from '../../core/api/format-quantity.ts';
import type { VerdictLine } from '../../core/api/live.ts';
import { formatTime, zoneName } from '../format.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { VerdictBadge } from './verdict-badge.tsx';

/** Verdicts of a session a line each, as its staff see them, with the way to the submission and to who handed it in. */
export function VerdictTable(props: { label: string; verdicts: readonly VerdictLine[]; sessionId: string }) {
  const [latest] = props.verdicts;
  return (
    <ScrollRegion label={props.label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time{latest === undefined ? '' : ` (${zoneName(latest.judgedAt)})`}</th>
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
          {props.verdicts.map((line) => (
            <Line key={line.submissionId} line={line} sessionId={props.sessionId} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Line({ line, sessionId }: { line: VerdictLine; sessionId: string }) {
  const { submissionId, participantId, label } = line;
  return (
    <tr>
      <td>
        <a
          href={writeRoute({ page: 'live', sessionId, part: { view: 'submission', submissionId } })}
          aria-label={`${formatTime(line.judgedAt)}, submission of ${participantId} to ${label}`}
        >
          {formatTime(line.judgedAt)}
        </a>
      </td>
      <td>
        <a href={writeRoute({ page: 'live', sessionId, part: { view: 'person', participantId } })}>
          {participantId}
        </a>
      </td>
      <td>{label}</td>
      <td>
        <VerdictBadge verdict={line.verdict} short />
      </td>
      <td>{line.language}</td>
      <td class="number">
        {line.passed}/{line.testCases}
      </td>
      <td class="number">{formatDuration(line.cpuMs)}</td>
      <td class="number">{formatDuration(line.waitMs)}</td>
    </tr>
  );
}
