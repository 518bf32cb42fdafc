import type { ModelPolicy } from '../../config/model-settings.ts';
import { hidePeople, type Person } from './hide-people.ts';
import { blank, markText } from './mark-text.ts';

/** A source as a model is sent it, and as its answer is held against it. */
export interface PreparedSource {
  readonly lines: readonly string[];
  /** The same without comments: what is found stands in code. */
  readonly code: readonly string[];
}

/**
 * What of a source is sent: by the policy without comments, and without what tells who wrote it. Lines keep their numbers.
 * @returns undefined where the language's comments are not known: nothing of it may be sent then
 */
export function prepareSource(
  {
    source,
    language,
    people,
  }: { readonly source: string; readonly language: string; readonly people: readonly Person[] },
  { stripComments, stripPersonalData }: ModelPolicy,
): PreparedSource | undefined {
  let sent = source.toWellFormed();
  const remark = () => markText(sent, language);
  let marks = remark();
  if (marks === undefined) return undefined;
  if (stripComments) {
    sent = blank(sent, marks.comments);
    marks = { comments: [], strings: marks.strings };
  }
  if (stripPersonalData) {
    sent = hidePeople(sent, marks, people);
    marks = remark();
  }
  return { lines: splitLines(sent), code: splitLines(blank(sent, marks?.comments ?? [])) };
}

/** Lines as editors number them, without what would end one to somebody else. */
function splitLines(text: string): readonly string[] {
  // Tabs stay; other signs that are not seen do not, as they say things to a model that nobody reads.
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll(/[^\P{C}\t]|[\u2028\u2029]/gu, ' ').trimEnd());
}
