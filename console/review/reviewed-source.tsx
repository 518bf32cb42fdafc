import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReviewFindingView, ReviewReportView } from '../../core/api/reviews.ts';
import { SEVERITIES, type Severity } from '../../core/review/rule.ts';
import { SourceView } from '../views/source-view.tsx';
import { WithCode } from '../views/with-code.tsx';
import { Outcome } from './outcome.tsx';
import { SEVERITY_SIGNS, SeverityBadge } from './severities.tsx';

/** From so many findings on they can be chosen by severity. */
const MANY = 6;

/** A source with what its review found beside it: signs at its lines, and a list that leads there. */
export function ReviewedSource(props: {
  source: string;
  language: string;
  /** Of a download, without its ending; `fileName` with it. */
  name: string;
  fileName?: string;
  report: ReviewReportView;
  /** How old the answer is, where an earlier one was taken, s. */
  ageSeconds?: number | undefined;
}) {
  const { report, ageSeconds, ...shown } = props;
  const [least, setLeast] = useState<Severity>('info');
  const [chosen, setChosen] = useState<number>();
  const list = useRef<HTMLOListElement>(null);
  const findings = useMemo(
    () => report.findings.filter(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least)),
    [report, least],
  );
  const marks = useMemo(() => findings.map(markOf), [findings]);

  // Before they are drawn: afterwards it would take back what was chosen meanwhile.
  useLayoutEffect(() => setChosen(undefined), [findings]);
  const follow = (index: number) => {
    setChosen(index);
    const button = list.current?.querySelector<HTMLElement>(`[data-finding="${index}"]`);
    button?.focus({ preventScroll: true });
    button?.closest('li')?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div class="review">
      <Outcome report={report} ageSeconds={ageSeconds} />
      <div class={`review-columns ${report.findings.length === 0 ? 'alone' : ''}`}>
        <div class="review-code">
          <SourceView {...shown} marked={{ marks, chosen, onChoose: follow }} />
        </div>
        {report.findings.length > 0 && (
          <section aria-label="Findings">
            {report.findings.length >= MANY && (
              <label class="field">
                Show
                <select value={least} onChange={(event) => setLeast(event.currentTarget.value as Severity)}>
                  {SEVERITIES.toReversed().map((severity) => (
                    <option key={severity} value={severity}>
                      {severity === 'info' ? 'all findings' : `${severity} and graver`}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <ol class="findings" ref={list}>
              {findings.map((finding, index) => (
                <Item
                  key={index}
                  finding={finding}
                  index={index}
                  isChosen={index === chosen}
                  onChoose={() => setChosen(index)}
                />
              ))}
            </ol>
            {findings.length === 0 && <p>None is as grave as that.</p>}
          </section>
        )}
      </div>
    </div>
  );
}

function Item(props: { finding: ReviewFindingView; index: number; isChosen: boolean; onChoose: () => void }) {
  const { finding, index, isChosen } = props;
  const { line, severity, title, message, recommendation, staffOnly, confidence, foundBy } = finding;
  const known = [finding.ruleId, finding.swc, finding.cwe].filter((one) => one !== undefined).join(', ');
  return (
    <li class={isChosen ? 'chosen' : ''}>
      <p class="finding-head">
        <SeverityBadge severity={severity} />{' '}
        <strong>
          <WithCode text={title} />
        </strong>{' '}
        <button
          type="button"
          class="link"
          data-finding={index}
          aria-current={isChosen ? 'true' : undefined}
          onClick={props.onChoose}
        >
          line {line}
          <span class="unseen">
            : <WithCode text={title} />
          </span>
        </button>
        {staffOnly === true && <span class="badge busy">for staff alone</span>}
      </p>
      <p>
        <WithCode text={message} />
      </p>
      {recommendation !== '' && (
        <p class="recommendation">
          <WithCode text={recommendation} />
        </p>
      )}
      <p class="muted">
        {known}
        {confidence !== 'high' && `; ${confidence} confidence`}
        {foundBy === 'model' && '; found by a language model'}
        {foundBy === 'sandbox' && '; found by tools in a judge’s sandbox'}
      </p>
    </li>
  );
}

function markOf({ line, column, endLine, endColumn, severity, title }: ReviewFindingView) {
  return {
    line,
    column,
    endLine,
    endColumn,
    level: severity,
    rank: SEVERITIES.indexOf(severity),
    sign: SEVERITY_SIGNS[severity],
    title: `${severity}: ${title}`,
  };
}
