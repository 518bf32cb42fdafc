/** Whether an ARN (or principal) matches a pattern in which `*` and `?` stand for anything, as ArnLike has it. */
export function matchesArn(pattern: string, value: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}
