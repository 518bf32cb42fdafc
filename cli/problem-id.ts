import { isProblemId } from '../core/problems/problem.ts';

const LONGEST = 48;

/** An id for what people call a problem: `C function: sqr` becomes `c-function-sqr`. */
export function idOfName(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const joined = words.join('-').slice(0, LONGEST).replace(/-$/, '');
  const id = /^[a-z]/.test(joined) ? joined : `problem-${joined}`.slice(0, LONGEST).replace(/-$/, '');
  return isProblemId(id) ? id : 'problem';
}

/** Ids for several names, each once. */
export function idsOfNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const id = idOfName(name);
    let free = id;
    for (let number = 2; taken.has(free); number += 1) free = `${id.slice(0, LONGEST - 4)}-${number}`;
    taken.add(free);
    return free;
  });
}
