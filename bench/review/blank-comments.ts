/** Strings first, so that `//` in an address of the web is none; a string ends with its line, a comment of many at the latest with the source. */
const STRING_OR_COMMENT =
  /"(?:\\[^\n\r]|[^"\\\n\r])*"?|'(?:\\[^\n\r]|[^'\\\n\r])*'?|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/**
 * A Solidity source with spaces in place of its comments: everything else stays in its line and column. Public sets write into comments
 * what is wrong in the next line, and whoever reads that has found nothing.
 */
export function blankComments(source: string): string {
  return source.replace(STRING_OR_COMMENT, (text) =>
    text.startsWith('/') ? text.replace(/[^\n\r\u2028\u2029]/g, ' ') : text,
  );
}
