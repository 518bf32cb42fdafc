import { unifiedLatexToHast } from '@unified-latex/unified-latex-to-hast';
import { unifiedLatexFromString } from '@unified-latex/unified-latex-util-parse';
import { toHtml } from 'hast-util-to-html';
import { type Plugin, unified } from 'unified';

/** How many arguments the macros of problem statements take, that LaTeX itself does not know. */
const MACROS = {
  problemname: { signature: 'm' },
  illustration: { signature: 'm m m' },
  num: { signature: 'o m' },
  qty: { signature: 'o m m' },
  SI: { signature: 'o m o m' },
  includegraphics: { signature: 's o m' },
};

const ENVIRONMENTS = { lstlisting: { signature: 'o' } };

const processor = unified()
  // Asserted: the library is typed for the unified before this one, and runs on both.
  .use(unifiedLatexFromString as unknown as Plugin<[object]>, { macros: MACROS, environments: ENVIRONMENTS })
  .use(unifiedLatexToHast as unknown as Plugin);

/** A statement in LaTeX as HTML, not sanitised; what the library does not know is `.macro` or `.environment`. */
export function latexToHtml(text: string): string {
  const tree = processor.runSync(processor.parse(text));
  return toHtml(tree as Parameters<typeof toHtml>[0]);
}
