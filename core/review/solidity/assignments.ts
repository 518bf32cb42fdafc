import type { Callable } from './contract-model.ts';
import { bare, type Expression, isAssignment, walk } from './tree.ts';

/** That something was given a value, wherever in a function; `compound` where its own value is a part, as in `+=`. */
export interface Assignment {
  readonly target: Expression;
  readonly value: Expression;
  readonly compound: boolean;
  /** Where `value` answers several at once: which of them it is, from 0. */
  readonly component?: number;
}

const KNOWN = new WeakMap<Callable, readonly Assignment[]>();

/** All assignments of a function, those of declarations, too. */
export function assignmentsOf(callable: Callable): readonly Assignment[] {
  const known = KNOWN.get(callable);
  if (known) return known;
  const found: Assignment[] = [];
  const add = (target: Expression, given: Expression, compound: boolean, at: number, of: number) => {
    const value = bare(given);
    if (of === 1) found.push({ target, value, compound });
    else if (value.type === 'TupleExpression' && !value.isArray) {
      const part = value.components[at] as Expression | null | undefined;
      found.push({ target, value: part ?? value, compound });
    } else found.push({ target, value, compound, component: at });
  };
  walk(callable.node.body, (node) => {
    if (node.type === 'VariableDeclarationStatement' && node.initialValue) {
      const { variables, initialValue } = node;
      variables.forEach((variable, at) => {
        if (variable?.type !== 'VariableDeclaration' || !('name' in variable) || !variable.name) return;
        const target = { ...variable, type: 'Identifier', name: String(variable.name) } as Expression;
        add(target, initialValue, false, at, variables.length);
      });
    } else if (isAssignment(node)) {
      const left = bare(node.left);
      const targets = left.type === 'TupleExpression' && !left.isArray ? left.components : [left];
      targets.forEach((target, at) => {
        if (target) add(bare(target as Expression), node.right, node.operator !== '=', at, targets.length);
      });
    }
  });
  KNOWN.set(callable, found);
  return found;
}
