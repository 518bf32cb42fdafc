/** The members of an object that are not undefined: a member that nobody gave is absent, not undefined. */
export function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const held = Object.entries(members).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets which member has which type.
  return Object.fromEntries(held) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
