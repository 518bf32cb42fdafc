import { ScrollRegion } from '../views/scroll-region.tsx';
import type { DiffLine } from './line-diff.ts';

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = {
  same: ' ',
  removed: '−',
  added: '+',
  skipped: '⋮',
};

/** A comparison line by line; what is missing and what is there instead is said by signs and words, not by colour alone. */
export function DiffView(props: {
  lines: readonly DiffLine[];
  label: string;
  removed: string;
  added: string;
}) {
  const words: Readonly<Record<DiffLine['kind'], string>> = {
    same: '',
    removed: `${props.removed}: `,
    added: `${props.added}: `,
    skipped: '',
  };
  return (
    <div class="diff">
      <p class="diff-key muted">
        <span class="diff-removed">
          <span aria-hidden="true">−</span> {props.removed}
        </span>{' '}
        <span class="diff-added">
          <span aria-hidden="true">+</span> {props.added}
        </span>
      </p>
      <ScrollRegion label={props.label}>
        <table class="diff-lines">
          <tbody>
            {props.lines.map((line, index) => (
              <tr key={`${index}-${line.kind}`} class={`diff-${line.kind}`}>
                <td class="number muted">{line.before ?? ''}</td>
                <td class="number muted">{line.after ?? ''}</td>
                <td aria-hidden="true">{SIGNS[line.kind]}</td>
                <td>
                  {line.kind === 'skipped' ? (
                    <span class="muted">{line.text} equal lines</span>
                  ) : (
                    <code>
                      <span class="unseen">{words[line.kind]}</span>
                      {line.text === '' ? ' ' : line.text}
                    </code>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}
