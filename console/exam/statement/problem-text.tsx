import { describeLimits } from '../describe-limits.ts';
import type { Problem } from '../use-problem.ts';
import { Samples } from './samples.tsx';
import { Statement } from './statement.tsx';

/** What is asked: name, limits in words, statement and samples. */
export function ProblemText({ problem }: { problem: Problem }) {
  return (
    <article class="problem-text">
      <h2>
        {problem.label} · {problem.name}
      </h2>
      <p class="muted limits">
        {describeLimits(problem)}.{' '}
        {problem.kind === 'scoring'
          ? 'Parts of the test cases give points.'
          : 'All test cases must be right.'}
      </p>
      {problem.solve !== undefined && (
        <p class="note">
          Write the function <code>{problem.solve.signature}</code>: nothing is read and nothing is printed.
        </p>
      )}
      <Statement problem={problem} />
      {problem.samples.length > 0 && <Samples problem={problem} />}
    </article>
  );
}
