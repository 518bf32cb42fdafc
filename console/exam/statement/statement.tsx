import { useEffect, useRef, useState } from 'preact/hooks';
import { useExam } from '../exam.ts';
import type { Problem } from '../use-problem.ts';
import { PdfStatement } from './pdf-statement.tsx';

/** The statement, rendered once it is there; while its code is fetched, and if that fails, as it was written. */
export function Statement({ problem }: { problem: Problem }) {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const { statement } = problem;
  const { sessionId } = useExam().session;
  const text = statement?.text;

  useEffect(() => {
    if (statement === undefined || text === undefined || statement.format === 'pdf') return;
    const format = statement.format;
    let isGone = false;
    const show = async () => {
      const { renderStatement } = await import('./render-statement.ts');
      const nodes = await renderStatement({ format, text }, { sessionId, label: problem.label });
      if (isGone || place.current === null) return;
      place.current.replaceChildren(nodes);
      makeScrollable(place.current);
      setState('shown');
    };
    show().catch(() => {
      if (!isGone) setState('failed');
    });
    return () => {
      isGone = true;
    };
  }, [text]);

  if (statement?.file !== undefined)
    return (
      <PdfStatement
        key={statement.file}
        problem={problem}
        name={statement.file}
        language={statement.language}
      />
    );
  if (statement === undefined || text === undefined)
    return <p>This problem has no statement on this page. Your instructor has it.</p>;
  return (
    <>
      <div class="statement" ref={place} lang={statement.language} hidden={state !== 'shown'} />
      {state === 'failed' && (
        <>
          <p class="muted">
            The part of the page that sets statements could not be fetched; this is its source.
          </p>
          <pre class="source-text">{text}</pre>
        </>
      )}
      {state === 'loading' && <p class="muted">Setting the statement …</p>}
    </>
  );
}

/** What is wider than the page scrolls by itself, by keyboard too. */
function makeScrollable(root: HTMLElement): void {
  for (const part of root.querySelectorAll<HTMLElement>('pre, table, .katex-display')) {
    const box = part.tagName === 'TABLE' ? document.createElement('div') : part;
    if (box !== part) {
      part.replaceWith(box);
      box.append(part);
      box.className = 'scroll';
    }
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute(
      'aria-label',
      part.tagName === 'TABLE' ? 'Table' : part.tagName === 'PRE' ? 'Text' : 'Formula',
    );
  }
}
