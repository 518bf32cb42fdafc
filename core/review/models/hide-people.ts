import type { TextMarks } from './mark-text.ts';

/** Somebody whose name and number are not to leave the house. */
export interface Person {
  /** As the roster has it: user name or number. */
  readonly participantId: string;
  readonly name?: string | undefined;
}

/** Where people are named as who wrote it; what follows on the line is theirs. */
const AUTHOR_LINE =
  /((?:@author|\b(?:author|name|student|participant|matric\w{0,20}|(?:written|submitted|created|coded|solved) by)\b)[^\S\r\n]{0,8}(?:no\.?|nr\.?|number|id|name)?[^\S\r\n]{0,8}[:=#-]?[^\S\r\n]{0,8})([^\r\n]{1,200})/giu;
const MAIL = /[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;
/** As long as numbers of students are. */
const LONG_NUMBER = /(?<![\w.])\d{6,12}(?![\w.])/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Words of a name that stand together, at most. */
const MOST_WORDS = 5;
/** What may stand between them: `Ada Lovelace`, `ada_lovelace`, `Lovelace, Ada`. */
const BETWEEN = /^[\s_.,-]{0,2}$/;
/** Shorter names and numbers are words of programs, too. */
const LEAST_KEY = 4;
/** A single part of a name counts only where people are spoken to. */
const LEAST_PART = 3;

/**
 * A source without who wrote it: mail addresses, names and numbers of these people, what stands behind `Author:` and the
 * like, and long numbers in comments. Lines stay, columns do not. What nobody could know for a name, stays.
 */
export function hidePeople(source: string, marks: TextMarks, people: readonly Person[]): string {
  const pieces = [
    ...marks.comments.map((span) => ({ ...span, isComment: true })),
    ...marks.strings.map((span) => ({ ...span, isComment: false })),
  ].sort((a, b) => a.from - b.from);
  const keys = keysOf(people);
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, isComment } of pieces) {
    parts.push(
      hideNames(source.slice(at, from), keys.whole),
      hideSpoken(source.slice(from, to), isComment, keys),
    );
    at = to;
  }
  parts.push(hideNames(source.slice(at), keys.whole));
  return parts.join('').replaceAll(MAIL, 'hidden@example.org');
}

interface Keys {
  /** Whole names, and numbers, without what stands between their words. */
  readonly whole: ReadonlySet<string>;
  /** With single parts of names. */
  readonly parts: ReadonlySet<string>;
}

function keysOf(people: readonly Person[]): Keys {
  const whole = new Set<string>();
  const parts = new Set<string>();
  for (const { participantId, name = '' } of people) {
    const words = wordsOf(name);
    const first = words[0] ?? '';
    const last = words.at(-1) ?? '';
    const keys = [
      wordsOf(participantId.split('@')[0] ?? '').join(''),
      words.join(''),
      ...(words.length > 1
        ? [first + last, last + first, words.slice(1).join('') + first, last + words.slice(0, -1).join('')]
        : []),
    ];
    for (const key of keys) if (key.length >= LEAST_KEY) whole.add(key);
    for (const part of words) if (part.length >= LEAST_PART) parts.add(part);
  }
  return { whole, parts: new Set([...whole, ...parts]) };
}

const wordsOf = (text: string): string[] =>
  (text.match(WORD) ?? []).map((part) => part.normalize('NFC').toLowerCase());

/** A comment or a string. */
function hideSpoken(text: string, isComment: boolean, { parts }: Keys): string {
  // What a program prints may well say `Name:`.
  const spoken = isComment
    ? text
        .replaceAll(AUTHOR_LINE, (_whole, label: string) => `${label}(hidden)`)
        .replaceAll(LONG_NUMBER, '000000')
    : text;
  return hideNames(spoken, parts);
}

/** Puts `person` in place of each name: the longest run of words that is one. */
function hideNames(text: string, keys: ReadonlySet<string>): string {
  if (keys.size === 0) return text;
  const words = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    key: word.normalize('NFC').toLowerCase(),
    from: index,
    to: index + word.length,
  }));
  const kept: string[] = [];
  let at = 0;
  for (let first = 0; first < words.length; first++) {
    const last = lastOfName(text, words, first, keys);
    if (last === undefined) continue;
    const [start, end] = [words[first], words[last]];
    if (start === undefined || end === undefined) continue;
    kept.push(
      text.slice(at, start.from),
      'person',
      text.slice(start.from, end.to).replaceAll(/[^\r\n]/g, ''),
    );
    at = end.to;
    first = last;
  }
  return kept.join('') + text.slice(at);
}

function lastOfName(
  text: string,
  words: readonly { readonly key: string; readonly from: number; readonly to: number }[],
  first: number,
  keys: ReadonlySet<string>,
): number | undefined {
  let found: number | undefined;
  let joined = '';
  let end: number | undefined;
  for (let at = first; at < Math.min(words.length, first + MOST_WORDS); at++) {
    const word = words[at];
    if (word === undefined || (end !== undefined && !BETWEEN.test(text.slice(end, word.from)))) break;
    joined += word.key;
    end = word.to;
    if (keys.has(joined)) found = at;
  }
  return found;
}
