import { formatDuration } from '../../core/api/format-quantity.ts';
import type { ReviewReportView } from '../../core/api/reviews.ts';
import { explainScore } from '../../core/review/score-findings.ts';
import { SeverityCounts } from './severities.tsx';

/** What a review came to: the score and how it is made, counts, what was not looked at, and how old the answer is. */
export function Outcome(props: { report: ReviewReportView; ageSeconds: number | undefined }) {
  const { report, ageSeconds } = props;
  const { score, counts, gaps, model, findings } = report;
  const parts = explainScore(findings).filter(({ leaves }) => leaves < 1);
  return (
    <>
      <p class="review-outcome">
        <strong class="score">
          Score {score} <span class="muted">of 100</span>
        </strong>
        <SeverityCounts counts={counts} />
        {ageSeconds !== undefined && (
          <span class="muted">
            The same source was reviewed by the same rules{' '}
            {ageSeconds < 1 ? 'just' : formatDuration(ageSeconds * 1000)} before: this is that answer.
          </span>
        )}
      </p>
      {parts.length > 0 && (
        <details class="score-parts">
          <summary>How the score is made</summary>
          <p>Each rule that found something takes a share of what the others leave of 100:</p>
          <ul class="says">
            {parts.map(({ ruleId, findings: count, leaves }) => (
              <li key={ruleId}>
                {(100 * (1 - leaves)).toFixed(0)} % <code>{ruleId}</code>
                {count > 1 && ` (${count} times)`}
              </li>
            ))}
          </ul>
        </details>
      )}
      {gaps.length > 0 && (
        <div class="note busy">
          Not looked at, so that no finding there means nothing:
          <ul class="says">
            {gaps.map(({ what, why }) => (
              <li key={what}>
                {what}: <span class="muted">{why}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {model !== undefined && (
        <p class="muted">
          {model.service === undefined
            ? 'No language model answered.'
            : `A language model looked too: ${model.model ?? ''} of ${model.service}.`}{' '}
          {model.notes.join(' ')}
        </p>
      )}
    </>
  );
}
