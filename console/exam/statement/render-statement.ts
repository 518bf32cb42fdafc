import { hasMath } from './find-math.ts';
import { type FilesOf, fillPictures } from './problem-file.ts';
import { sanitize } from './sanitize.ts';

/** A statement as the API gives it. */
export interface StatementText {
  readonly format: 'md' | 'tex';
  readonly text: string;
}

/** Macros of the package formats at whose place a sample could stand; all samples are below the statement. */
const SAMPLE_PLACES = /\{\{\s*(?:nextsample|remainingsamples)\s*\}\}/g;

/** The statement as nodes: sanitised, formulas rendered. What each format needs is fetched when it is met first. */
export async function renderStatement(
  { format, text }: StatementText,
  files: FilesOf,
): Promise<DocumentFragment> {
  let commands: Record<string, string> = {};
  let root: DocumentFragment;
  if (format === 'md') {
    const { markdownToHtml } = await import('./markdown-to-html.ts');
    root = sanitize(markdownToHtml(text.replace(SAMPLE_PLACES, '')));
  } else {
    const [{ latexToHtml }, { mendLatex }] = await Promise.all([
      import('./latex-to-html.ts'),
      import('./mend-latex.ts'),
    ]);
    root = sanitize(latexToHtml(text));
    commands = mendLatex(root);
  }
  shiftHeadings(root);
  await fillPictures(root, files);
  for (const link of root.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  if (hasMath(root)) {
    const [{ renderMath }] = await Promise.all([import('./render-math.ts'), loadMathStyles()]);
    renderMath(root, commands);
  }
  return root;
}

/** The problem's name is the page's heading above: those of the statement begin below it. */
function shiftHeadings(root: DocumentFragment): void {
  const headings = [...root.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const top = Math.min(...headings.map(({ tagName }) => Number(tagName[1])));
  for (const heading of headings) {
    const level = Math.min(6, Number(heading.tagName[1]) - top + 3);
    const shifted = document.createElement(`h${level}`);
    shifted.append(...heading.childNodes);
    heading.replaceWith(shifted);
  }
}

let styles: Promise<void> | undefined;

function loadMathStyles(): Promise<void> {
  styles ??= new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = '/math.css';
    // Without its style a formula still reads: the statement must not wait for ever.
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
  return styles;
}
