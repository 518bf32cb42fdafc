import { Copyable } from '../../views/copyable.tsx';
import type { Problem } from '../use-problem.ts';

/** The samples, to read, to copy and to download. */
export function Samples({ problem }: { problem: Problem }) {
  return (
    <section aria-label="Samples">
      {problem.samples.map(({ id, input, answer }, index) => (
        <div key={id} class="sample">
          <h3>Sample {index + 1}</h3>
          <div class="sample-texts">
            <Copyable title="Input" text={input} fileName={`${problem.label}-sample-${index + 1}.in`} />
            <Copyable title="Answer" text={answer} fileName={`${problem.label}-sample-${index + 1}.ans`} />
          </div>
        </div>
      ))}
    </section>
  );
}
