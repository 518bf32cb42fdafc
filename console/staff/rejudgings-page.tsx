import { useEffect, useState } from 'preact/hooks';
import type { RejudgingView } from '../../core/api/rejudgings.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { RejudgeButton } from './rejudge-button.tsx';

/** What has been judged again in the session, and where another rejudging begins. */
export function RejudgingsPage({ session }: { session: StaffSession }) {
  const { sessionId, problems } = session;
  const [rejudgings, setRejudgings] = useState<readonly RejudgingView[]>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const ending = new AbortController();
    patientApi.call('listRejudgings', { params: { sessionId } }, ending.signal).then(
      ({ items }) => setRejudgings(items),
      (error: unknown) => {
        if (!ending.signal.aborted) setFault(toApiError(error).message);
      },
    );
    return () => ending.abort();
  }, [sessionId]);
  return (
    <section class="card" aria-labelledby="rejudgings-heading">
      <h2 id="rejudgings-heading">Rejudging</h2>
      <p class="muted">
        A test case or a limit was wrong: import the problem anew, judge its submissions again, look at what
        would change, and apply or discard it.
      </p>
      <p class="acts">
        {problems.map(({ label }) => (
          <RejudgeButton
            key={label}
            session={session}
            wish={{ label, filter: {} }}
            text={`Rejudge ${label} …`}
          />
        ))}
      </p>
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {rejudgings?.length === 0 && <p>Nothing was judged again yet.</p>}
      {rejudgings !== undefined && rejudgings.length > 0 && (
        <ScrollRegion label="Rejudgings of the session">
          <table>
            <thead>
              <tr>
                <th scope="col">Made</th>
                <th scope="col">Problem</th>
                <th scope="col">State</th>
                <th scope="col" class="number">
                  Submissions
                </th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {rejudgings.map((one) => (
                <tr key={one.rejudgingId}>
                  <td>
                    <a
                      href={writeRoute({
                        page: 'live',
                        sessionId,
                        part: { view: 'rejudging', rejudgingId: one.rejudgingId },
                      })}
                      aria-label={`Rejudging of ${one.label}, ${formatDateTime(one.createdAt)}`}
                    >
                      {formatDateTime(one.createdAt)}
                    </a>
                  </td>
                  <td>
                    {one.label} <span class="muted">version {one.version}</span>
                  </td>
                  <td>{one.state}</td>
                  <td class="number">
                    {one.progress !== undefined && `${one.progress.judged} judged again of `}
                    {one.submissions}
                  </td>
                  <td>{one.createdBy}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
