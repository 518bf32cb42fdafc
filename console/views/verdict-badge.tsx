import { explainVerdict } from '../../core/api/explain-verdict.ts';
import type { Verdict } from '../../core/grading/verdict.ts';
import { isPending, type OwnSubmission } from '../exam/merge-submissions.ts';

const SIGNS: Readonly<Record<Verdict, string>> = {
  AC: '✓',
  WA: '✗',
  TLE: '⧖',
  MLE: '▦',
  OLE: '≡',
  RTE: '⚡',
  CE: '⌘',
  JE: '!',
};

/** A verdict: a sign, its name and its letters; the colour only repeats them. */
export function VerdictBadge({ verdict, short = false }: { verdict: Verdict; short?: boolean }) {
  const { name } = explainVerdict(verdict);
  return (
    <span class={`verdict-badge v-${verdict.toLowerCase()}`} title={name}>
      <span aria-hidden="true">{SIGNS[verdict]}</span> {short ? verdict : name}
      {short && <span class="unseen"> ({name})</span>}
    </span>
  );
}

/** How a submission stands, in short. */
export function VerdictOf({ submission }: { submission: OwnSubmission }) {
  const { state, verdict } = submission;
  if (isPending(submission)) return <span class="muted">waiting</span>;
  if (state === 'quarantined') return <VerdictBadge verdict="JE" short />;
  if (verdict === undefined) return <span class="muted">judged</span>;
  return <VerdictBadge verdict={verdict} short />;
}
