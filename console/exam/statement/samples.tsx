import { Copyable } from '../../views/copyable.tsx';
import type { Problem } from '../use-problem.ts';

/** The samples, to read, to copy and to download. */
export function Samples({ problem }: { problem: Problem }) {
  if (problem.interactions !== undefined) return <Interactions problem={problem} />;
  return (
    <section aria-label="Samples">
      {problem.samples.map(({ id, input, answer }, index) => (
        <div key={id} class="sample">
          <h3>Sample {index + 1}</h3>
          <div class="sample-texts">
            <Copyable
              title="Input"
              of={`sample ${index + 1}`}
              text={input}
              fileName={`${problem.label}-sample-${index + 1}.in`}
            />
            <Copyable
              title="Answer"
              of={`sample ${index + 1}`}
              text={answer}
              fileName={`${problem.label}-sample-${index + 1}.ans`}
            />
          </div>
        </div>
      ))}
    </section>
  );
}

/** Conversations, line by line, each under the other. */
function Interactions({ problem: { label, interactions = [] } }: { problem: Problem }) {
  if (interactions.length === 0) return null;
  return (
    <section aria-label="Samples">
      <p class="muted">
        Lines that begin with <code>{'<'}</code> are what your program reads, lines that begin with{' '}
        <code>{'>'}</code> what it prints.
      </p>
      {interactions.map(({ id, text }, index) => (
        <div key={id} class="sample">
          <h3>Sample {index + 1}</h3>
          <Copyable
            title="Interaction"
            of={`sample ${index + 1}`}
            text={text}
            fileName={`${label}-sample-${index + 1}.interaction`}
          >
            <Lines text={text} />
          </Copyable>
        </div>
      ))}
    </section>
  );
}

/** What the program prints stands out from what it reads; copied it is the same text. */
function Lines({ text }: { text: string }) {
  return <>{text.split(/(?<=\n)/).map((line) => (line.startsWith('>') ? <b>{line}</b> : line))}</>;
}
