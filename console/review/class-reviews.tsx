import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ReviewRuleView, ReviewView } from '../../core/api/reviews.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { writeRoute } from '../route.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { WithCode } from '../views/with-code.tsx';
import { foldTrend, type Trend } from './fold-trend.ts';
import { ReviewsDialog } from './reviews-dialog.tsx';
import { REVIEWS_SENTENCES } from './reviews-words.ts';
import { SeverityBadge, SeverityCounts } from './severities.tsx';

/** What the reviews of a session's submissions tell together: which faults are common, and how the problems fare. */
export function ClassReviews(props: { session: StaffSession; renew: () => Promise<void> }) {
  const { session } = props;
  const { sessionId } = session;
  const [reviews, setReviews] = useState<readonly ReviewView[]>();
  const [rules, setRules] = useState<readonly ReviewRuleView[]>([]);
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    readReviews(sessionId, signal).then(setReviews, (error: unknown) => {
      if (!signal.aborted) setFault(toApiError(error).message);
    });
    // Without them rules are told by their ids.
    patientApi.call('listReviewRules', { query: {} }, signal).then(
      (known) => setRules(known.rules),
      () => undefined,
    );
    return () => ending.abort();
  }, [sessionId]);

  const trend = useMemo(() => foldTrend(reviews ?? []), [reviews]);
  if (reviews === undefined)
    return fault === undefined ? (
      <p class="muted">Loading the reviews …</p>
    ) : (
      <p class="error card" role="alert">
        {fault}
      </p>
    );
  const waiting = reviews.filter(({ state }) => state === 'queued' || state === 'running').length;
  const failed = reviews.filter(({ state }) => state === 'failed').length;
  const others = [
    ...(waiting === 0 ? [] : [`${countOf(waiting, 'review is', 'reviews are')} on the way.`]),
    ...(failed === 0 ? [] : [`${countOf(failed, 'review has', 'reviews have')} failed.`]),
  ].join(' ');
  if (trend.problems.length === 0)
    return (
      <section class="card">
        <h2>Reviews</h2>
        <p>{others || 'No submission of this session has been reviewed.'}</p>
        <Policy {...props} />
        <p class="muted">
          A review looks for what reads like a fault, and runs nothing. A single submission is reviewed from
          its own page, too.
        </p>
      </section>
    );
  return (
    <div class="stack">
      <Policy {...props} />
      {others !== '' && <p class="note busy">{others}</p>}
      <Problems session={session} trend={trend} />
      <Rules trend={trend} rules={rules} />
      <Programs sessionId={sessionId} trend={trend} />
    </div>
  );
}

/** Whether what counts is reviewed, and who sees it, with the way to change it. */
function Policy({ session, renew }: { session: StaffSession; renew: () => Promise<void> }) {
  const [asks, setAsks] = useState(false);
  return (
    <p class="acts">
      <span>{REVIEWS_SENTENCES[session.policy.reviews ?? 'off']}</span>
      <button type="button" class="quiet small" onClick={() => setAsks(true)}>
        Change …
      </button>
      {asks && (
        <ReviewsDialog
          session={session}
          onClose={async (done) => {
            // The next change is of the session as this one has left it.
            if (done) await renew();
            setAsks(false);
          }}
        />
      )}
    </p>
  );
}

async function readReviews(sessionId: string, signal: AbortSignal): Promise<readonly ReviewView[]> {
  const found: ReviewView[] = [];
  let cursor: string | undefined;
  do {
    const query = { sessionId, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = await patientApi.call('listReviews', { query }, signal);
    found.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

function Problems({ session, trend }: { session: StaffSession; trend: Trend }) {
  return (
    <section class="card" aria-labelledby="problems-reviewed">
      <h2 id="problems-reviewed">Median score by problem</h2>
      <p class="muted">100 is the best. Of each participant the last submission that was reviewed counts.</p>
      <ol class="bars trend-problems">
        {trend.problems.map(({ label, reviewed, medianScore, clean }) => (
          <li key={label}>
            <span>
              <strong>{label}</strong> {session.problems.find((one) => one.label === label)?.name}
              <span class="muted">
                {' '}
                {countOf(reviewed, 'program')}, {clean === 0 ? 'none' : clean} without a finding
              </span>
            </span>
            <meter min={0} max={100} value={medianScore} aria-label={`${label}: ${medianScore}`} />
            <span class="number">{medianScore}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Rules({ trend, rules }: { trend: Trend; rules: readonly ReviewRuleView[] }) {
  const all = trend.counted.length;
  return (
    <section class="card" aria-labelledby="common-faults">
      <h2 id="common-faults">Common faults</h2>
      {trend.rules.length === 0 ? (
        <p>Nothing was found in any program.</p>
      ) : (
        <ScrollRegion label="Faults, those of most programs first">
          <table>
            <thead>
              <tr>
                <th scope="col">Fault</th>
                <th scope="col">Severity</th>
                <th scope="col">Programs</th>
                {trend.problems.map(({ label }) => (
                  <th key={label} scope="col" class="number">
                    {label}
                  </th>
                ))}
                <th scope="col" class="number">
                  Places
                </th>
              </tr>
            </thead>
            <tbody>
              {trend.rules.map(({ ruleId, severity, programs, findings, byProblem }) => (
                <tr key={ruleId}>
                  <th scope="row" class="reason">
                    <WithCode text={rules.find((rule) => rule.ruleId === ruleId)?.title ?? ruleId} />
                    <br />
                    <code class="muted">{ruleId}</code>
                  </th>
                  <td>
                    <SeverityBadge severity={severity} />
                  </td>
                  <td>
                    <span class="trend-bar">
                      <meter
                        min={0}
                        max={all}
                        value={programs}
                        aria-label={`${ruleId}: ${programs} of ${all} programs`}
                      />
                      {programs} of {all}
                    </span>
                  </td>
                  {trend.problems.map(({ label }) => (
                    <td key={label} class="number">
                      {byProblem[label] ?? '–'}
                    </td>
                  ))}
                  <td class="number">{findings}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}

function Programs({ sessionId, trend }: { sessionId: string; trend: Trend }) {
  const lowestFirst = trend.counted.toSorted((a, b) => a.summary.score - b.summary.score);
  return (
    <section class="card" aria-labelledby="programs-reviewed">
      <h2 id="programs-reviewed">Programs</h2>
      <ScrollRegion label="Reviewed programs, the lowest score first">
        <table>
          <thead>
            <tr>
              <th scope="col">Participant</th>
              <th scope="col">Problem</th>
              <th scope="col" class="number">
                Score
              </th>
              <th scope="col">Found</th>
            </tr>
          </thead>
          <tbody>
            {lowestFirst.map(({ reviewId, submissionId, participantId, problem, summary }) => (
              <tr key={reviewId}>
                <th scope="row">
                  <a
                    href={writeRoute({ page: 'live', sessionId, part: { view: 'submission', submissionId } })}
                  >
                    {participantId}
                  </a>
                </th>
                <td>{problem}</td>
                <td class="number">{summary.score}</td>
                <td>
                  <SeverityCounts counts={summary.counts} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
