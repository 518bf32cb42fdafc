import { Fragment } from 'preact';
import { useLanguages } from '../use-languages.ts';
import type { Problem } from '../use-problem.ts';

/** What judging puts beside a program, by language. */
export function Included({ problem }: { problem: Problem }) {
  const { included = [] } = problem;
  const names = useLanguages(problem);
  if (included.length === 0) return null;
  return (
    <section class="note included" aria-label="Files beside your program">
      <p>Judging puts files of this problem beside your program:</p>
      <dl>
        {included.map(({ language, files, starts, sourceName }) => (
          <div key={language}>
            <dt>{names?.find(({ id }) => id === language)?.name ?? language}</dt>
            <dd>
              {files.map((file, index) => (
                <Fragment key={file}>
                  {index > 0 && ', '}
                  <code>{file}</code>
                  {file === starts && ' (starts)'}
                </Fragment>
              ))}
              {sourceName !== undefined && (
                <span>
                  Yours, if it is one file, is <code>{sourceName}</code>
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
