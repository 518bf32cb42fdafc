import { formatDuration } from '../../core/api/format-quantity.ts';
import { Copyable } from '../views/copyable.tsx';
import type { ShownCase } from './fold-cases.ts';
import { Printed } from './printed.tsx';

/** How a program ran on an input of its participant's own, and what it printed. */
export function OwnRun({ run }: { run: ShownCase }) {
  const { detail, feedback, stderr, cpuMs, wallMs, memoryKiB } = run;
  return (
    <div class="own-run">
      {detail !== undefined && <p>{detail}</p>}
      {feedback !== undefined && <p>{feedback}</p>}
      <Printed run={run} />
      {stderr !== undefined && <Copyable title="Its standard error" text={stderr} />}
      {cpuMs !== undefined && wallMs !== undefined && memoryKiB !== undefined && (
        <p class="muted">
          {formatDuration(cpuMs)} of CPU time in {formatDuration(wallMs)}, {Math.round(memoryKiB / 1024)} MB.
        </p>
      )}
    </div>
  );
}
