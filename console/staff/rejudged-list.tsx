import { useEffect, useState } from 'preact/hooks';
import type { RejudgedSubmission, RejudgingDetails } from '../../core/api/rejudgings.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import type { ShownCase } from '../exam/fold-cases.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { VerdictBadge } from '../views/verdict-badge.tsx';

type Item = RejudgingDetails['items'][number];

/** Submissions that change, each with both results; the test cases that changed open beneath. */
export function RejudgedList({ session, rejudging }: { session: StaffSession; rejudging: RejudgingDetails }) {
  const { sessionId } = session;
  const { rejudgingId } = rejudging;
  const { items, fault, more } = useItems(sessionId, rejudging);
  if (items.length === 0) return null;
  return (
    <section class="card" aria-labelledby="rejudged-heading">
      <h2 id="rejudged-heading">Submissions that change</h2>
      <ul class="cases">
        {items.map((item) => (
          <ChangedSubmission
            key={item.submissionId}
            sessionId={sessionId}
            rejudgingId={rejudgingId}
            item={item}
          />
        ))}
      </ul>
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {more !== undefined && (
        <button type="button" class="quiet small" onClick={() => void more()}>
          More
        </button>
      )}
    </section>
  );
}

function ChangedSubmission(props: { sessionId: string; rejudgingId: string; item: Item }) {
  const { sessionId, rejudgingId, item } = props;
  const { submissionId, participantId, before, after } = item;
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          {participantId}: <VerdictBadge verdict={before.verdict} short /> →{' '}
          <VerdictBadge verdict={after.verdict} short />{' '}
          <span class="muted">
            {tell(before)} → {tell(after)}, {item.language}
          </span>
        </summary>
        <p>
          <a href={writeRoute({ page: 'live', sessionId, part: { view: 'submission', submissionId } })}>
            The submission
          </a>
        </p>
        {isOpen && <ChangedCases params={{ sessionId, rejudgingId, submissionId }} />}
      </details>
    </li>
  );
}

const tell = ({ score, passed, testCases }: Item['before']) =>
  score === undefined ? `${passed} of ${testCases}` : `${score} points`;

function ChangedCases({
  params,
}: {
  params: { sessionId: string; rejudgingId: string; submissionId: string };
}) {
  const [both, setBoth] = useState<RejudgedSubmission>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const ending = new AbortController();
    patientApi.call('getRejudgedSubmission', { params }, ending.signal).then(setBoth, (error: unknown) => {
      if (!ending.signal.aborted) setFault(toApiError(error).message);
    });
    return () => ending.abort();
  }, [params.submissionId]);
  if (both === undefined)
    return <p class={fault === undefined ? 'muted' : 'error'}>{fault ?? 'Loading both results …'}</p>;
  const rows = changedCases(both);
  return rows.length === 0 ? (
    <p class="muted">No single test case has another verdict.</p>
  ) : (
    <ScrollRegion label="Test cases that changed">
      <table>
        <thead>
          <tr>
            <th scope="col">Test case</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, before, after }) => (
            <tr key={id}>
              <th scope="row">
                <code>{id}</code>
              </th>
              <td>
                <Case of={before} />
              </td>
              <td>
                <Case of={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Case({ of }: { of: ShownCase | undefined }) {
  if (of === undefined) return <span class="muted">not there</span>;
  if (of.verdict === null) return <span class="muted">not run</span>;
  return (
    <>
      <VerdictBadge verdict={of.verdict} short /> <span class="muted">{of.detail}</span>
    </>
  );
}

/** Test cases that another verdict or score came of, in the order of the new version; then those that are gone. */
export function changedCases({ before, after }: RejudgedSubmission) {
  const byId = (cases: readonly ShownCase[] = []) =>
    new Map(cases.map((one) => [one.id ?? String(one.number), one]));
  const [old, now] = [byId(before.result?.results), byId(after.result?.results)];
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((id) => ({ id, before: old.get(id), after: now.get(id) }))
    .filter(
      (one) =>
        one.before?.verdict !== one.after?.verdict ||
        one.before?.score !== one.after?.score ||
        one.before === undefined ||
        one.after === undefined,
    );
}

/** What changes, the first page with the rejudging itself, the next ones on demand. */
function useItems(sessionId: string, rejudging: RejudgingDetails) {
  const { rejudgingId, items: first, cursor: firstCursor } = rejudging;
  const [older, setOlder] = useState<{ items: readonly Item[]; cursor?: string }>();
  const [fault, setFault] = useState<string>();
  const cursor = older === undefined ? firstCursor : older.cursor;
  const more = async () => {
    try {
      const page = await patientApi.call('getRejudging', {
        params: { sessionId, rejudgingId },
        query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
      });
      setFault(undefined);
      setOlder({
        items: [...(older?.items ?? []), ...page.items],
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      });
    } catch (error) {
      setFault(toApiError(error).message);
    }
  };
  const known = new Set(first.map(({ submissionId }) => submissionId));
  const rest = (older?.items ?? []).filter(({ submissionId }) => !known.has(submissionId));
  return { items: [...first, ...rest], fault, more: cursor === undefined ? undefined : more };
}
