import type { Desk } from '../../core/api/desk.ts';
import { formatDuration } from '../../core/api/format-quantity.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { formatDateTime } from '../format.ts';
import { writeRoute } from '../route.ts';
import { useServerTime } from '../use-server-time.ts';
import { formatClock, sayDuration } from './countdown.ts';
import { useExam } from './exam.ts';
import { StandingMark } from './exam-nav.tsx';
import { Grade } from './grade.tsx';
import { isPending, standingOf } from './merge-submissions.ts';

/** The waiting room before the exam, the list of problems while it runs, and what is left after it. */
export function Overview({ desk, heardAt }: { desk: Desk; heardAt: number }) {
  const { session, window, submissions } = useExam();
  if (session.cancelled !== undefined) {
    return (
      <>
        {desk.grade !== undefined && <Grade grade={desk.grade} />}
        <section class="card center">
          <h2>The exam was cancelled</h2>
          <p>{session.cancelled.reason}</p>
          {submissions.length > 0 && (
            <p>
              Nothing more can be handed in. What you handed in before is judged, and kept under{' '}
              <a
                href={writeRoute({
                  page: 'exam',
                  sessionId: session.sessionId,
                  part: { view: 'submissions' },
                })}
              >
                My submissions
              </a>
              .
            </p>
          )}
        </section>
      </>
    );
  }
  if (window === 'before') return <WaitingRoom desk={desk} heardAt={heardAt} />;
  return (
    <>
      {desk.grade !== undefined && <Grade grade={desk.grade} />}
      {window === 'closed' && <Closed />}
      <Problems />
    </>
  );
}

function WaitingRoom({ desk, heardAt }: { desk: Desk; heardAt: number }) {
  const { session } = desk;
  const now = useServerTime(desk.at, heardAt);
  const left = Date.parse(session.times.opensAt) - now;
  const { you, policy } = session;
  return (
    <section class="card waiting-room">
      <h2>The exam has not opened yet</h2>
      <p class="big-clock" role="timer" aria-label={`opens in ${sayDuration(left)}`}>
        {formatClock(left)}
      </p>
      <p>It opens by itself on this page; there is no need to reload.</p>
      <dl class="facts">
        <dt>You are</dt>
        <dd>
          {you.name} ({you.participantId})
        </dd>
        <dt>Opens</dt>
        <dd>{formatDateTime(session.times.opensAt)}</dd>
        <dt>Closes for you</dt>
        <dd>
          {formatDateTime(you.closesAt)}
          {you.extraTimeMs > 0 && `, with ${formatDuration(you.extraTimeMs)} of extra time`}
        </dd>
        <dt>Problems</dt>
        <dd>{session.problems.map(({ label }) => label).join(', ')}</dd>
        <dt>Languages</dt>
        <dd>{session.languages.join(', ')}</dd>
        <dt>Submissions</dt>
        <dd>{describePolicy(policy)}</dd>
        <dt>Verdicts</dt>
        <dd>{SHOWS[policy.shows ?? 'all']}</dd>
      </dl>
    </section>
  );
}

/** What is told of a counted submission while the exam goes on. */
const SHOWS: Readonly<Record<NonNullable<Desk['session']['policy']['shows']>, string>> = {
  nothing: 'are shown after the exam',
  verdict: 'are shown at once, without test cases',
  'first-failing': 'are shown at once, with the first test case that fails',
  samples: 'are shown at once, with the samples',
  all: 'are shown at once, with every test case',
};

function describePolicy({ maxSubmissionsPerProblem, minIntervalMs }: Desk['session']['policy']): string {
  const most =
    maxSubmissionsPerProblem === undefined
      ? 'as many as you like'
      : `at most ${maxSubmissionsPerProblem} to each problem`;
  return minIntervalMs > 0 ? `${most}, one each ${formatDuration(minIntervalMs)}` : most;
}

function Closed() {
  const { submissions, outbox } = useExam();
  const waiting = submissions.filter((one) => !one.trial && isPending(one)).length;
  return (
    <section class="card" aria-labelledby="closed-heading">
      <h2 id="closed-heading">The exam is over</h2>
      {outbox.items.length > 0 && (
        <p>
          {outbox.items.length} of your submissions {outbox.items.length === 1 ? 'has' : 'have'} not reached
          the server yet; it decides whether {outbox.items.length === 1 ? 'it' : 'they'} came in time.
        </p>
      )}
      <p>
        {waiting === 0
          ? 'Everything that you handed in has its verdict. Nothing more can be submitted; you can go on reading.'
          : `${countOf(waiting, 'submission waits', 'submissions wait')} for a verdict: everything that was accepted is judged, and shown here when it is. You may close the page.`}
      </p>
    </section>
  );
}

function Problems() {
  const { session, submissions } = useExam();
  return (
    <section aria-labelledby="problems-heading">
      <h2 id="problems-heading">Problems</h2>
      <ul class="problems">
        {session.problems.map(({ label, name }) => {
          const standing = standingOf(submissions, label);
          const { tries, score } = standing;
          return (
            <li key={label}>
              <a
                class="problem-link"
                href={writeRoute({
                  page: 'exam',
                  sessionId: session.sessionId,
                  part: { view: 'problem', label },
                })}
              >
                <span class="problem-label">{label}</span>
                <span class="problem-name">{name ?? 'shown when the exam opens'}</span>
                <span class="problem-standing muted">
                  <StandingMark standing={standing} wordy />
                  {score !== undefined && `, ${countOf(score, 'point')}`}
                  {tries > 0 && `, ${countOf(tries, 'try', 'tries')}`}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
