type Node = { [name: string]: Node | string };

/** A value of the query protocols once its dotted names are folded: text, lists and structures. */
export type QueryValue = string | readonly QueryValue[] | { readonly [name: string]: QueryValue };

/**
 * Folds the flat names of the query protocols (`Filter.1.Value.2=x`) into structures and lists. Lists keep the order
 * of their numbers; `member` levels of plain query services are dropped.
 */
export function foldParameters(
  flat: Readonly<Record<string, unknown>>,
): Readonly<Record<string, QueryValue>> {
  const root: Node = Object.create(null) as Node;
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split('.').filter((part) => part !== 'member');
    let node = root;
    for (const part of path.slice(0, -1)) {
      const next = node[part];
      if (typeof next === 'object') node = next;
      else {
        const made = Object.create(null) as Node;
        node[part] = made;
        node = made;
      }
    }
    const last = path.at(-1);
    if (last !== undefined) node[last] = String(value);
  }
  return fold(root) as Readonly<Record<string, QueryValue>>;
}

function fold(node: Node | string): QueryValue {
  if (typeof node === 'string') return node;
  const names = Object.keys(node);
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name)))
    return names
      .map(Number)
      .sort((left, right) => left - right)
      .map((index) => fold(node[String(index)] ?? ''));
  return Object.fromEntries(names.map((name) => [name, fold(node[name] ?? '')]));
}

/** Text of a member; undefined if it is absent or a structure. */
export function textOf(value: QueryValue | undefined, name: string): string | undefined {
  const member = structOf(value)[name];
  return typeof member === 'string' ? member : undefined;
}

/** The members of a structure; none if it is something else. */
export function structOf(value: QueryValue | undefined): Readonly<Record<string, QueryValue>> {
  return typeof value === 'object' && !Array.isArray(value)
    ? (value as Readonly<Record<string, QueryValue>>)
    : {};
}

/** The items of a list member; none if it is absent. */
export function listOf(value: QueryValue | undefined, name: string): readonly QueryValue[] {
  const member = structOf(value)[name];
  return Array.isArray(member) ? (member as readonly QueryValue[]) : [];
}

/** The texts of a list member. */
export function textsOf(value: QueryValue | undefined, name: string): readonly string[] {
  return listOf(value, name).filter((item): item is string => typeof item === 'string');
}
