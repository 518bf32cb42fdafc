import { useState } from 'preact/hooks';
import type { StaffSession } from '../../../core/api/sessions.ts';
import type { SourcesQuery } from '../../../core/api/sources.ts';
import { WHAT_IT_MEANS } from '../../../core/similarity/describe-report.ts';
import { DEFAULT_RULES } from '../../../core/similarity/similarity-report.ts';
import { type LivePart, writeRoute } from '../../route.ts';
import { PairView } from './pair-view.tsx';
import { ReportView } from './report-view.tsx';
import { useComparison } from './use-comparison.ts';

type SimilarityPart = Extract<LivePart, { view: 'similarity' }>;

/** How similar the programs of a session's problems are: a problem at a time, and two programs side by side. */
export function SimilarityPage({ session, part }: { session: StaffSession; part: SimilarityPart }) {
  const { sessionId, problems } = session;
  const label = part.label ?? (problems.length === 1 ? problems[0]?.label : undefined);
  return (
    <div class="stack">
      {part.pair === undefined && (
        <section class="card" aria-labelledby="similarity-heading">
          <h2 id="similarity-heading">Similarity</h2>
          <p class="note busy">{WHAT_IT_MEANS}</p>
          <nav class="quick problem-choice" aria-label="Problem">
            {problems.map((problem) => (
              <a
                key={problem.label}
                class="button quiet small"
                href={writeRoute({
                  page: 'live',
                  sessionId,
                  part: { view: 'similarity', label: problem.label },
                })}
                {...(problem.label === label ? { 'aria-current': 'page' as const } : {})}
              >
                {problem.label} {problem.name}
              </a>
            ))}
          </nav>
          {label === undefined && (
            <p class="muted">
              Choose a problem: its programs are then read and compared in this browser, and go nowhere else.
            </p>
          )}
        </section>
      )}
      {label !== undefined && <ProblemSimilarity key={label} session={session} label={label} part={part} />}
    </div>
  );
}

function ProblemSimilarity(props: { session: StaffSession; label: string; part: SimilarityPart }) {
  const { session, label, part } = props;
  const [pick, setPick] = useState<SourcesQuery['pick']>('best');
  const [rules, setRules] = useState(DEFAULT_RULES);
  const { compared, doing, fault, again } = useComparison(session.sessionId, label, pick, rules);
  const status = (
    <p class={doing === undefined ? 'unseen' : 'muted'} role="status">
      {doing ?? (compared === undefined ? '' : 'Compared.')}
    </p>
  );
  if (fault !== undefined)
    return (
      <div class="card">
        <p class="error" role="alert">
          {fault}
        </p>
        <button type="button" class="quiet small" onClick={again}>
          Look again
        </button>
      </div>
    );
  if (compared === undefined) return status;
  if (part.pair !== undefined)
    return <PairView session={session} label={label} compared={compared} pair={part.pair} />;
  return (
    <>
      {status}
      <ReportView
        session={session}
        label={label}
        compared={compared}
        pick={pick}
        onPick={setPick}
        rules={rules}
        onRules={setRules}
      />
    </>
  );
}
