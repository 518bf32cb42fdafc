import { useEffect, useState } from 'preact/hooks';
import { formatDuration } from '../../core/api/format-quantity.ts';
import type { ProblemView } from '../../core/api/problems.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { type BookingDraft, nextLabel } from './booking-draft.ts';
import { ProblemImport } from './problem-import.tsx';

type Chosen = BookingDraft['problems'];

/** Problems of the session: found by their name, imported, ordered and labelled. */
export function ProblemPicker(props: {
  chosen: Chosen;
  onChange: (change: (chosen: Chosen) => Chosen) => void;
}) {
  const { chosen, onChange } = props;
  const { problems, fault, again } = useProblems();
  const [search, setSearch] = useState('');
  const words = search.trim().toLowerCase();
  const isChosen = (id: string) => chosen.some(({ problemId }) => problemId === id);
  const found = problems?.filter(
    ({ problemId, name }) => !isChosen(problemId) && `${problemId} ${name}`.toLowerCase().includes(words),
  );
  const add = (problemId: string, name: string) =>
    onChange((known) =>
      known.some((one) => one.problemId === problemId)
        ? known.map((one) => (one.problemId === problemId ? { ...one, name } : one))
        : [...known, { problemId, name, label: nextLabel(known) }],
    );
  const move = (index: number, by: number) =>
    onChange((known) => {
      const moved = known[index];
      if (moved === undefined) return known;
      const rest = known.filter((one) => one !== moved);
      return [...rest.slice(0, index + by), moved, ...rest.slice(index + by)];
    });

  return (
    <div class="picker">
      {chosen.length > 0 && (
        <ol class="chosen-problems">
          {chosen.map((problem, index) => (
            <li key={problem.problemId}>
              <input
                class="label-input"
                aria-label={`Label of ${problem.name}`}
                value={problem.label}
                maxLength={16}
                onInput={(event) => {
                  const label = event.currentTarget.value;
                  onChange((known) =>
                    known.map((one) => (one.problemId === problem.problemId ? { ...one, label } : one)),
                  );
                }}
              />
              <span class="grow">
                {problem.name} <code class="muted">{problem.problemId}</code>
              </span>
              <button
                type="button"
                class="link"
                disabled={index === 0}
                aria-label={`Move ${problem.name} up`}
                onClick={() => move(index, -1)}
              >
                ↑
              </button>
              <button
                type="button"
                class="link"
                disabled={index === chosen.length - 1}
                aria-label={`Move ${problem.name} down`}
                onClick={() => move(index, 1)}
              >
                ↓
              </button>
              <button
                type="button"
                class="link"
                aria-label={`Take out ${problem.name}`}
                onClick={() => onChange((known) => known.filter((one) => one !== problem))}
              >
                Take out
              </button>
            </li>
          ))}
        </ol>
      )}
      <label class="field">
        Find a problem
        <input
          type="search"
          value={search}
          placeholder="name or id"
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {problems?.length === 0 && <p class="muted">No problem is imported yet: drop a package below.</p>}
      <ul class="found-problems">
        {found?.slice(0, 12).map((problem) => (
          <li key={problem.problemId}>
            <span class="grow">
              <strong>{problem.name}</strong> <code>{problem.problemId}</code>{' '}
              <span class="muted">
                {problem.kind}, {problem.secretTestCases} test cases, {formatDuration(problem.timeMs)},{' '}
                {Math.round(problem.memoryKiB / 1024)} MB, version {problem.version}
              </span>
            </span>
            <button
              type="button"
              class="quiet small"
              aria-label={`Add ${problem.name}`}
              onClick={() => add(problem.problemId, problem.name)}
            >
              Add
            </button>
          </li>
        ))}
      </ul>
      {found !== undefined && found.length > 12 && (
        <p class="muted">{found.length - 12} more: type a part of their name.</p>
      )}
      <ProblemImport
        onImported={(problemId) =>
          void again().then((all) =>
            add(problemId, all.find((one) => one.problemId === problemId)?.name ?? problemId),
          )
        }
      />
    </div>
  );
}

/** Every problem of the stage, page by page. */
function useProblems() {
  const [problems, setProblems] = useState<readonly ProblemView[]>();
  const [fault, setFault] = useState<string>();
  const again = async (): Promise<readonly ProblemView[]> => {
    const all: ProblemView[] = [];
    try {
      let cursor: string | undefined;
      do {
        const page = await patientApi.call('listProblems', {
          query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
        });
        all.push(...page.items);
        cursor = page.cursor;
      } while (cursor !== undefined);
      setProblems(all);
      setFault(undefined);
    } catch (error) {
      setFault(toApiError(error).message);
    }
    return all;
  };
  useEffect(() => void again(), []);
  return { problems, fault, again };
}
