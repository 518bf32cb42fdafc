/**
 * Comments, texts and docstrings; each ends at the latest with its line or the file, so that none is looked for twice.
 */
const ASIDE =
  /("""|''')(?:\\[\s\S]?|[^\\])*?(?:\1|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|#[^\n]*/g;
const PRINT_STATEMENT = /^[ \t]*print[ \t]+(?:""|\w+\(.*\)[ \t\r]*$)/m;
const CALL = /(?<![.\w])raw_input[ \t]*\(/;
/** The file has a function of that name for Python 3, or calls Python 2's only where it runs in that. */
const OWN_OR_GUARDED =
  /\bdef[ \t]+raw_input\b|\braw_input\b[ \t]*(?:,[^\n=(]{0,200})?=(?!=)|\bimport\b[^\n]{0,200}\braw_input\b|\bNameError\b|\bexcept[ \t]*:|\b(?:hex|python_)?version|\bPY[23]\b/;

/** Whether a source does what no Python 3 runs: `print` as a statement, or a call of `raw_input`, which that has no more. */
export function showsPython2(source: string): boolean {
  const code = source.replace(ASIDE, (aside) => (aside.startsWith('#') ? '' : '""'));
  return PRINT_STATEMENT.test(code) || (CALL.test(code) && !OWN_OR_GUARDED.test(code));
}
