import { formatDuration } from '../../core/api/format-quantity.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { Statistics } from '../../core/api/statistics.ts';
import { VERDICTS } from '../../core/grading/verdict.ts';
import { formatTime, zoneName } from '../format.ts';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { InsightCard } from './insight-card.tsx';
import { RejudgeButton } from './rejudge-button.tsx';
import { useStatistics } from './use-statistics.ts';

type ProblemStatistics = Statistics['problems'][number];

/** How the problems have fared: solved by whom, how soon, with how many tries, and which test case fails most. */
export function StatisticsPage({ session, judged }: { session: StaffSession; judged: number }) {
  const { statistics, fault } = useStatistics(session.sessionId, judged);
  if (statistics === undefined)
    return <p class={fault === undefined ? 'muted' : 'error'}>{fault ?? 'Loading the statistics …'}</p>;
  const people = statistics.participants.length;
  const silent = statistics.participants.filter(({ submissions }) => submissions === 0).length;
  return (
    <div class="stack">
      <p class="muted">
        As of {formatTime(statistics.at)} {zoneName(statistics.at)}: {people - silent} of {people}{' '}
        participants have submitted something. Trials do not count.
      </p>
      <InsightCard sessionId={session.sessionId} />
      <div class="problem-stats">
        {statistics.problems.map((problem) => (
          <Problem key={problem.label} session={session} problem={problem} people={people} />
        ))}
      </div>
    </div>
  );
}

function Problem(props: { session: StaffSession; problem: ProblemStatistics; people: number }) {
  const { session, problem, people } = props;
  const { label, name, triedBy, solvedBy, submissions, verdicts, languages, failing } = problem;
  const most = Math.max(1, ...failing.map(({ count }) => count));
  return (
    <section class="card" aria-label={`Problem ${label}`}>
      <h2>
        {label} {name}
      </h2>
      <p>
        Solved by <strong>{solvedBy}</strong> of {triedBy} who tried, of {people}.
      </p>
      <progress max={Math.max(1, people)} value={solvedBy} aria-label={`Share that solved ${label}`} />
      <dl>
        <dt>submissions</dt>
        <dd>{submissions}</dd>
        <dt>tries to solve it (median)</dt>
        <dd>{problem.medianTries ?? '–'}</dd>
        <dt>minutes to solve it (median)</dt>
        <dd>{problem.medianMinutes ?? '–'}</dd>
        <dt>first solved</dt>
        <dd>
          {problem.firstSolved === undefined
            ? '–'
            : `${problem.firstSolved.participantId}, minute ${problem.firstSolved.minutes}`}
        </dd>
        <dt>CPU time of solutions (median)</dt>
        <dd>{problem.medianCpuMs === undefined ? '–' : formatDuration(problem.medianCpuMs)}</dd>
        <dt>languages</dt>
        <dd>
          {Object.entries(languages)
            .map(([language, count]) => `${language} ${count}`)
            .join(', ') || '–'}
        </dd>
      </dl>
      <p class="counts">
        {VERDICTS.filter((verdict) => verdicts[verdict] !== undefined).map((verdict) => (
          <span key={verdict}>
            <VerdictBadge verdict={verdict} short /> {verdicts[verdict]}
          </span>
        ))}
      </p>
      <h3>Where programs fail first</h3>
      {failing.length === 0 ? (
        <p class="muted">At no test case yet.</p>
      ) : (
        <ol class="bars">
          {failing.map(({ id, number, sample, count }) => (
            <li key={id}>
              <span>
                {number !== undefined && `${number}: `}
                <code>{id}</code> {sample && <span class="muted">sample</span>}
              </span>
              <meter min={0} max={most} value={count} aria-label={`${id}: ${count}`} />
              <span class="number">{count}</span>
            </li>
          ))}
        </ol>
      )}
      {submissions > 0 && (
        <p class="acts">
          <RejudgeButton session={session} wish={{ label, filter: {} }} text={`Rejudge ${label} …`} />
        </p>
      )}
    </section>
  );
}
