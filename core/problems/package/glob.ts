/**
 * The format's patterns: `*` stands for any characters but `/`, `{a,b}` for one of several, without spaces around it; a pattern matches a name
 * and everything below it. Anything else stands for itself.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const segments = name.split('/');
  return expandBraces(pattern).some((plain) => {
    const wanted = plain.replace(/\/$/, '').split('/');
    return (
      wanted.length <= segments.length &&
      wanted.every((part, index) => matchesPart(part, segments[index] ?? ''))
    );
  });
}

/** At most this many alternatives: braces multiply, and patterns come from strangers. */
const MOST_ALTERNATIVES = 256;

function expandBraces(pattern: string): string[] {
  let done = [pattern];
  for (;;) {
    const next = done.flatMap((each) => {
      const match = /\{([^{}]*)\}/.exec(each);
      if (match === null) return [each];
      const alternatives = (match[1] ?? '').split(',');
      return alternatives.map(
        (alternative) =>
          each.slice(0, match.index) + alternative.trim() + each.slice(match.index + match[0].length),
      );
    });
    if (next.length > MOST_ALTERNATIVES) return done;
    if (next.length === done.length && next.every((each, index) => each === done[index])) return done;
    done = next;
  }
}

/** Linear in the product of lengths, whatever the pattern. */
function matchesPart(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
