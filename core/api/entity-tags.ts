/** The entity tag of something that is changed by revision. It stands for what was decided, not for what the clock makes of it. */
export function revisionTag(revision: number): string {
  return `"r${revision}"`;
}

/** Whether `If-Match` allows a change of what has this tag: strong comparison, and `*` (RFC 9110, 13.1.1). */
export function allowsChange(ifMatch: string, tag: string): boolean {
  return ifMatch.trim() === '*' || tagsOf(ifMatch).some(({ weak, opaque }) => !weak && opaque === tag);
}

/** Whether `If-None-Match` names what has this tag: weak comparison, since proxies weaken tags when they compress (13.1.2). */
export function isKnown(ifNoneMatch: string, tag: string): boolean {
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).some(({ opaque }) => opaque === tag);
}

function tagsOf(list: string): { readonly weak: boolean; readonly opaque: string }[] {
  return [...list.matchAll(/(W\/)?("[^"]*")/g)].map(([, weak, opaque = '']) => ({
    weak: weak !== undefined,
    opaque,
  }));
}
