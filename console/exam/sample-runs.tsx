import { useEffect, useState } from 'preact/hooks';
import { Copyable } from '../views/copyable.tsx';
import { VerdictBadge } from '../views/verdict-badge.tsx';
import { DiffView } from './diff-view.tsx';
import type { ShownCase } from './fold-cases.ts';
import type { DiffLine } from './line-diff.ts';
import { OutputCut, Printed } from './printed.tsx';
import type { Problem } from './use-problem.ts';

/** The samples as the program ran on them: verdict, what it printed against what was wanted, and its stderr. */
export function SampleRuns(props: {
  cases: readonly ShownCase[];
  samples: Problem['samples'];
  open: boolean;
}) {
  const runs = props.cases.filter(({ sample }) => sample);
  if (runs.length === 0) return null;
  return (
    <div class="sample-runs">
      {runs.map((run, index) => (
        <details key={run.number} open={props.open || run.verdict !== 'AC'}>
          <summary>
            <strong>Sample {index + 1}</strong>{' '}
            {run.verdict === null ? (
              <span class="muted">not run</span>
            ) : (
              <VerdictBadge verdict={run.verdict} short />
            )}
          </summary>
          <SampleRun run={run} sample={props.samples.find(({ id }) => id === run.id)} />
        </details>
      ))}
    </div>
  );
}

function SampleRun({ run, sample }: { run: ShownCase; sample: Problem['samples'][number] | undefined }) {
  const { verdict, output, stderr, feedback, detail, conversation } = run;
  const [lines, setLines] = useState<readonly DiffLine[]>([]);

  useEffect(() => {
    if (sample === undefined || verdict !== 'WA' || conversation !== undefined) return;
    import('./line-diff.ts').then(
      ({ compareLines }) => setLines(compareLines(sample.answer, output ?? '', false)),
      () => undefined,
    );
  }, [sample, output, verdict, conversation]);

  if (verdict === null) return <p class="muted">An earlier sample failed, so this one was not run.</p>;
  return (
    <>
      {detail !== undefined && <p>{detail}</p>}
      {feedback !== undefined && <p>{feedback}</p>}
      {conversation !== undefined ? (
        <Copyable title="What it read (<) and printed (>)" text={conversation} />
      ) : lines.length > 0 ? (
        <>
          <DiffView lines={lines} label="Wanted against printed" removed="wanted" added="printed" />
          <OutputCut run={run} />
        </>
      ) : (
        <Printed run={run} />
      )}
      {stderr !== undefined && <Copyable title="Its standard error" text={stderr} />}
      {sample !== undefined && sample.input !== '' && verdict !== 'AC' && (
        <Copyable title="Its input" text={sample.input} />
      )}
    </>
  );
}
