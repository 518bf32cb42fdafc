import type { Callable } from './contract-model.ts';
import { bare, type Expression, isAssignment, targetsOf, walk } from './tree.ts';

/** That something was given a value, wherever in a function; `compound` where its own value is a part, as in `+=`. */
export interface Assignment {
  readonly target: Expression;
  readonly value: Expression;
  readonly compound: boolean;
}

const KNOWN = new WeakMap<Callable, readonly Assignment[]>();

/** All assignments of a function, those of declarations, too. */
export function assignmentsOf(callable: Callable): readonly Assignment[] {
  const known = KNOWN.get(callable);
  if (known) return known;
  const found: Assignment[] = [];
  walk(callable.node.body, (node) => {
    if (node.type === 'VariableDeclarationStatement' && node.initialValue) {
      const value = bare(node.initialValue);
      const values = value.type === 'TupleExpression' && !value.isArray ? value.components : undefined;
      node.variables.forEach((variable, at) => {
        if (variable?.type !== 'VariableDeclaration' || !('name' in variable) || !variable.name) return;
        const target = { ...variable, type: 'Identifier', name: String(variable.name) } as Expression;
        const of = (node.variables.length > 1 ? values?.[at] : undefined) ?? value;
        found.push({ target, value: of as Expression, compound: false });
      });
    } else if (isAssignment(node)) {
      const value = bare(node.right);
      const values = value.type === 'TupleExpression' && !value.isArray ? value.components : undefined;
      const targets = targetsOf(node);
      targets.forEach((target, at) => {
        const of = (targets.length > 1 ? values?.[at] : undefined) ?? value;
        found.push({ target, value: of as Expression, compound: node.operator !== '=' });
      });
    }
  });
  KNOWN.set(callable, found);
  return found;
}
