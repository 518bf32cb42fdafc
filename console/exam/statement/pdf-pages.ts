import {
  AnnotationMode,
  GlobalWorkerOptions,
  getDocument,
  type PDFPageProxy,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';

// A file of its own beside the page: scripts/build.ts makes it.
GlobalWorkerOptions.workerSrc = '/pdf-worker.js';

/** Pages that are drawn; a statement has a few. */
const MOST_PAGES = 50;
/** Pixels of a page's picture: beyond that telephones run out of memory. */
const MOST_PIXELS = 16_000_000;
/** Pages are drawn when they are as near as this, CSS px. */
const NEAR = '600px';
/** Of a page, left and right, CSS px. */
const BORDERS = 2;
/** How long a pane must keep its width before its pages are drawn anew, ms. */
const SETTLED_MS = 150;

/** A PDF that stands in the page. */
export interface ShownPdf {
  /** Draws the pages as wide as the place times this. */
  zoom(factor: number): void;
  /** Takes the document's memory back. */
  close(): void;
}

/** One page: its frame, and what is drawn in it. */
interface Leaf {
  readonly page: PDFPageProxy;
  readonly frame: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly text: HTMLElement;
  /** The scale at which it is drawn, or was last; 0: it is not. */
  drawn: number;
  /** Whether its text lies over it. */
  hasText: boolean;
  isNear: boolean;
}

/**
 * Puts the pages of a PDF into a place, as wide as that, each drawn when it comes near; over each lies its text, to be
 * selected and read aloud. Nothing in the document acts. Throws what pdf.js says of a file that it cannot read.
 */
export async function showPdf(place: HTMLElement, bytes: Uint8Array): Promise<ShownPdf> {
  // WebAssembly is what the page's policy does not allow; without it the rarest kinds of pictures are left out.
  const task = getDocument({ data: bytes.slice(), useWasm: false, enableXfa: false });
  const pdf = await task.promise;
  const count = Math.min(pdf.numPages, MOST_PAGES);
  const leaves: Leaf[] = [];
  for (let number = 1; number <= count; number++)
    leaves.push(makeLeaf(await pdf.getPage(number), `Page ${number} of ${pdf.numPages}`));
  place.replaceChildren(...leaves.map(({ frame }) => frame));

  let factor = 1;
  const scaleOf = ({ page }: Leaf) =>
    ((place.clientWidth - BORDERS) * factor) / page.getViewport({ scale: 1 }).width;
  const lay = () => {
    for (const leaf of leaves) {
      const scale = scaleOf(leaf);
      const { width, height } = leaf.page.getViewport({ scale });
      leaf.frame.style.width = `${width}px`;
      leaf.frame.style.height = `${height}px`;
      leaf.frame.style.setProperty('--total-scale-factor', String(scale));
      if (leaf.isNear) drawOrForget(leaf, scale);
    }
  };
  const nearing = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const leaf = leaves.find(({ frame }) => frame === target);
        if (leaf === undefined) continue;
        leaf.isNear = isIntersecting;
        if (isIntersecting) drawOrForget(leaf, scaleOf(leaf));
      }
    },
    { rootMargin: NEAR },
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const resizing = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(lay, SETTLED_MS);
  });
  lay();
  for (const { frame } of leaves) nearing.observe(frame);
  resizing.observe(place);
  return {
    zoom(to) {
      factor = to;
      lay();
    },
    close() {
      clearTimeout(timer);
      nearing.disconnect();
      resizing.disconnect();
      void task.destroy();
    },
  };
}

function makeLeaf(page: PDFPageProxy, label: string): Leaf {
  const frame = document.createElement('div');
  frame.className = 'pdf-page';
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', label);
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const text = document.createElement('div');
  text.className = 'pdf-text';
  frame.append(canvas, text);
  return { page, frame, canvas, text, drawn: 0, hasText: false, isNear: false };
}

/** Draws a page at a scale; one that fails is drawn anew when it comes near again, or at another scale. */
function drawOrForget(leaf: Leaf, scale: number): void {
  if (scale <= 0 || leaf.drawn === scale) return;
  leaf.drawn = scale;
  draw(leaf, scale).catch(() => {
    if (leaf.drawn === scale) leaf.drawn = 0;
  });
}

/** Draws a page at a scale, its text the first time: that follows the scale by itself. */
async function draw(leaf: Leaf, scale: number): Promise<void> {
  const plain = leaf.page.getViewport({ scale });
  const dense = Math.min(window.devicePixelRatio, Math.sqrt(MOST_PIXELS / (plain.width * plain.height)));
  const viewport = leaf.page.getViewport({ scale: scale * dense });
  // Drawn beside what is seen, and put there whole: two sizes at once would share a canvas.
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await leaf.page.render({ canvas, viewport, annotationMode: AnnotationMode.DISABLE }).promise;
  if (leaf.drawn === scale) {
    leaf.canvas.width = canvas.width;
    leaf.canvas.height = canvas.height;
    leaf.canvas.getContext('2d')?.drawImage(canvas, 0, 0);
  }
  if (leaf.hasText) return;
  leaf.hasText = true;
  try {
    const textContentSource = await leaf.page.getTextContent();
    await new TextLayer({ textContentSource, container: leaf.text, viewport: plain }).render();
  } catch (error) {
    leaf.hasText = false;
    leaf.text.replaceChildren();
    throw error;
  }
}
