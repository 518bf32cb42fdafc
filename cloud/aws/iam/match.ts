/**
 * True if `pattern` with IAM's wildcards (`*` any text, `?` one character) matches the whole of `value`.
 * Linear in practice and never exponential: only the last star is ever taken back.
 */
export function matchesWildcard(pattern: string, value: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < value.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      resume = position;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === value[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** `service:Action` patterns match without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * ARN patterns match segment by segment: a star never crosses one of the first five colons, and is free in the
 * resource part. A lone `*` is every resource.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patternParts = splitArn(pattern);
  const arnParts = splitArn(arn);
  if (arnParts === undefined) return matchesWildcard(pattern, arn);
  if (patternParts === undefined) return false;
  return patternParts.every((part, index) => matchesWildcard(part, arnParts[index] ?? ''));
}

function splitArn(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  if (parts.length < 6) return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
