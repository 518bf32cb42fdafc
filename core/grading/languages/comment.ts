import type { Language } from './language.ts';

/** A line of text as a comment. */
export function writeComment(
  { comment, commentEnd }: Pick<Language, 'comment' | 'commentEnd'>,
  text: string,
): string {
  return commentEnd === undefined ? `${comment} ${text}` : `${comment} ${text} ${commentEnd}`;
}
