import { writeComment } from '../grading/languages/comment.ts';
import { isLanguageId, LANGUAGES, type Language } from '../grading/languages/index.ts';
import type { HandedIn } from './submission.ts';

/** A program as one text: several files one after the other, each below a comment with its name. */
export function oneText({ source }: Pick<HandedIn, 'source'>, language: string): string {
  if (typeof source === 'string') return source;
  const signs: Pick<Language, 'comment' | 'commentEnd'> = isLanguageId(language)
    ? LANGUAGES[language]
    : { comment: '//' };
  return source.map((file) => `${writeComment(signs, file.name)}\n${file.source}`).join('\n');
}
