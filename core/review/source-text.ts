/**
 * A source as it is reviewed, kept and hashed: without the mark that some editors put before the first line, and say nothing by. So the same
 * source is the same however it came.
 */
export function sourceText(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
