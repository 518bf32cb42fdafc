import { useEffect, useRef, useState } from 'preact/hooks';
import { toApiError } from '../../console-api.ts';
import { useExam } from '../exam.ts';
import type { Problem } from '../use-problem.ts';
import { FileButton } from './attachments.tsx';
import type { ShownPdf } from './pdf-pages.ts';
import { bytesOf, fetchProblemFile } from './problem-file.ts';

/** How wide pages can be, in widths of the pane. */
const ZOOMS = [1, 1.25, 1.5, 2, 3] as const;

/** A statement in PDF, drawn by the page; where that cannot be, its words say so beside the file itself. */
export function PdfStatement(props: { problem: Problem; name: string; language: string }) {
  const { problem, name } = props;
  const { sessionId } = useExam().session;
  const place = useRef<HTMLElement>(null);
  const shown = useRef<ShownPdf>(undefined);
  const [fault, setFault] = useState<string>();
  const [isShown, setIsShown] = useState(false);
  const [zoom, setZoom] = useState(0);

  useEffect(() => {
    let isGone = false;
    setFault(undefined);
    setIsShown(false);
    const show = async () => {
      const file = await fetchProblemFile({ sessionId, label: problem.label }, name);
      const { showPdf } = await import('./pdf-pages.ts');
      if (isGone || place.current === null) return;
      const pdf = await showPdf(place.current, bytesOf(file));
      if (isGone) return pdf.close();
      shown.current = pdf;
      setIsShown(true);
    };
    show().catch((error: unknown) => {
      if (!isGone) setFault(toApiError(error).message.replace(/\.$/, ''));
    });
    return () => {
      isGone = true;
      shown.current?.close();
      shown.current = undefined;
    };
  }, [sessionId, problem.label, name]);

  const turnTo = (next: number) => {
    setZoom(next);
    shown.current?.zoom(ZOOMS[next] ?? 1);
  };
  return (
    <>
      <p class="pdf-acts">
        {isShown && (
          <>
            <button type="button" class="quiet" disabled={zoom === 0} onClick={() => turnTo(zoom - 1)}>
              Smaller
            </button>{' '}
            <button
              type="button"
              class="quiet"
              disabled={zoom === ZOOMS.length - 1}
              onClick={() => turnTo(zoom + 1)}
            >
              Larger
            </button>{' '}
          </>
        )}
        The statement as a file:{' '}
        <FileButton problem={problem} name={name} act="open" title="open it in a new tab" /> or{' '}
        <FileButton problem={problem} name={name} act="download" title="download it" />.
      </p>
      {fault !== undefined && (
        <p class="error" role="alert">
          The statement cannot be drawn here: {fault}. Open or download it.
        </p>
      )}
      {!isShown && fault === undefined && <p class="muted">Drawing the statement …</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the pane scrolls by keyboard, too */}
      <section class="pdf" ref={place} lang={props.language} aria-label="Pages" tabIndex={0} />
    </>
  );
}
