/** What formulas are in a sanitised statement, before they are rendered. */
export const FORMULAS = 'code.language-math, .inline-math, .display-math';

/** Whether there is a formula: the library is fetched only then. */
export function hasMath(root: ParentNode): boolean {
  return root.querySelector(FORMULAS) !== null;
}
