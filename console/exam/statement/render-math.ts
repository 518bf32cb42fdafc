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
  }
}
