import { explainVerdict } from '../../core/api/explain-verdict.ts';
import type { Verdict } from '../../core/grading/verdict.ts';
import { isPending, type OwnSubmission } from '../exam/merge-submissions.ts';

const SIGNS: Readonly<Record<Verdict, string>> = {
  AC: '✓',
  WA: '✗',
  TLE: '◷',
  MLE: '▦',
  OLE: '≡',
  RTE: '⚡',
  CE: '⌘',
  JE: '!',
};

/** A verdict: a sign, its name and its letters; the colour only repeats them. */
export function VerdictBadge(props: {
  verdict: Verdict;
  short?: boolean;
  /** Of a run on an own input, which is neither right nor wrong. */
  inputBytes?: number | undefined;
}) {
  const { verdict, short = false, inputBytes } = props;
  const { name } = explainVerdict(verdict, { inputBytes });
  const isRun = verdict === 'AC' && inputBytes !== undefined;
  return (
    <span class={`verdict-badge ${isRun ? 'v-ran' : `v-${verdict.toLowerCase()}`}`} title={name}>
      <span aria-hidden="true">{isRun ? '▸' : SIGNS[verdict]}</span> {!short ? name : isRun ? 'ran' : verdict}
      {short && <span class="unseen"> ({name})</span>}
    </span>
  );
}

/** How a submission stands, in short. */
export function VerdictOf({ submission }: { submission: OwnSubmission }) {
  const { state, verdict, inputBytes } = submission;
  if (isPending(submission)) return <span class="muted">waiting</span>;
  if (state === 'quarantined') return <VerdictBadge verdict="JE" short />;
  if (verdict === undefined) return <span class="muted">judged</span>;
  return <VerdictBadge verdict={verdict} inputBytes={inputBytes} short />;
}
