/** Where something else could be fetched or run from. */
const LINK = /(?:\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:|javascript:|data:|www\.)[^\s)\]]+)/giu;
/** `[words](place)` and `![words](place)`. */
const MARKED_LINK = /!?\[([^\][]{0,500})\]\([^()\s]{0,500}\)/gu;

/**
 * What a model wrote, as one plain sentence: without control signs, signs that are not seen or that turn the direction of
 * reading, links, and anything that a page, a terminal or Markdown would take for more than words.
 * @param most signs; what is longer is cut
 */
export function cleanWords(text: string, most: number): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\p{C}|[\u2028\u2029]/gu, ' ')
    .replaceAll(MARKED_LINK, '$1')
    .replaceAll(LINK, '(link)')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('`', "'")
    .replaceAll('](', '] (')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const signs = [...plain];
  return signs.length <= most
    ? plain
    : `${signs
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
