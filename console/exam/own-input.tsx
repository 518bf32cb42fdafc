import { useState } from 'preact/hooks';
import { MAX_INPUT_BYTES } from '../../core/submissions/hand-in-limits.ts';
import { browserStore } from '../browser-store.ts';
import { sourceBytes } from './check-source.ts';
import { keepOwnInput, type ProblemKey, readOwnInput } from './drafts.ts';
import type { Problem } from './use-problem.ts';

/** What somebody tries their program on. */
export interface OwnInput {
  /** Absent: the samples. */
  readonly text: string | undefined;
  /** Why it would be refused, in a sentence. */
  readonly fault: string | undefined;
  /** Turns from the samples to the own input and back. */
  toggle(): void;
  write(text: string): void;
}

/** The input of one's own for a problem: kept with the drafts, and at first the first sample's. */
export function useOwnInput(problem: Problem, owner: ProblemKey): OwnInput {
  const [kept, setKept] = useState(
    () =>
      readOwnInput(browserStore, owner) ?? {
        isChosen: problem.samples.length === 0,
        text: problem.samples[0]?.input ?? '',
      },
  );
  const keep = (input: typeof kept) => {
    setKept(input);
    keepOwnInput(browserStore, owner, input);
  };
  const text = kept.isChosen ? kept.text : undefined;
  return {
    text,
    fault: text === undefined ? undefined : faultOfInput(text),
    toggle: () => keep({ ...kept, isChosen: !kept.isChosen }),
    write: (written) => keep({ ...kept, text: written }),
  };
}

function faultOfInput(text: string): string | undefined {
  const bytes = sourceBytes(text);
  if (bytes <= MAX_INPUT_BYTES) return undefined;
  return `Your input has ${Math.ceil(bytes / 1024)} KiB, and at most ${MAX_INPUT_BYTES / 1024} KiB are taken: try a smaller one.`;
}

/** Where the own input is written; Ctrl-Enter runs the program on it. */
export function OwnInputField(props: {
  problem: Problem;
  text: string;
  onText: (text: string) => void;
  onRun: () => void;
}) {
  const { problem, text, onText, onRun } = props;
  return (
    <div class="own-input" id="own-input">
      <div class="own-input-head">
        <label for="own-input-text">
          Your input
          {problem.solve !== undefined && <span class="muted">: the arguments of solve, as JSON</span>}
        </label>
        <span>
          {(problem.interactions === undefined ? problem.samples.slice(0, 3) : []).map(
            ({ id, input }, index) => (
              <button key={id} type="button" class="link" onClick={() => onText(input)}>
                <span class="unseen">Take the input of </span>
                Sample {index + 1}
              </button>
            ),
          )}
        </span>
      </div>
      <textarea
        id="own-input-text"
        rows={4}
        spellcheck={false}
        autocapitalize="off"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          onRun();
        }}
      />
    </div>
  );
}
