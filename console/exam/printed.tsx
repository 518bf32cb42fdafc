import { Copyable } from '../views/copyable.tsx';
import { sourceBytes } from './check-source.ts';
import type { ShownCase } from './fold-cases.ts';

/** What a program printed, as far as it was kept. */
export function Printed({ run }: { run: Pick<ShownCase, 'output' | 'outputBytes'> }) {
  return (
    <>
      <Copyable title="What it printed" text={run.output ?? ''} />
      <OutputCut run={run} />
    </>
  );
}

/** Says that there was more, where an output is not shown whole. */
export function OutputCut({ run }: { run: Pick<ShownCase, 'output' | 'outputBytes'> }) {
  const { output = '', outputBytes = 0 } = run;
  const shown = sourceBytes(output);
  if (outputBytes <= shown) return null;
  return (
    <p class="muted">
      This is the beginning: it printed {outputBytes.toLocaleString('en')} bytes, and{' '}
      {shown.toLocaleString('en')} are kept.
    </p>
  );
}
