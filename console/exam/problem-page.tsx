import { useEffect, useRef, useState } from 'preact/hooks';
import { browserStore } from '../browser-store.ts';
import { Divider } from './divider.tsx';
import { useExam } from './exam.ts';
import { Results } from './results.tsx';
import { ProblemText } from './statement/problem-text.tsx';
import { useProblem } from './use-problem.ts';
import { Workbench } from './workbench.tsx';

/** Where the natural language is kept that somebody reads statements in. */
const STATEMENT_LANGUAGE = 'assize-statement-language';

const TABS = [
  { id: 'text', title: 'Statement' },
  { id: 'code', title: 'Program' },
  { id: 'results', title: 'Results' },
] as const;
type Tab = (typeof TABS)[number]['id'];

/** A problem beside the program that solves it; on a narrow screen one behind the other. */
export function ProblemPage({ label }: { label: string }) {
  const { session, window: stage } = useExam();
  const [language, setLanguage] = useState(() => browserStore.getItem(STATEMENT_LANGUAGE) ?? undefined);
  const { problem, error, again } = useProblem(session.sessionId, label, language);
  const [tab, setTab] = useState<Tab>('text');
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (stage === 'open' && error?.details.type.endsWith('session-not-open')) again();
  }, [stage]);

  if (problem === undefined) {
    if (error === undefined) return <p class="muted loading">Loading problem {label} …</p>;
    return (
      <section class="card center">
        <h2>Problem {label} cannot be shown yet</h2>
        <p class="error" role="alert">
          {error.message}
        </p>
        <button type="button" class="quiet" onClick={again}>
          Try again
        </button>
      </section>
    );
  }
  return (
    <div class={`problem showing-${tab}`} ref={frame}>
      <Tabs tab={tab} onTurn={setTab} />
      <section class="pane text-pane" id="pane-text" aria-label="Statement">
        <ProblemText
          problem={problem}
          onLanguage={(chosen) => {
            browserStore.setItem(STATEMENT_LANGUAGE, chosen);
            setLanguage(chosen);
          }}
        />
      </section>
      <Divider frame={frame} />
      <div class="work">
        <section class="pane code-pane" id="pane-code" aria-label="Program">
          <Workbench problem={problem} onHandedIn={() => setTab('results')} />
        </section>
        <section class="pane results-pane" id="pane-results" aria-label="Results">
          <Results problem={problem} />
        </section>
      </div>
    </div>
  );
}

/** Seen on narrow screens only. */
function Tabs({ tab, onTurn }: { tab: Tab; onTurn: (tab: Tab) => void }) {
  return (
    <div class="tabs">
      {TABS.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          class="tab"
          aria-pressed={tab === id}
          aria-controls={`pane-${id}`}
          onClick={() => onTurn(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
