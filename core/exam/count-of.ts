/**
 * A count with its noun, as one says it: `1 host`, `3 hosts`; with a verb `1 host is`, `3 hosts are`.
 * @param many what is said of any other count than one; the noun with an s unless told
 */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
