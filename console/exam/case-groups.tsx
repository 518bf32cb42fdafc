import { formatDuration } from '../../core/api/format-quantity.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { type CaseRow, foldCases, type ShownCase } from './fold-cases.ts';

/** Test cases, group by group. */
export function CaseGroups({ cases }: { cases: readonly ShownCase[] }) {
  const groups = foldCases(cases);
  if (groups.length === 0) return null;
  return (
    <div class="case-groups">
      {groups.map(({ name, passed, count, rows }) => (
        <details key={name}>
          <summary>
            <strong>{describeGroup(name)}</strong>{' '}
            {rows.every(({ first }) => first.verdict === null) ? (
              <span class="muted">not run</span>
            ) : (
              <span class={passed === count ? 'good-text' : ''}>
                {passed} of {count} right
              </span>
            )}
          </summary>
          <ScrollRegion label={`Test cases: ${describeGroup(name)}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Test case</th>
                  <th scope="col">Verdict</th>
                  <th scope="col" class="number">
                    CPU time
                  </th>
                  <th scope="col" class="number">
                    Memory
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Row key={row.first.number} row={row} />
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </details>
      ))}
    </div>
  );
}

/** `secret/group1` is the second half of it; the folders themselves are samples and secret test cases. */
function describeGroup(name: string): string {
  if (name === 'sample') return 'Samples';
  if (name === 'secret') return 'Secret test cases';
  return name.replace(/^(?:secret|sample)\//, '');
}

function Row({ row: { first, last, count, cpuMs, memoryKiB } }: { row: CaseRow }) {
  return (
    <tr>
      <td>{count === 1 ? first.number : `${first.number} to ${last.number}`}</td>
      <td>
        {first.verdict === null ? (
          <span class="muted">not run</span>
        ) : (
          <VerdictBadge verdict={first.verdict} short />
        )}{' '}
        {first.detail !== undefined && (
          <span class="muted">{first.detail.replace(/^\w+ \((.*)\)$/, '$1')}</span>
        )}
        {first.feedback !== undefined && <span class="muted"> {first.feedback}</span>}
      </td>
      <td class="number">{first.verdict === null ? '' : formatDuration(cpuMs)}</td>
      <td class="number">{first.verdict === null ? '' : `${Math.round(memoryKiB / 1024)} MB`}</td>
    </tr>
  );
}
