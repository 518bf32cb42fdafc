import katex from 'katex';
import { FORMULAS } from './find-math.ts';

/**
 * Renders the formulas of a sanitised statement. Styles are set through the DOM, as the page's policy wants it.
 * @param commands the statement's own commands
 */
export function renderMath(root: ParentNode, commands: Readonly<Record<string, string>>): void {
  for (const formula of root.querySelectorAll<HTMLElement>(FORMULAS)) {
    const displayMode = formula.matches('.math-display, .display-math');
    const place = document.createElement(displayMode ? 'div' : 'span');
    const outer = formula.parentElement;
    const replaced = displayMode && outer?.tagName === 'PRE' ? outer : formula;
    katex.render(formula.textContent ?? '', place, {
      displayMode,
      throwOnError: false,
      strict: 'ignore',
      trust: false,
      // A formula of a statement neither fills the page nor computes for ever.
      maxSize: 20,
      maxExpand: 500,
      macros: { ...commands },
    });
    replaced.replaceWith(place);
    if (!displayMode) holdPunctuation(place);
  }
}

/** Keeps what closes a phrase on the line of the formula before it. */
function holdPunctuation(formula: HTMLElement): void {
  const next = formula.nextSibling;
  const closing = next instanceof Text ? /^[).,:;!?\]]+/.exec(next.data)?.[0] : undefined;
  if (closing === undefined || !(next instanceof Text)) return;
  next.data = next.data.slice(closing.length);
  formula.classList.add('formula');
  formula.append(closing);
}
