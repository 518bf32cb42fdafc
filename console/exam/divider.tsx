import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { browserStore } from '../browser-store.ts';

const NAME = 'assize-split';
const [LEAST, MOST, USUAL, STEP] = [20, 75, 45, 2];

/** The share of the width, in percent, that a kept text asks for. */
function readShare(text: string | null): number {
  const share = Number(text ?? USUAL);
  return share >= LEAST && share <= MOST ? share : USUAL;
}

/** Between statement and program: drawn by pointer or moved by arrow keys, and remembered. */
export function Divider({ frame }: { frame: RefObject<HTMLElement | null> }) {
  const [share, setShare] = useState(() => readShare(browserStore.getItem(NAME)));
  const move = (wanted: number) => {
    const next = Math.min(MOST, Math.max(LEAST, wanted));
    setShare(next);
    browserStore.setItem(NAME, String(Math.round(next)));
  };

  useEffect(() => frame.current?.style.setProperty('--split', `${share}%`), [share]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator that moves is the pattern of a window splitter
    <div
      class="divider"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the statement"
      aria-valuenow={Math.round(share)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -STEP, ArrowRight: STEP, Home: LEAST - share, End: MOST - share }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        move(share + by);
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const box = frame.current?.getBoundingClientRect();
        if (box !== undefined && (event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId))
          move(((event.clientX - box.left) / box.width) * 100);
      }}
      onDblClick={() => move(USUAL)}
    />
  );
}
