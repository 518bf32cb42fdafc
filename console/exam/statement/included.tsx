import type { Problem } from '../use-problem.ts';

/** What judging puts beside a program, by language. */
export function Included(props: { included: NonNullable<Problem['included']> }) {
  return (
    <div class="note">
      <p>Judging puts files of this problem beside your program:</p>
      <ul>
        {props.included.map(({ language, files, starts, sourceName }) => (
          <li key={language}>
            {language}: <code>{files.join(' ')}</code>
            {starts !== undefined && (
              <>
                ; <code>{starts}</code> starts
              </>
            )}
            {sourceName !== undefined && (
              <>
                ; a program of one file is called <code>{sourceName}</code>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
